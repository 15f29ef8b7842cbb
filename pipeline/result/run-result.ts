import { writeFile } from 'node:fs/promises'
import { renderReport } from '../../analytics/report/report.ts'
import { limitsOf, sizingOf } from '../../kernels/desk-parameters.ts'
import { canonical } from '../canonical.ts'
import type { Config } from '../config/config.ts'
import { rejectedCounts } from '../read/read-report.ts'
import { reportData } from './report-data.ts'
import { booksOf, hashOfRun } from './run-parts.ts'
import type { PortfolioBooks, RunParts } from './run-parts.ts'
import { summaryText } from './summary.ts'

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
    return hashOfRun(this.parts)
  }

  /** Every portfolio's books. */
  portfolios(): PortfolioBooks[] {
    return booksOf(this.parts)
  }

  /** The result for people. */
  summary(): string {
    return summaryText(this.parts)
  }

  /** The result for programs: one plain object; money as decimal strings. */
  json(): Record<string, unknown> {
    const { collector, info, outputHashes, stateHash, seconds, interrupted } = this.parts
    return {
      events: collector.events,
      reading: info?.report.reading ?? null,
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
      ...(info?.events === undefined ? {} : { events: info.events }),
      alerts: collector.alertCount,
      portfolios: this.portfolios().map(({ name, currency, cash, adjustments, others, equity, state }) => ({
        name,
        currency,
        cash,
        adjustments,
        ...(others.length === 0 ? {} : { others }),
        equity,
        state,
        ...(info === undefined ? {} : inForce(info.config, name)),
      })),
      stateHash,
      outputHashes,
      hash: this.hash,
      backend: collector.last?.kernel.backend ?? null,
      frames: collector.frames,
      seconds,
      eventsPerSecond: seconds > 0 ? Math.round(collector.events / seconds) : 0,
      latencyNanos: info?.latency() ?? null,
      interrupted,
    }
  }

  /**
   * Writes the HTML report, one offline file.
   *
   * @param recording Where the run was recorded: the report names the commands that explain its trades.
   */
  async writeHtml(path: string, recording?: string): Promise<void> {
    const data = reportData(this.parts)
    await writeFile(path, renderReport(recording === undefined ? data : { ...data, recording }))
  }
}

/** Limits and sizing of a portfolio as they resulted from the defaults and its own. */
function inForce({ limits, sizing, portfolios }: Config, name: string): Record<string, unknown> {
  const portfolio = portfolios.portfolios.find((one) => one.name === name)
  if (portfolio === undefined) return {}
  // The canonical text turns the nanoseconds of rates into text.
  return JSON.parse(canonical({ limits: limitsOf(limits, portfolio), sizing: sizingOf(sizing, portfolio) })) as Record<
    string,
    unknown
  >
}
