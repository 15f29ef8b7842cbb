import { tickAt } from '../../kernels/reference/gate.ts'
import { deposit } from '../../kernels/reference/ledger.ts'
import { freeCash } from '../../kernels/reference/reserve.ts'
import { COMMAND_LOTS, COMMAND_PRICE, COMMAND_STOP_PRICE, QUOTE, QUOTE_BID } from '../../model/layout.generated.ts'
import { flagLever, lotsText, moneyText, priceText, scopeName, symbolOf } from './lever.ts'
import type { Lever } from './lever.ts'
import { lowered, raised } from './lever-shapes.ts'
import type { LeversOf } from './lever-shapes.ts'

/** Equity, by a deposit of cash in the portfolio's currency. */
export const equityLever: LeversOf = ({ image, portfolio, violation: { scope, value, limit } }) => [
  raised('money', moneyText(image, image.scope.currency(portfolio)), {
    input: `equity of ${scopeName(image, scope)}`,
    from: image.scope.equity(scope),
    guess: value - limit,
    set: (to, _rowAt, amount) => void deposit(to, portfolio, amount - to.scope.equity(scope)),
  }),
]

/** Free cash of the currency that the instrument settles in; equity stays as it is. */
export const cashLever: LeversOf = ({ image, portfolio, instrument, violation }) => {
  const currency = image.instrument.currency(instrument)
  const account = image.ledgerAt(portfolio, currency)
  const from = freeCash(image, portfolio, currency)
  return [
    raised('money', moneyText(image, currency), {
      input: `free cash of ${scopeName(image, portfolio)}`,
      from,
      guess: violation.value - violation.limit,
      set: (to, _rowAt, amount) =>
        to.ledger.setReserved(account, to.ledger.reserved(account) + freeCash(to, portfolio, currency) - amount),
    }),
  ]
}

/** A command's price or stop price, to the next tick. */
export const tickLever: LeversOf = ({ image, instrument, rowAt, violation: { value, limit } }) => {
  const given = (lane: number): bigint => BigInt(image.memory.f64[(rowAt >> 3) + lane])
  const isStop = given(COMMAND_STOP_PRICE) === value && given(COMMAND_PRICE) !== value
  const lane = isStop ? COMMAND_STOP_PRICE : COMMAND_PRICE
  const input = isStop ? 'stop price of the order' : 'price of the order'
  const tick = tickAt(image, instrument, value)
  return [nearest('price', input, value, value - limit, tick, lane, priceText(image, instrument))]
}

/** A command's quantity, to the next multiple of the lot. */
export const lotLever: LeversOf = ({ image, instrument, rowAt, violation: { value, limit } }) => {
  const sign = image.memory.f64[(rowAt >> 3) + COMMAND_LOTS] < 0 ? -1n : 1n
  const step = image.instrument.lotStep(instrument)
  const beyond = limit === 0n ? step : value - limit
  return [
    nearest('quantity', 'quantity of the order', value, beyond, step, COMMAND_LOTS, lotsText(image, instrument), sign),
  ]
}

/** A number of a command brought to the nearer of its two neighbours that are multiples of `step`. */
function nearest(
  unit: 'price' | 'quantity',
  input: string,
  from: bigint,
  beyond: bigint,
  step: bigint,
  lane: number,
  print: Lever['print'],
  sign = 1n,
): Lever {
  const up = step - beyond < beyond || from - beyond <= 0n
  const guess = up ? step - (from % step) : beyond
  return {
    input,
    unit,
    from,
    step: up ? 1n : -1n,
    most: step,
    guess,
    set: (to, rowAt, value) => {
      to.memory.f64[(rowAt >> 3) + lane] = Number(value * sign)
    },
    print,
  }
}

/** The bid, down to the ask: of the row itself, where it is the quote. */
export const crossedLever: LeversOf = ({ image, instrument, rowAt, violation: { value, limit } }) => {
  const { u8, u32 } = image.memory
  const isRow = u8[rowAt] === QUOTE && u32[(rowAt + 4) >> 2] === instrument
  return [
    {
      ...lowered('price', priceText(image, instrument), {
        input: `bid of ${symbolOf(image, instrument)}`,
        from: value,
        guess: value - limit,
        set: (to, at, bid) => {
          if (isRow) to.memory.f64[(at >> 3) + QUOTE_BID] = Number(bid)
          else {
            to.instrument.setBid(instrument, bid)
            to.instrument.setCrossed(instrument, bid > limit ? 1 : 0)
          }
        },
      }),
    },
  ]
}

export const stateLever: LeversOf = ({ image, violation: { scope } }) => [
  flagLever(
    `trading state of ${scopeName(image, scope)}`,
    [image.scope.state(scope) === 2 ? 'halted' : 'reducing', 'active'],
    (to) => to.scope.setState(scope, 0),
  ),
]
