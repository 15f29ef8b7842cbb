/**
 * Why a desk can't go on: a row or a state that no rule covers. The engine halts; nothing of the state is used again.
 * Compiled kernels have no exceptions: they put the code into the control record.
 */
export const Fault = {
  none: 0,
  rowNotInteger: 1,
  decisionNotLast: 2,
  timersFull: 3,
  tapeFull: 5,
  moneyOverflow: 6,
  timerUnknown: 7,
  gateUnsound: 8,
  sizingUnknown: 9,
} as const

const TEXTS: Readonly<Record<number, (value: bigint) => string>> = {
  [Fault.rowNotInteger]: () => 'carries a price or a quantity that is no integer within ±2^53',
  [Fault.decisionNotLast]: () => 'carries a decision but does not end an instant: decisions belong to LAST rows',
  [Fault.timersFull]: (count) => `needs one more timer than the ${count} there are: raise engine.orders`,
  [Fault.tapeFull]: (rows) => `causes more rows than the outcome tape of ${rows} holds: raise engine.tapeFactor`,
  [Fault.moneyOverflow]: (amount) => `causes a fill of ${amount} minor units of money, which does not fit the ledger`,
  [Fault.timerUnknown]: (kind) => `meets a timer of the unknown kind ${kind}`,
  [Fault.gateUnsound]: (check) => `was cut by the gate to a size that still violates check ${check}`,
  [Fault.sizingUnknown]: (method) => `asks for sizing method ${method}, which has no fraction`,
}

/** The error of a fault. */
export function faultError(code: number, value: bigint, sequence: bigint): Error {
  const text = TEXTS[code]
  return new Error(text === undefined ? `row ${sequence}: fault ${code} (${value})` : `row ${sequence} ${text(value)}`)
}
