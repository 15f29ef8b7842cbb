import type { Universe } from '../model/universe.ts'
import type { Memory } from './memory.ts'
import {
  AmendRecords,
  ChangedRecords,
  ClientIdRecords,
  ConcentrateRecords,
  ControlRecords,
  CovarianceRecords,
  CurrencyRecords,
  ExecutionRecords,
  ExposureRecords,
  GroupRecords,
  IncreaseRecords,
  InstantRecords,
  InstrumentRecords,
  LedgerRecords,
  OrderBucketRecords,
  OrderRecords,
  PendingRecords,
  PositionRecords,
  RateRecords,
  ReportRecords,
  ScopeRecords,
  SessionRecords,
  TickRecords,
  TimerRecords,
  ViolationRecords,
  WeightRecords,
} from './records.generated.ts'

/** How many records of each kind an image has; fixed for its life. */
export interface ImageSize {
  readonly instruments: number
  readonly portfolios: number
  readonly portfolioGroups: number
  readonly currencies: number
  readonly groups: number
  readonly ticks: number
  readonly sessions: number
  readonly instants: number
  readonly covarianceBlocks: number
  readonly orders: number
  readonly clientIds: number
}

/** What the integers of an image mean; needed to print, never to compute. */
export interface ImageNames {
  readonly universe: Universe
  /** Portfolios, then portfolio groups. */
  readonly scopes: readonly string[]
  readonly currencies: readonly string[]
  /** Decimals of money by currency id. */
  readonly moneyScales: readonly number[]
  /** Sectors (`sector:…`), countries, issuers, currencies and free groups (`group:…`). */
  readonly groups: readonly string[]
}

type RecordsOf<R> = (new (memory: Memory, base: number, count: number) => R) & { readonly bytes: number }

/** Violated checks that one intent can have: every check once, and once more for each group of each scope. */
const VIOLATIONS_MAX = 128

/** Timers: an order's arrival, amend, cancel and report, an instrument's staleness and one kept free, a session's end. */
export function timersOf({ orders, instruments, sessions }: ImageSize): number {
  return 4 * orders + 2 * instruments + sessions
}

/** Bytes rounded up to whole cache lines: every table begins one. */
const wholeLines = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Lays tables one after another behind the control record. */
function place<K extends string>(
  memory: Memory,
  counts: Readonly<Record<K, readonly [{ readonly bytes: number }, number]>>,
): { base: number; bytes: number; offsets: Record<K, number> } {
  const tables = Object.entries(counts) as [K, readonly [{ readonly bytes: number }, number]][]
  const sizes = tables.map(([, [{ bytes: size }, count]]) => wholeLines(size * count))
  const bytes = sizes.reduce((sum, size) => sum + size, wholeLines(ControlRecords.bytes))
  const base = memory.allocate(bytes, 'the state image')
  let at = base + wholeLines(ControlRecords.bytes)
  const offsets = {} as Record<K, number>
  tables.forEach(([name], table) => {
    offsets[name] = at
    at += sizes[table]
  })
  return { base, bytes, offsets }
}

/** Absent limit. */
export const NONE = -1n

/**
 * The desk's whole state, as records in the memory. The reference desk and the other backends read and write the same
 * bytes; this class only knows where they are.
 */
export class Image {
  readonly memory: Memory
  readonly size: ImageSize
  readonly names: ImageNames
  readonly scopes: number
  readonly base: number
  readonly bytes: number
  /** Of them, those before the scratch of the compiled kernels: what backends must agree on. */
  readonly stateBytes: number
  readonly control: ControlRecords
  readonly instrument: InstrumentRecords
  readonly tick: TickRecords
  readonly scope: ScopeRecords
  readonly changed: ChangedRecords
  readonly ledger: LedgerRecords
  readonly position: PositionRecords
  readonly exposure: ExposureRecords
  readonly concentrate: ConcentrateRecords
  readonly order: OrderRecords
  readonly timer: TimerRecords
  readonly report: ReportRecords
  readonly clientId: ClientIdRecords
  readonly execution: ExecutionRecords
  readonly session: SessionRecords
  readonly instant: InstantRecords
  readonly covariance: CovarianceRecords
  readonly group: GroupRecords
  readonly orderBucket: OrderBucketRecords
  /** Amends that wait for their answer, by order. */
  readonly amend: AmendRecords
  readonly currency: CurrencyRecords
  readonly rate: RateRecords
  /** Scratch, but for a policy: the positions that wait for its answer. */
  readonly pending: PendingRecords
  private readonly offsets: Offsets

