import type { ReportData, ReportPortfolio, ReportRefusal, ReportTrade } from '../../analytics/report/report-data.ts'
import type { Image } from '../../kernels/image.ts'
import type { CheckEvent } from '../../operators/risk/checks.ts'
import { askedAndLimit, checkValue } from './check-text.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { REASON_DOCS } from '../../model/reasons.generated.ts'
import type { ReasonCode } from '../../model/reasons.generated.ts'
import { describeAlert } from '../../operators/risk/alert-lines.ts'
import { canonical } from '../canonical.ts'
import { commit, version } from '../version.ts'
import { assumptions } from './assumptions.ts'
import type { PortfolioCurves, TradeRecord } from './collector.ts'
import { feesInHome } from './in-home.ts'
import { dailyReturns, daysPerYear } from './performance.ts'
import { booksOf, hashOfRun } from './run-parts.ts'
import type { RunParts } from './run-parts.ts'

/** What the HTML report draws, from a run's bounded record. */
export function reportData(result: RunParts): ReportData {
  const { collector, info, outputHashes, stateHash, seconds } = result
  const report = info?.report
  const latency = info?.latency() ?? null
  const reasons = [...collector.reasons].sort(([, a], [, b]) => b.refused + b.reduced - (a.refused + a.reduced))
  const code = commit()
  return {
    run: {
      title: titleOf(result),
      version,
      ...(code === undefined ? {} : { commit: code }),
      backend: collector.last?.kernel.backend ?? 'none',
      node: process.versions.node,
      fromMicros: report?.firstMicros ?? 0,
      toMicros: report?.lastMicros ?? 0,
      configHash: info?.config.hash ?? '',
      inputHash: outputHashes.input,
      stateHash,
      outputHashes: [
        ...Object.entries(outputHashes).map(([label, value]) => ({ label, value })),
        { label: 'all', value: hashOfRun(result) },
      ],
      ...(info === undefined
        ? {}
        : {
            config: canonical({ ...info.config, data: { ...info.config.data, files: info.config.data.files.length } }),
          }),
    },
    assumptions: info === undefined ? [] : assumptions(info.config),
    files:
      report === undefined
        ? []
        : [
            {
              name: `${info!.config.data.files.length} file(s)`,
              rows: report.rows,
              instruments: report.instruments.length,
              rejected: Object.entries(report.rejected).map(([reason, { count, examples }]) => ({
                code: reason,
                count,
                examples,
              })),
              rounded: report.rounded.count,
              missingIntervals: report.instruments.reduce((sum, { missing }) => sum + missing, 0),
              crossed: report.crossed,
            },
          ],
    flow: {
      events: collector.events,
      evaluations: collector.evaluations,
      signals: collector.signals,
      decisions: collector.decisions,
      intents: collector.intents,
      inBand: collector.inBand,
      refused: collector.refused,
      reduced: collector.reduced,
      approved: collector.approved,
      fills: collector.fills,
      exits: collector.exits,
      drops: Object.entries(collector.drops).map(([reason, count]) => ({ code: reason, count })),
    },
    refusals: reasons.map(([reason, { refused, reduced, worst }]) => ({
      code: reason,
      meaning: REASON_DOCS[reason as ReasonCode] ?? '',
      refused,
      reduced,
      ...worstOf(worst, collector.image),
    })),
    portfolios: booksOf(result).map(({ name }, at) => portfolioOf(result, name, at)),
    alerts: collector.alerts.slice(0, 500).map((alert) => ({
      timeMicros: alert.timeMicros,
      severity: alert.severity,
      code: alert.reason,
      portfolio: alert.portfolio ?? '',
      text: describeAlert(alert),
    })),
    speed: {
      events: collector.events,
      seconds,
      eventsPerSecond: seconds > 0 ? Math.round(collector.events / seconds) : 0,
      frames: collector.frames,
      ...(latency === null ? {} : { latencyNanos: latency }),
    },
  }
}

function titleOf({ info }: RunParts): string {
  const symbols = info?.report.instruments.map(({ symbol }) => symbol) ?? []
  const shown =
    symbols.length > 4 ? `${symbols.slice(0, 3).join(', ')} and ${symbols.length - 3} more` : symbols.join(', ')
  const day = (micros: number | undefined): string =>
    micros === undefined ? '' : new Date(micros / 1000).toISOString().slice(0, 10)
  return `${shown}, ${day(info?.report.firstMicros)} … ${day(info?.report.lastMicros)}`
}

