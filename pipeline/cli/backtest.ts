import { stderr, stdout } from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { AlertEvent } from '../../operators/risk/alerts.ts'
import { appendFileSync, writeFileSync } from 'node:fs'
import { loadGraph } from '../check/graph-file.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/faults.ts'
import { loadConfig, parseConfig } from '../config/load.ts'
import type { ConfigOverrides } from '../config/load.ts'
import { graph } from '../engine/graph.ts'
import { run } from '../engine/run.ts'
import { feed } from '../engine/source.ts'
import { withEvents } from '../engine/with-events.ts'
import { sourcesOf, writeReference } from '../recording/reference.ts'
import type { Sources } from '../recording/reference.ts'
import type { RunResult } from '../result/run-result.ts'
import { EXIT } from './exit.ts'
import { foundLines } from './found.ts'
import { interruptible } from './interrupt.ts'
import { progress } from './progress.ts'

interface BacktestOptions {
  readonly config?: string
  readonly evaluations?: string[]
  readonly events?: string[]
  readonly rates?: string[]
  readonly sectors?: string
  readonly json?: boolean
  readonly frame?: number | 'ragged'
  readonly truncateAt?: number
  readonly auditFills?: boolean
  readonly plantSameCloseFill?: boolean
  readonly report?: string
  readonly alerts?: string
  readonly record?: string
  readonly graph?: string
  readonly debug?: boolean
  readonly backend?: Config['engine']['backend']
  /** False where `--no-worker` and `--no-cache` were given. */
  readonly worker?: boolean
  readonly cache?: boolean
}

const FRAME_MAX = 4_096

export function backtestCommand(): Command {
  return new Command('backtest')
    .description('run the graph over price files, or over the files of a configuration')
    .argument('[files...]', 'price files or folders; without a configuration everything is detected')
    .option('-c, --config <file>', 'YAML or JSON configuration')
    .option('-e, --evaluations <files...>', 'evaluation files: CSV or JSON lines')
    .option('--events <files...>', 'dividends, splits, funding, settlements: CSV or JSON lines')
    .option('--rates <files...>', 'currency rates: CSV with time, pair, rate')
    .option('--sectors <file>', 'CSV with a column sector and a column symbol or file')
    .option('--json', 'print one JSON object instead of the summary')
    .option('--report <file>', 'write the HTML report')
    .option('--alerts <file>', 'write alerts as JSON lines')
    .option('--record <file>', 'write what explain, why-not and whatif run this back-test again from')
    .option('--graph <file>', 'module whose default export is (config) => OperatorFunction<Frame, Outcome>')
    .option('--frame <rows>', `rows a frame, 1 to ${FRAME_MAX}, or ragged; changes no result`, frameOption)
    .option('--truncate-at <time>', 'read nothing later than this instant (ISO 8601)', timeOption)
    .option('--audit-fills', 'print the smallest distance in rows between an order and its fill; fail below 1')
    .addOption(
      new Option(
        '--plant-same-close-fill',
        'fill at the close that caused the order, to see the audit fail',
      ).hideHelp(),
    )
    .addOption(new Option('--backend <name>', 'kernel of the desk').choices(['auto', 'reference', 'wasm', 'native']))
    .option('--no-worker', 'read on the engine’s own thread; changes no result')
    .option('--no-cache', 'parse every file, keep no rows for the next run; changes no result')
    .option('--debug', 'assert conservation after every row, poison cursors')
    .addHelpText(
      'after',
      `
Examples:
  millrace backtest btc-usd.csv --report report.html
  millrace backtest data/xauusd data/eurusd --json
  millrace backtest --config millrace.yaml --evaluations model.jsonl --audit-fills`,
    )
    .action(backtest)
}

