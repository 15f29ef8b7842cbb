import type { Universe } from '../model/universe.ts'
import type { Memory } from './memory.ts'
import {
  ClientIdRecords,
  ConcentrateRecords,
  ControlRecords,
  CovarianceRecords,
  ExposureRecords,
  InstantRecords,
  InstrumentRecords,
  LedgerRecords,
  OrderRecords,
  PositionRecords,
  ReportRecords,
  ScopeRecords,
  SessionRecords,
  TickRecords,
  TimerRecords,
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
  /** Sectors (`sector:…`) and free groups (`group:…`). */
  readonly groups: readonly string[]
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
  readonly control: ControlRecords
  readonly instrument: InstrumentRecords
  readonly tick: TickRecords
  readonly scope: ScopeRecords
  readonly ledger: LedgerRecords
  readonly position: PositionRecords
  readonly exposure: ExposureRecords
  readonly concentrate: ConcentrateRecords
  readonly order: OrderRecords
  readonly timer: TimerRecords
  readonly report: ReportRecords
  readonly clientId: ClientIdRecords
  readonly session: SessionRecords
  readonly instant: InstantRecords
  readonly covariance: CovarianceRecords

  constructor(memory: Memory, size: ImageSize, names: ImageNames) {
    this.memory = memory
    this.size = size
    this.names = names
    this.scopes = size.portfolios + size.portfolioGroups
    const { instruments, portfolios } = size
    const counts: [bytes: number, count: number][] = [
      [ControlRecords.bytes, 1],
      [InstrumentRecords.bytes, instruments],
      [TickRecords.bytes, size.ticks],
      [ScopeRecords.bytes, this.scopes],
      [LedgerRecords.bytes, portfolios * size.currencies],
      [PositionRecords.bytes, portfolios * instruments],
      [ExposureRecords.bytes, this.scopes * size.groups],
      [ConcentrateRecords.bytes, size.portfolioGroups * instruments],
      [OrderRecords.bytes, size.orders],
      [TimerRecords.bytes, 2 * size.orders + instruments + size.sessions + size.orders],
      [ReportRecords.bytes, size.orders],
      [ClientIdRecords.bytes, size.clientIds],
      [SessionRecords.bytes, size.sessions],
      [InstantRecords.bytes, size.instants],
      [CovarianceRecords.bytes, size.covarianceBlocks * instruments * instruments],
    ]
    this.bytes = counts.reduce((sum, [bytes, count]) => sum + bytes * count, 0)
    this.base = memory.allocate(this.bytes, 'the state image')
    let at = this.base
    const bases = counts.map(([bytes, count]) => {
      const base = at
      at += bytes * count
      return [base, count] as const
    })
    const next = bases[Symbol.iterator]()
    const take = <R>(Records: new (memory: Memory, base: number, count: number) => R): R => {
      const [base, count] = next.next().value as readonly [number, number]
      return new Records(memory, base, count)
    }
    this.control = take(ControlRecords)
    this.instrument = take(InstrumentRecords)
    this.tick = take(TickRecords)
    this.scope = take(ScopeRecords)
    this.ledger = take(LedgerRecords)
    this.position = take(PositionRecords)
    this.exposure = take(ExposureRecords)
    this.concentrate = take(ConcentrateRecords)
    this.order = take(OrderRecords)
    this.timer = take(TimerRecords)
    this.report = take(ReportRecords)
    this.clientId = take(ClientIdRecords)
    this.session = take(SessionRecords)
    this.instant = take(InstantRecords)
    this.covariance = take(CovarianceRecords)
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
