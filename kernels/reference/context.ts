import { FLAG_CLEARED } from '../../model/layout.generated.ts'
import { ALERT, ALERT_LIMIT, ALERT_STATE, ALERT_SUBJECT, ALERT_VALUE } from '../../model/layout.generated.ts'
import {
  EQUITY,
  EQUITY_CASH,
  EQUITY_EQUITY,
  EQUITY_GROSS,
  EQUITY_HIGH_WATER,
  EQUITY_NET,
} from '../../model/layout.generated.ts'
import {
  POSITION,
  POSITION_COST,
  POSITION_LOTS,
  POSITION_MARK,
  POSITION_REALISED,
  POSITION_VALUE,
} from '../../model/layout.generated.ts'
import { Fault } from '../faults.ts'
import type { Image } from '../image.ts'
import type { Tape } from '../tape.ts'
import { fail } from './fail.ts'
import type { Probe } from './probe.ts'
import { signedValue } from './valuation.ts'

export const SEVERITY = { info: 0, warning: 1, error: 2 } as const
export const EQUITY_CAUSE = { interval: 0, fill: 1, cash: 2, state: 3 } as const

/** What every step of the reference desk works on: the image, the outcome tape, and the row being stepped. */
export class Context {
  readonly image: Image
  readonly outcome: Tape
  /** Who listens, where somebody does. */
  readonly probe: Probe | undefined
  /** Position in its frame and byte offset of the row being stepped. */
  position = 0
  rowAt = 0

  constructor(image: Image, outcome: Tape, probe?: Probe) {
    this.image = image
    this.outcome = outcome
    this.probe = probe
  }

  /** Appends an outcome row dated `control.now` and returns the index of its first 8-byte word. */
  emit(kind: number, source: number, instrument: number, aux: number, flags = 0): number {
    const { outcome } = this
    if (outcome.count >= outcome.capacity) fail(this.image, Fault.tapeFull, BigInt(outcome.capacity))
    const at = outcome.append(this.position, this.rowAt, kind, flags, source, instrument, aux)
    const { memory, control } = this.image
    memory.i64[(at >> 3) + 1] = control.now(0)
    return at >> 3
  }

  /** Sub that the next outcome row of this input row will have. */
  nextSub(): number {
    const { outcome } = this
    const last = outcome.count - 1
    return last >= 0 && outcome.position(last) === this.position ? outcome.sub(last) + 1 : 0
  }

  equityRow(portfolio: number, cause: number): void {
    const { image } = this
    const { i64 } = image.memory
    const { scope, ledger } = image
    const word = this.emit(EQUITY, portfolio, 0, cause)
    i64[word + EQUITY_EQUITY] = scope.equity(portfolio)
    i64[word + EQUITY_CASH] = ledger.cash(image.homeLedger(portfolio))
    i64[word + EQUITY_GROSS] = scope.gross(portfolio)
    i64[word + EQUITY_NET] = scope.net(portfolio)
    i64[word + EQUITY_HIGH_WATER] = scope.highWater(portfolio)
  }

  positionRow(index: number): void {
    const { image } = this
    const { f64, i64 } = image.memory
    const instrument = image.instrumentOf(index)
    const word = this.emit(POSITION, image.portfolioOf(index), instrument, 0)
    f64[word + POSITION_LOTS] = Number(image.position.lots(index))
    i64[word + POSITION_COST] = image.position.cost(index)
    i64[word + POSITION_REALISED] = image.position.realised(index)
    i64[word + POSITION_VALUE] = signedValue(image, instrument, image.position.lots(index))
    f64[word + POSITION_MARK] = Number(image.instrument.mark(instrument))
  }

  /** An alert that begins, or (cleared) ends. */
  alert(
    reason: number,
    severity: number,
    scope: number,
    instrument: number,
    detail: { value?: bigint; limit?: bigint; subject?: number; policy?: number; cleared?: boolean } = {},
  ): void {
    const { f64, i64 } = this.image.memory
    const aux = reason | (severity << 16) | ((detail.policy ?? 0) << 24)
    const word = this.emit(ALERT, scope, instrument, aux, detail.cleared === true ? FLAG_CLEARED : 0)
    i64[word + ALERT_VALUE] = detail.value ?? 0n
    i64[word + ALERT_LIMIT] = detail.limit ?? 0n
    f64[word + ALERT_SUBJECT] = detail.subject ?? -1
    f64[word + ALERT_STATE] = scope < this.image.scopes ? this.image.scope.state(scope) : 0
  }
}