  constructor(memory: Memory, size: ImageSize, names: ImageNames) {
    this.memory = memory
    this.size = size
    this.names = names
    this.scopes = size.portfolios + size.portfolioGroups
    const { instruments, portfolios, orders } = size
    const positions = portfolios * instruments
    const counts = {
      instrument: [InstrumentRecords, instruments],
      tick: [TickRecords, size.ticks],
      scope: [ScopeRecords, this.scopes],
      changed: [ChangedRecords, Math.ceil(this.scopes / 64)],
      ledger: [LedgerRecords, portfolios * size.currencies],
      position: [PositionRecords, positions],
      exposure: [ExposureRecords, this.scopes * size.groups],
      concentrate: [ConcentrateRecords, size.portfolioGroups * instruments],
      order: [OrderRecords, orders],
      timer: [TimerRecords, timersOf(size)],
      report: [ReportRecords, orders],
      clientId: [ClientIdRecords, size.clientIds],
      execution: [ExecutionRecords, size.clientIds],
      session: [SessionRecords, size.sessions],
      instant: [InstantRecords, size.instants],
      covariance: [CovarianceRecords, size.covarianceBlocks * instruments * instruments],
      group: [GroupRecords, size.groups],
      orderBucket: [OrderBucketRecords, orders],
      amend: [AmendRecords, orders],
      currency: [CurrencyRecords, size.currencies],
      rate: [RateRecords, size.currencies ** 2],
      pending: [PendingRecords, positions],
      increase: [IncreaseRecords, positions],
      violation: [ViolationRecords, VIOLATIONS_MAX],
      weight: [WeightRecords, instruments],
    } as const
    const { base, bytes, offsets } = place(memory, counts)
    this.base = base
    this.bytes = bytes
    this.stateBytes = offsets.pending - base
    const take = <R>(Records: RecordsOf<R>, name: keyof typeof counts): R =>
      new Records(memory, offsets[name], counts[name][1])
    this.control = new ControlRecords(memory, base, 1)
    this.instrument = take(InstrumentRecords, 'instrument')
    this.tick = take(TickRecords, 'tick')
    this.scope = take(ScopeRecords, 'scope')
    this.changed = take(ChangedRecords, 'changed')
    this.ledger = take(LedgerRecords, 'ledger')
    this.position = take(PositionRecords, 'position')
    this.exposure = take(ExposureRecords, 'exposure')
    this.concentrate = take(ConcentrateRecords, 'concentrate')
    this.order = take(OrderRecords, 'order')
    this.timer = take(TimerRecords, 'timer')
    this.report = take(ReportRecords, 'report')
    this.clientId = take(ClientIdRecords, 'clientId')
    this.execution = take(ExecutionRecords, 'execution')
    this.session = take(SessionRecords, 'session')
    this.instant = take(InstantRecords, 'instant')
    this.covariance = take(CovarianceRecords, 'covariance')
    this.group = take(GroupRecords, 'group')
    this.orderBucket = take(OrderBucketRecords, 'orderBucket')
    this.amend = take(AmendRecords, 'amend')
    this.currency = take(CurrencyRecords, 'currency')
    this.rate = take(RateRecords, 'rate')
    this.pending = take(PendingRecords, 'pending')
    this.offsets = offsets
    writeOffsets(this.control, offsets)
  }

