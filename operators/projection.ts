import { mergeMap } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Image } from '../kernels/image.ts'
import type { Tape } from '../kernels/tape.ts'
import { formatDecimal } from '../model/decimal.ts'
import type { Decimal } from '../model/decimal.ts'
import { CHECK, FILL, POSITION, ROW_AUX, ROW_FLAGS, ROW_INSTRUMENT, ROW_SOURCE } from '../model/layout.generated.ts'
import { Reason, REASON_NAMES } from '../model/reasons.generated.ts'
import { formatRowId, rowId } from '../model/row-id.ts'
import { formatMicros, microsFromWords } from '../model/time.ts'
import type { Outcome } from './outcome.ts'

/** Checks whose money is of the currency that the instrument settles in. */
export const IN_OWN_CURRENCY: ReadonlySet<number> = new Set([
  Reason.CASH_INSUFFICIENT,
  Reason.NOTIONAL_ABOVE_MAX,
  Reason.NOTIONAL_BELOW_MIN,
])

/** What every projected row says of itself. */
export interface RowIdentity {
  /** `sequence.sub` of the row on the outcome tape. */
  readonly id: string
  /** Sequence of the input row that caused it. */
  readonly sequence: number
  /** Unix µs: exact. */
  readonly timeMicros: number
  /** The same in ISO 8601, UTC. */
  readonly time: string
}

/**
 * An operator from outcomes to plain objects, one for each row of a kind, in tape order: it copies, so what it emits may
 * be kept. Made for printing and for the slow path; it allocates.
 */
export function projection<T>(kind: number, read: (row: OutcomeRow) => T): OperatorFunction<Outcome, T> {
  return mergeMap(({ tape, image }: Outcome) => {
    const found: T[] = []
    for (let row = 0; row < tape.count; row++) {
      if (tape.memory.u8[tape.at(row)] === kind) found.push(read(new OutcomeRow(tape, image, row)))
    }
    return found
  })
}

/** One row of an outcome tape with its integers spelled out. Valid inside the call it is given to. */
export class OutcomeRow {
  readonly image: Image
  readonly aux: number
  readonly flags: number
  /** Portfolio or group by id; 65 535: the desk as a whole. */
  readonly source: number
  readonly instrument: number
  readonly identity: RowIdentity
  private readonly tape: Tape
  private readonly word: number

  constructor(tape: Tape, image: Image, row: number) {
    const { u8, u16, u32, i32 } = tape.memory
    const at = tape.at(row)
    this.tape = tape
    this.image = image
    this.word = at >> 3
    this.aux = u32[(at + ROW_AUX) >> 2]
    this.flags = u8[at + ROW_FLAGS]
    this.source = u16[(at + ROW_SOURCE) >> 1]
    this.instrument = u32[(at + ROW_INSTRUMENT) >> 2]
    const sequence = tape.firstSequence + tape.position(row)
    const timeMicros = microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3])
    this.identity = {
      id: formatRowId(rowId(sequence, tape.sub(row))),
      sequence,
      timeMicros,
      time: formatMicros(timeMicros),
    }
  }

  f64(lane: number): number {
    return this.tape.memory.f64[this.word + lane]
  }

  i64(lane: number): bigint {
    return this.tape.memory.i64[this.word + lane]
  }

  /** Name of the portfolio or portfolio group. */
  get portfolio(): string {
    return this.scopeName(this.source)
  }

  scopeName(scope: number): string {
    return this.image.names.scopes[scope] ?? `#${scope}`
  }

  get symbol(): string {
    return this.image.names.universe.instruments[this.instrument]?.symbol ?? `#${this.instrument}`
  }

  /** Currency id of the row's money: of the instrument in what it settles, otherwise of the portfolio. */
  get currency(): number {
    const { image, instrument } = this
    const known = instrument < image.size.instruments
    if (known && (this.settles || this.source >= image.scopes)) return image.instrument.currency(instrument)
    return this.source < image.scopes ? image.scope.currency(this.source) : 0
  }

  /** Whether its money is of the currency that the instrument settles in: fills, positions, and some checks. */
  private get settles(): boolean {
    const kind = this.tape.memory.u8[this.word << 3]
    return kind === FILL || kind === POSITION || (kind === CHECK && IN_OWN_CURRENCY.has(this.aux & 0xffff))
  }

  get currencyName(): string {
    return this.image.names.currencies[this.currency]
  }

  money(amount: bigint): Decimal {
    return formatDecimal(amount, this.image.names.moneyScales[this.currency])
  }

  moneyAt(lane: number): Decimal {
    return this.money(this.i64(lane))
  }

  /** Quantity of a lane of signed lots. */
  quantityAt(lane: number): Decimal {
    return this.quantity(BigInt(this.f64(lane)))
  }

  quantity(lots: bigint): Decimal {
    return formatDecimal(lots, this.image.names.universe.instruments[this.instrument]?.quantityScale ?? 0)
  }

  /** Price of a lane of price units; null where it is 0, none. */
  priceAt(lane: number): Decimal | null {
    const units = this.f64(lane)
    return units === 0 ? null : this.price(BigInt(units))
  }

  price(units: bigint): Decimal {
    return formatDecimal(units, this.priceScale)
  }

  /** Price of a lane of half price units, with the decimal that a half needs; null where it is 0, none. */
  markAt(lane: number): Decimal | null {
    const half = this.f64(lane)
    return half === 0 ? null : formatDecimal(BigInt(half) * 5n, this.priceScale + 1)
  }

  get priceScale(): number {
    return this.image.names.universe.instruments[this.instrument]?.priceScale ?? 0
  }

  /** A lane of an id as `sequence.sub`; null where it is 0, none. */
  idAt(lane: number): string | null {
    const id = this.tape.memory.u64[this.word + lane]
    return id === 0n ? null : formatRowId(id)
  }
}

/** Name of a reason code. */
export function reasonName(code: number): string {
  return REASON_NAMES[code] ?? `REASON_${code}`
}