async function backtest(files: string[], options: BacktestOptions): Promise<void> {
  const config = await configOf(files, options)
  if (config.data.files.length === 0) {
    throw new ConfigError('no data', ['name price files, or list them under data: in the configuration'])
  }
  const { onProgress, end } = progress()
  const signal = interruptible()
  const file = options.graph === undefined ? undefined : await loadGraph(options.graph)
  // The events are among the rows already where the graph is the user's own.
  const stages = file === undefined ? graph(config) : withEvents(config, file({ ...config, events: [] }))
  const sources = options.record === undefined ? undefined : await sourcesOf(config, options.graph)
  const outcomes = feed(config).pipe(stages)
  const result = await run(outcomes, {
    signal,
    ...(options.alerts === undefined ? {} : { onAlert: alertsTo(options.alerts) }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(end)
  if (options.json === true) stdout.write(`${JSON.stringify(result.json())}\n`)
  else {
    if (options.config === undefined) for (const text of foundLines(config)) stdout.write(`found    ${text}\n`)
    stdout.write(`${result.summary()}\n`)
  }
  if (options.events !== undefined || config.events !== undefined)
    tellEvents(result, options.json === true ? stderr : stdout)
  if (options.record !== undefined && sources !== undefined) await record(options.record, config, sources, result)
  if (options.report !== undefined) await result.writeHtml(options.report, options.record)
  if (options.auditFills === true) audit(result, config, options.json === true ? stderr : stdout)
  if (!result.portfolios().every(({ balanced }) => balanced)) process.exitCode = EXIT.failed
}

/** A run that was interrupted is no recording: run again, it would go on to the end of its files. */
async function record(path: string, config: Config, sources: Sources, result: RunResult): Promise<void> {
  if (result.interrupted) stderr.write(`millrace: interrupted, ${path} was not written\n`)
  else await writeReference(path, config, sources, { rows: result.parts.collector.events, hash: result.hash })
}

/** What became of the events; those that met no data may be a mistake in their times. */
function tellEvents({ parts: { info } }: RunResult, out: NodeJS.WritableStream): void {
  const { applied, positions, outside } = info?.events ?? { applied: 0, positions: 0, outside: 0 }
  out.write(`events   ${applied} applied to ${positions} positions, ${outside} outside the data\n`)
}

/** Appends each alert to a file, one line of JSON each; the file is emptied first. */
function alertsTo(path: string): (alert: AlertEvent) => void {
  writeFileSync(path, '')
  return (alert) => appendFileSync(path, `${JSON.stringify(alert)}\n`)
}

/** The configuration of a command line: a file's, or one made of what the data shows. */
export async function configOf(files: readonly string[], options: BacktestOptions): Promise<Config> {
  const { frame, backend, debug, worker, cache } = options
  const overrides: ConfigOverrides = {
    ...(files.length === 0 ? {} : { files }),
    ...(options.evaluations === undefined ? {} : { evaluations: options.evaluations }),
    ...(options.events === undefined ? {} : { events: options.events }),
    ...(options.rates === undefined ? {} : { rates: options.rates }),
    ...(options.sectors === undefined ? {} : { sectors: options.sectors }),
    ...(options.truncateAt === undefined ? {} : { truncateAtMicros: options.truncateAt }),
    ...(options.plantSameCloseFill === true ? { venue: { plantSameCloseFill: true } } : {}),
    engine: {
      ...(frame === undefined ? {} : { frame }),
      ...(backend === undefined ? {} : { backend }),
      ...(debug === undefined ? {} : { debug }),
      ...(worker === false ? { worker: 'never' } : {}),
      ...(cache === false ? { cache: 'never' } : {}),
    },
  }
  return options.config === undefined ? parseConfig('', overrides) : loadConfig(options.config, overrides)
}

/** No order may fill on the row that caused it, unless a venue without latency was asked for. */
function audit(result: RunResult, { venue }: Config, out: NodeJS.WritableStream): void {
  const { fills, smallestFillDistance } = result.parts.collector
  if (fills === 0) {
    out.write('audit    no fills\n')
    return
  }
  const early = smallestFillDistance < (venue.zeroLatency ? 0 : 1)
  const verdict = early ? ': TOO EARLY, it filled on the row that caused it' : ''
  out.write(`audit    smallest distance between an order and its fill: ${smallestFillDistance} rows${verdict}\n`)
  if (early) process.exitCode = EXIT.failed
}

export function frameOption(value: string): number | 'ragged' {
  if (value === 'ragged') return value
  const rows = Number(value)
  if (!Number.isInteger(rows) || rows < 1 || rows > FRAME_MAX)
    throw new InvalidArgumentError(`must be 1 to ${FRAME_MAX}, or ragged`)
  return rows
}

/** Unix µs of an ISO 8601 time; without an offset it is UTC. */
export function timeOption(value: string): number {
  const match = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(:\d\d(\.\d+)?)?(?<offset>Z|[+-]\d\d:\d\d)?)?$/.exec(value)
  const { time, offset } = match?.groups ?? {}
  const millis =
    match === null ? Number.NaN : Date.parse(time !== undefined && offset === undefined ? `${value}Z` : value)
  if (Number.isNaN(millis)) throw new InvalidArgumentError('must be an ISO 8601 time such as 2016-01-02T12:00:00Z')
  return millis * 1000
}