function portfolioOf(result: RunParts, name: string, at: number): ReportPortfolio {
  const { collector } = result
  const { image } = collector.last!
  const books = booksOf(result)[at]
  const curves = collector.portfolios.get(name)
  const empty = { timesMicros: [], values: [] }
  const equityCurve = curves?.equity.points() ?? empty
  const gross = curves?.gross.points() ?? empty
  const money = (amount: bigint): string => formatDecimal(amount, image.names.moneyScales[image.scope.currency(at)])
  const exposures: ReportPortfolio['exposures'] = [
    ...(image.scope.leveragePpm(at) >= 0n
      ? [
          {
            name: 'leverage',
            code: 'LEVERAGE_MAX',
            unit: 'fraction' as const,
            used: {
              timesMicros: gross.timesMicros,
              values: gross.values.map((value, k) => ratio(value, equityCurve.values[k])),
            },
            limit: Number(image.scope.leveragePpm(at)) / 1e6,
          },
        ]
      : []),
    ...(image.scope.grossMax(at) >= 0n
      ? [
          {
            name: 'gross',
            code: 'GROSS_MAX',
            unit: 'money' as const,
            used: gross,
            limit: Number(money(image.scope.grossMax(at))),
          },
        ]
      : []),
    ...(image.scope.netMax(at) >= 0n && curves !== undefined
      ? [
          {
            name: 'net',
            code: 'NET_MAX',
            unit: 'money' as const,
            used: curves.net.points(),
            limit: Number(money(image.scope.netMax(at))),
          },
        ]
      : []),
    ...drawdownExposure(result, at, curves),
    ...[...(curves?.concentration ?? [])].map(([instrument, curve]) => ({
      name: `concentration ${instrument}`,
      code: 'CONCENTRATION_MAX',
      unit: 'fraction' as const,
      used: curve.points(),
      limit: Number(image.scope.concentrationPpm(at)) / 1e6,
    })),
  ]
  const held = curves?.buyAndHold.points()
  return {
    name,
    currency: books.currency,
    strategy: image.names.universe.strategies.list[image.scope.strategy(at)] ?? '',
    tradingState: books.state,
    startingCash: money(image.ledger.deposits(image.homeLedger(at))),
    cash: books.cash,
    cost: books.cost,
    realised: books.realised,
    fees: books.fees,
    equity: books.equity,
    adjustments: books.adjustments,
    equityCurve,
    ...(held === undefined ? {} : { buyAndHold: held }),
    exposures,
    dailyReturns: dailyReturns(curves),
    daysPerYear: daysPerYear(result),
    costs: {
      fees: money(feesInHome(image, at)),
      ...(curves === undefined || !curves.costs.known
        ? {}
        : { spread: curves.costs.spread.toFixed(2), slippage: curves.costs.slippage.toFixed(2) }),
      net: money(image.scope.equity(at) - image.scope.paidIn(at)),
    },
    tradedNotional: (curves?.traded ?? 0).toFixed(2),
    closedResults: curves?.closed ?? [],
    trades: collector.trades.filter(({ verdict }) => verdict.portfolio === name).map(tradeOf),
  }
}

function worstOf(worst: CheckEvent | undefined, image: Image | undefined): Partial<Pick<ReportRefusal, 'worst'>> {
  const shown = worst === undefined || image === undefined ? undefined : askedAndLimit(worst, image)
  if (worst === undefined || shown === undefined) return {}
  return { worst: { ...shown, where: `${worst.portfolio} ${worst.instrument} ${worst.time}` } }
}

/** Fall from the highest equity against the first drawdown limit that is set. */
function drawdownExposure(
  { collector }: RunParts,
  at: number,
  curves: PortfolioCurves | undefined,
): ReportPortfolio['exposures'] {
  const { scope } = collector.last!.image
  const limits = [scope.drawdownReducingPpm(at), scope.drawdownHaltedPpm(at)].filter((ppm) => ppm >= 0n)
  if (limits.length === 0 || curves === undefined) return []
  const { timesMicros, values } = curves.equity.points()
  const highs = curves.highWater.points().values
  const used = values.map((value, k) => (highs[k] > 0 ? Math.max(0, 1 - value / highs[k]) : 0))
  return [
    {
      name: 'drawdown',
      code: 'DRAWDOWN',
      unit: 'fraction',
      used: { timesMicros, values: used },
      limit: Number(limits[0]) / 1e6,
    },
  ]
}

const ratio = (value: number, by: number | undefined): number => (by !== undefined && by > 0 ? value / by : 0)

function tradeOf({ verdict, checks, chain, order, fills }: TradeRecord): ReportTrade {
  return {
    id: order?.orderId ?? verdict.decisionId ?? verdict.id,
    timeMicros: verdict.timeMicros,
    instrument: verdict.instrument,
    side: verdict.requested.startsWith('-') ? 'sell' : 'buy',
    quantity: verdict.approved.replace('-', ''),
    verdict: verdict.verdict === 'in-band' ? 'refused' : verdict.verdict,
    reason: verdict.reason === 'NONE' ? (chain.decision?.reason ?? 'NONE') : verdict.reason,
    market: chain.market,
    evaluations: chain.evaluations,
    ...(chain.signal === undefined ? {} : { signal: chain.signal }),
    ...(chain.decision === undefined ? {} : { decision: chain.decision }),
    checks: checks.map((check) => ({
      code: check.check,
      passed: false,
      value: checkValue(check, check.value),
      limit: checkValue(check, check.limit),
      headroom: checkValue(check, check.headroom),
    })),
    size: [
      { label: 'target', value: verdict.target },
      { label: 'asked', value: verdict.requested },
      { label: 'sent', value: verdict.approved },
    ],
    order:
      order === undefined
        ? []
        : [
            { label: 'order', value: order.orderId ?? '' },
            { label: 'type', value: order.type },
            { label: 'time in force', value: order.timeInForce },
          ],
    fills: fills.map(({ timeMicros, price, quantity, fee, rowsLater }) => ({
      timeMicros,
      price,
      quantity,
      fee,
      rowsLater,
    })),
  }
}