  /** Takes over the state of an image of the same size, wherever that lies: its bytes from `base` on. */
  adopt(bytes: Uint8Array): void {
    if (bytes.length !== this.stateBytes)
      throw new RangeError(`the state of this image is ${this.stateBytes} bytes, was ${bytes.length}`)
    this.memory.u8.set(bytes, this.base)
    writeOffsets(this.control, this.offsets)
  }

  /** Index of the position of a portfolio in an instrument. */
  positionAt(portfolio: number, instrument: number): number {
    return portfolio * this.size.instruments + instrument
  }

  portfolioOf(position: number): number {
    return Math.floor(position / this.size.instruments)
  }

  instrumentOf(position: number): number {
    return position % this.size.instruments
  }

  ledgerAt(portfolio: number, currency: number): number {
    return portfolio * this.size.currencies + currency
  }

  /** Index of a portfolio's ledger in its own currency. */
  homeLedger(portfolio: number): number {
    return portfolio * this.size.currencies + this.scope.currency(portfolio)
  }

  /** Index of the rate that turns amounts of a currency into another. */
  rateAt(home: number, currency: number): number {
    return home * this.size.currencies + currency
  }

  exposureAt(scope: number, group: number): number {
    return scope * this.size.groups + group
  }

  /** Index of a portfolio group's summed position; `scope` is at least `size.portfolios`. */
  concentrateAt(scope: number, instrument: number): number {
    return (scope - this.size.portfolios) * this.size.instruments + instrument
  }

  /** Group ids of an instrument: its sector and free groups, at most 8. */
  groupAt(instrument: number, slot: number): number {
    const { instrument: record } = this
    switch (slot) {
      case 0:
        return record.group0(instrument)
      case 1:
        return record.group1(instrument)
      case 2:
        return record.group2(instrument)
      case 3:
        return record.group3(instrument)
      case 4:
        return record.group4(instrument)
      case 5:
        return record.group5(instrument)
      case 6:
        return record.group6(instrument)
      default:
        return record.group7(instrument)
    }
  }
}

type Table =
  'instrument' | 'tick' | 'scope' | 'ledger' | 'position' | 'exposure' | 'concentrate' | 'order' | 'timer' | 'report'
type LateTable =
  | 'changed'
  | 'clientId'
  | 'execution'
  | 'session'
  | 'instant'
  | 'covariance'
  | 'group'
  | 'orderBucket'
  | 'amend'
  | 'currency'
  | 'rate'
  | 'pending'
  | 'increase'
  | 'violation'
  | 'weight'

type Offsets = Readonly<Record<Table | LateTable, number>>

/** Tells the compiled kernels where each table is. */
function writeOffsets(control: ControlRecords, at: Offsets): void {
  control.setInstrumentAt(0, at.instrument)
  control.setTickAt(0, at.tick)
  control.setScopeAt(0, at.scope)
  control.setChangedAt(0, at.changed)
  control.setLedgerAt(0, at.ledger)
  control.setPositionAt(0, at.position)
  control.setExposureAt(0, at.exposure)
  control.setConcentrateAt(0, at.concentrate)
  control.setOrderAt(0, at.order)
  control.setTimerAt(0, at.timer)
  control.setReportAt(0, at.report)
  control.setClientIdAt(0, at.clientId)
  control.setExecutionAt(0, at.execution)
  control.setSessionAt(0, at.session)
  control.setInstantAt(0, at.instant)
  control.setCovarianceAt(0, at.covariance)
  control.setGroupAt(0, at.group)
  control.setOrderBucketAt(0, at.orderBucket)
  control.setAmendAt(0, at.amend)
  control.setCurrencyAt(0, at.currency)
  control.setRatesAt(0, at.rate)
  control.setPendingAt(0, at.pending)
  control.setIncreaseAt(0, at.increase)
  control.setViolationAt(0, at.violation)
  control.setWeightAt(0, at.weight)
}
