import xxhash from 'xxhash-wasm'
import type { Image } from './image.ts'
import {
  AMEND_FIELDS,
  AmendRecords,
  INSTRUMENT_FIELDS,
  InstrumentRecords,
  LEDGER_FIELDS,
  LedgerRecords,
  ORDER_FIELDS,
  OrderRecords,
  POSITION_FIELDS,
  PositionRecords,
  RATE_FIELDS,
  RateRecords,
  SCOPE_FIELDS,
  ScopeRecords,
} from './records.generated.ts'
import { AMENDING } from './reference/intent.ts'

const { create64 } = await xxhash()

type Fields = readonly (readonly [name: string, type: 'i32' | 'i64', offset: number])[]

/** What counts of a record, in the order in which it is hashed. */
interface Counted {
  /** 32-bit words of the record. */
  readonly words: number
  /** Where each field stands, in words; its complement where the field has 32 bits. */
  readonly at: Int32Array
}

function counted<F extends Fields>({ bytes }: { bytes: number }, fields: F, names: readonly F[number][0][]): Counted {
  const at = names.map((name) => {
    const [, type, offset] = fields.find(([one]) => one === name)!
    return type === 'i64' ? offset >> 2 : ~(offset >> 2)
  })
  return { words: bytes >> 2, at: Int32Array.from(at) }
}

const LEDGER = counted(LedgerRecords, LEDGER_FIELDS, [
  'cash',
  'cost',
  'deposits',
  'withdrawals',
  'realised',
  'fees',
  'adjustments',
  'reserved',
])
const RATE = counted(RateRecords, RATE_FIELDS, ['numerator', 'denominator', 'markedAt'])
const SCOPE = counted(ScopeRecords, SCOPE_FIELDS, [
  'equity',
  'gross',
  'net',
  'worstExtra',
  'buyExtra',
  'sellExtra',
  'highWater',
  'dayStart',
  'paidIn',
  'rateAt',
  'reduceRateAt',
  'alerts',
  'state',
  'stateReason',
  'openOrders',
  'flatten',
])
const POSITION = counted(PositionRecords, POSITION_FIELDS, [
  'lots',
  'cost',
  'realised',
  'fees',
  'openBuys',
  'openSells',
  'hasTarget',
  'targetPpm',
  'targetVolatilityPpm',
  'targetEdgePpm',
  'targetDecision',
  'openedAt',
  'peak',
  'cooledAt',
  'alerts',
  'restricted',
])
const INSTRUMENT = counted(InstrumentRecords, INSTRUMENT_FIELDS, [
  'bid',
  'ask',
  'bidLots',
  'askLots',
  'mark',
  'markAt',
  'lastAt',
  'crossed',
  'staleWatch',
  'last',
  'borrowLots',
  'tradable',
])
const ORDER = counted(OrderRecords, ORDER_FIELDS, [
  'id',
  'portfolio',
  'instrument',
  'side',
  'type',
  'timeInForce',
  'flags',
  'lots',
  'filled',
  'booked',
  'price',
  'stop',
  'reserved',
  'state',
  'sentAt',
  'sentSequence',
  'decision',
  'expiresAt',
  'cancelAt',
])
const AMEND = counted(AmendRecords, AMEND_FIELDS, ['lots', 'price', 'reserved', 'arrivesAt'])

/**
 * XXH64 of the state in canonical order, each field as 64 bits: ledgers, rates, scopes and positions ascending,
 * instruments' market state, open orders by id. No free lists, capacities or counters.
 */
export function hashImage(image: Image): bigint {
  const { control, rate, order, size } = image
  const words = new Words(image.memory.i32)
  words.records(LEDGER, control.ledgerAt(0), size.portfolios * size.currencies)
  for (let at = 0; at < size.currencies ** 2; at++) {
    if (rate.numerator(at) === 0n) continue
    words.number(at)
    words.record(RATE, control.ratesAt(0), at)
  }
  words.records(SCOPE, control.scopeAt(0), image.scopes)
  words.records(POSITION, control.positionAt(0), size.portfolios * size.instruments)
  words.records(INSTRUMENT, control.instrumentAt(0), size.instruments)
  for (const at of openOrdersById(image)) {
    words.record(ORDER, control.orderAt(0), at)
    if ((order.flags(at) & AMENDING) !== 0) words.record(AMEND, control.amendAt(0), at)
  }
  return words.hash()
}

const CHUNK_WORDS = 8_192

/** Collects words of a memory and hashes them as they fill a chunk: no value is made of them. */
class Words {
  private readonly memory: Int32Array
  private readonly state = create64()
  private readonly chunk = new Int32Array(CHUNK_WORDS)
  private count = 0

  constructor(memory: Int32Array) {
    this.memory = memory
  }

  /** @param base Byte at which the records begin. */
  records(of: Counted, base: number, count: number): void {
    for (let at = 0; at < count; at++) this.record(of, base, at)
  }

  record({ words, at: fields }: Counted, base: number, at: number): void {
    const { memory } = this
    const first = (base >> 2) + at * words
    for (let field = 0; field < fields.length; field++) {
      const offset = fields[field]
      if (offset >= 0) this.put(memory[first + offset], memory[first + offset + 1])
      else this.number(memory[first + ~offset])
    }
  }

  /** A 32-bit number, as 64 bits. */
  number(value: number): void {
    this.put(value, value >> 31)
  }

  hash(): bigint {
    this.flush()
    return this.state.digest()
  }

  private put(low: number, high: number): void {
    const { chunk, count } = this
    chunk[count] = low
    chunk[count + 1] = high
    this.count = count + 2
    if (this.count === CHUNK_WORDS) this.flush()
  }

  private flush(): void {
    this.state.update(new Uint8Array(this.chunk.buffer, 0, this.count * 4))
    this.count = 0
  }
}

function openOrdersById({ order, size }: Image): number[] {
  const open: number[] = []
  for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0) open.push(at)
  return open.sort((a, b) => (order.id(a) < order.id(b) ? -1 : order.id(a) > order.id(b) ? 1 : 0))
}
