import { describeAlert } from '../../operators/risk/alert-lines.ts'
import { formatMicros } from '../../model/time.ts'
import { BACKENDS } from '../engine/backend.ts'
import { rejectedTotal } from '../read/read-report.ts'
import { version } from '../version.ts'
import { assumptions } from './assumptions.ts'
import { askedAndLimit } from './check-text.ts'
import { deskText } from './desk-text.ts'
import { grouped } from './grouped.ts'
import { dailyReturns, sharpeText } from './performance.ts'
import { readingText } from './reading-text.ts'
import { booksOf, hashOfRun } from './run-parts.ts'
import type { CurrencyBooks, RunParts } from './run-parts.ts'

const ALERTS_SHOWN = 5
const REASONS_SHOWN = 6

/** A money amount to the last digit that says something, at least two decimals. */
const exact = (amount: string): string => grouped(amount.replace(/(\.\d\d\d*?)0+$/, '$1'))
const count = (value: number): string => grouped(String(value))
const percent = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value * 100).toFixed(2)} %`

/** The end of a run, for the console. */
export function summaryText(result: RunParts): string {
  const { collector, info, seconds, interrupted } = result
  const lines = [
    `millrace ${version} · ${collector.last?.kernel.backend ?? 'no desk'} · node ${process.versions.node}${interrupted ? ' · interrupted' : ''}`,
  ]
  const row = (label: string, text: string): void => void lines.push(`${label.padEnd(9)}${text}`)
  if (info !== undefined) {
    for (const text of dataLines(result)) row('data', text)
    for (const text of readingText(info.report)) row('read', text)
    row(
      'assumes',
      assumptions(info.config)
        .map(({ label, value }) => `${label} ${value}`)
        .join(' · '),
    )
  }
  if (info !== undefined && collector.last !== undefined)
    row('desk', deskText(collector.last, info.config.engine.backend, BACKENDS.includes('native')))
  row('flow', flowLine(result))
  for (const text of gateLines(result)) row('gate', text)
  for (const line of portfolioLines(result)) lines.push(line)
  if (collector.alertCount > 0) {
    const raised = [...collector.alertReasons].map(([reason, times]) => `${reason} ${count(times)}`)
    row('alerts', `${count(collector.alertCount)} rows, raised: ${raised.join(' · ')}`)
    for (const alert of collector.alerts.slice(0, ALERTS_SHOWN)) row('', describeAlert(alert))
    if (collector.alertCount > ALERTS_SHOWN)
      row('', `… ${count(collector.alertCount - ALERTS_SHOWN)} more in the report`)
  }
  const latency = info?.latency() ?? null
  const micros = (nanos: number): string => `${(nanos / 1000).toFixed(nanos < 10_000 ? 1 : 0)} µs`
  row(
    'speed',
    `${count(collector.events)} events in ${seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`}` +
      (latency === null ? '' : ` · frame p50 ${micros(latency.p50)}, p99 ${micros(latency.p99)}`),
  )
  row('hash', hashOfRun(result))
  return lines.join('\n')
}

function dataLines({ info }: RunParts): string[] {
  if (info === undefined) return []
  const { report, config } = info
  const specs = new Map(config.data.files.map((file) => [file.path, file.spec]))
  const spec = [...new Set(specs.values())].filter((one) => one !== undefined).join(', ')
  const shown = report.instruments.slice(0, 5).map(({ symbol, rows, firstMicros, lastMicros, missing }) => {
    const gaps = missing > 0 ? `   ${count(missing)} ${spec} bars missing` : ''
    return `${symbol.padEnd(9)} ${count(rows)} ${spec === '' ? 'rows' : `bars ${spec}`}   ${formatMicros(firstMicros)} … ${formatMicros(lastMicros)}${gaps}`
  })
  if (report.instruments.length > 5) shown.push(`… and ${report.instruments.length - 5} instruments more`)
  const bad = rejectedTotal(report)
  const reasons = Object.entries(report.rejected).map(
    ([reason, { count: times, examples }]) => `${reason} ${count(times)} (${examples[0]})`,
  )
  shown.push(
    `${count(report.rows)} rows, ${count(bad)} bad${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}` +
      (report.rounded.count > 0 ? `, ${count(report.rounded.count)} values rounded to scale` : '') +
      (report.crossed > 0 ? `, ${count(report.crossed)} crossed quotes kept` : ''),
  )
  return shown
}

function flowLine({ collector: c }: RunParts): string {
  const exits = c.exits > 0 ? ` · exits ${count(c.exits)}` : ''
  return (
    `evaluations ${count(c.evaluations)} → signals ${count(c.signals)} → decisions ${count(c.decisions)} → intents ${count(c.intents)}${exits} = ` +
    `in band ${count(c.inBand)} + refused ${count(c.refused)} + reduced ${count(c.reduced)} + approved ${count(c.approved)} → fills ${count(c.fills)}`
  )
}

function gateLines({ collector }: RunParts): string[] {
  return [...collector.reasons]
    .sort(([, a], [, b]) => b.refused + b.reduced - (a.refused + a.reduced))
    .slice(0, REASONS_SHOWN)
    .map(([code, { refused, reduced, worst }]) => {
      const shown =
        worst === undefined || collector.image === undefined ? undefined : askedAndLimit(worst, collector.image)
      const example = shown === undefined ? '' : `   asked ${shown.asked}, limit ${shown.limit}`
      return `${code.padEnd(22)} ${count(refused + reduced).padStart(6)}${example}`
    })
}

/** That nothing of a ledger's money was lost, in numbers. */
function balance({ cash, cost, fees, realised, adjustments, deposits, balanced }: CurrencyBooks): string {
  const adjusted = Number(adjustments) === 0 ? '' : ` − adjustments ${exact(adjustments)}`
  return `cash ${exact(cash)} + cost ${exact(cost)} + fees ${exact(fees)} − realised ${exact(realised)}${adjusted} = ${exact(deposits)} ${balanced ? '✓' : '✗ NOT CONSERVED'}`
}

function portfolioLines(result: RunParts): string[] {
  const { collector } = result
  return booksOf(result).flatMap((books) => {
    const curves = collector.portfolios.get(books.name)
    const start = curves === undefined ? 0 : Number(books.paidIn)
    const change = start === 0 ? 0 : Number(books.equity) / start - 1
    const held = curves?.buyAndHold.last
    const drawdown = curves === undefined ? 0 : worstDrawdown(curves.equity.values)
    const hold = held === undefined || start === 0 ? '' : `   buy and hold ${percent(held / start - 1)}`
    const state = books.state === 'active' ? '' : `   now ${books.state}`
    return [
      `${books.name.padEnd(9)}${balance(books)}`,
      ...books.others.map((other) => `${''.padEnd(9)}${other.currency} ${balance(other)}`),
      `${''.padEnd(9)}equity ${grouped(books.equity, 2)} ${books.currency}  ${percent(change)}   drawdown ${percent(drawdown)}${hold}   ${sharpeText(dailyReturns(curves), result)}${state}`,
    ]
  })
}

/** Deepest fall from a high, as a fraction ≤ 0. */
export function worstDrawdown(values: readonly number[]): number {
  let [high, worst] = [Number.NEGATIVE_INFINITY, 0]
  for (const value of values) {
    high = Math.max(high, value)
    if (high > 0) worst = Math.min(worst, value / high - 1)
  }
  return worst
}
