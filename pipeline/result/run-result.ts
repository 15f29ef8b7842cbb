import { writeFile } from 'node:fs/promises'
import { formatDecimal } from '../../model/decimal.ts'
import { renderReport } from '../../analytics/report/report.ts'
import { combine, TAPES } from '../engine/hashes.ts'
import type { TapeName } from '../engine/hashes.ts'
import type { RunInfo } from '../engine/run-info.ts'
import { rejectedCounts } from '../read/read-report.ts'
import type { Collector } from './collector.ts'
import { reportData } from './report-data.ts'
import { summaryText } from './summary.ts'

export interface RunParts {
  readonly collector: Collector
  /** Configuration, data report and latencies, where the frames came from `csv(…)` or `feed(…)`. */
  readonly info?: RunInfo
  readonly outputHashes: Readonly<Record<TapeName, string>>
  readonly stateHash: string
  readonly seconds: number
  readonly interrupted: boolean
}

/** A portfolio's books at the end of a run, as decimal strings in its currency. */
export interface PortfolioBooks {
  readonly name: string
  readonly currency: string
  readonly state: 'active' | 'reducing' | 'halted'
  readonly cash: string
  readonly cost: string
  readonly fees: string
  readonly realised: string
  readonly deposits: string
  readonly adjustments: string
  readonly equity: string
  /** cash + cost = deposits + realised − fees + adjustments, to the last unit. */
  readonly balanced: boolean
}

const STATES = ['active', 'reducing', 'halted'] as const

/** What a run came to. */
export class RunResult {
  readonly parts: RunParts

  constructor(parts: RunParts) {
    this.parts = parts
  }

  get interrupted(): boolean {
    return this.parts.interrupted
  }

  /** Hash of all tapes and the state. */
  get hash(): string {
    const { outputHashes, stateHash } = this.parts
    return combine([...TAPES.map((name) => outputHashes[name]), stateHash])
  }

  /** Every portfolio's books. */
  portfolios(): PortfolioBooks[] {
    const { image } = this.parts.collector
    if (image === undefined) return []
    return Array.from({ length: image.size.portfolios }, (_, at) => {
      const currency = image.scope.currency(at)
      const home = image.homeLedger(at)
      const money = (amount: bigint): string => formatDecimal(amount, image.names.moneyScales[currency])
      return {
        name: image.names.scopes[at],
        currency: image.names.currencies[currency],
        state: STATES[image.scope.state(at)],
        cash: money(image.ledger.cash(home)),
        cost: money(image.ledger.cost(home)),
        fees: money(image.ledger.fees(home)),
        realised: money(image.ledger.realised(home)),
        deposits: money(image.ledger.deposits(home) - image.ledger.withdrawals(home)),
        adjustments: money(image.ledger.adjustments(home)),
        equity: money(image.scope.equity(at)),
        balanced:
          image.ledger.cash(home) + image.ledger.cost(home) ===
          image.ledger.deposits(home) -
            image.ledger.withdrawals(home) +
            image.ledger.realised(home) -
            image.ledger.fees(home) +
            image.ledger.adjustments(home),
      }
    })
  }

  /** The result for people. */
  summary(): string {
    return summaryText(this)
  }

  /** The result for programs: one plain object; money as decimal strings. */
  json(): Record<string, unknown> {
    const { collector, info, outputHashes, stateHash, seconds, interrupted } = this.parts
    const latency = info?.latencyNanos
    return {
      events: collector.events,
      rowsRejected: info === undefined ? {} : rejectedCounts(info.report),
      evaluations: collector.evaluations,
      evaluationsDropped: collector.drops,
      signals: collector.signals,
      decisions: collector.decisions,
      intents: collector.intents,
      exits: collector.exits,
      orders: {
        inBand: collector.inBand,
        approved: collector.approved,
        reduced: collector.reduced,
        refused: Object.fromEntries(
          [...collector.reasons].filter(([, { refused }]) => refused > 0).map(([code, { refused }]) => [code, refused]),
        ),
        reducedBy: Object.fromEntries(
          [...collector.reasons].filter(([, { reduced }]) => reduced > 0).map(([code, { reduced }]) => [code, reduced]),
        ),
      },
      fills: collector.fills,
      alerts: collector.alertCount,
      portfolios: this.portfolios().map(({ name, currency, cash, equity, state }) => ({
        name,
        currency,
        cash,
        equity,
        state,
      })),
      stateHash,
      outputHashes,
      hash: this.hash,
      backend: collector.last?.kernel.backend ?? null,
      frames: collector.frames,
      seconds,
      eventsPerSecond: seconds > 0 ? Math.round(collector.events / seconds) : 0,
      latencyNanos:
        latency === undefined || latency.totalCount === 0
          ? null
          : { p50: latency.getValueAtPercentile(50), p99: latency.getValueAtPercentile(99), max: latency.maxValue },
      interrupted,
    }
  }

  /** Writes the HTML report, one offline file. */
  async writeHtml(path: string): Promise<void> {
    await writeFile(path, renderReport(reportData(this)))
  }
}
