import { stderr, stdout } from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import { alertLines } from '../../operators/risk/alert-lines.ts'
import type { AlertEvent } from '../../operators/risk/alerts.ts'
import { appendFileSync, writeFileSync } from 'node:fs'
import { Subject } from 'rxjs'
import type { Config } from '../config/config.ts'
import { loadConfig, parseConfig } from '../config/load.ts'
import type { ConfigOverrides } from '../config/load.ts'
import { graph } from '../engine/graph.ts'
import { run } from '../engine/run.ts'
import { feed } from '../engine/source.ts'
import type { RunResult } from '../result/run-result.ts'
import { EXIT } from './exit.ts'
import { interruptible } from './interrupt.ts'

interface BacktestOptions {
  readonly config?: string
  readonly evaluations?: string[]
  readonly json?: boolean
  readonly frame?: number | 'ragged'
  readonly truncateAt?: number
  readonly auditFills?: boolean
  readonly plantSameCloseFill?: boolean
  readonly report?: string
  readonly alerts?: string
  readonly debug?: boolean
  readonly backend?: Config['engine']['backend']
}

const FRAME_MAX = 4_096

export function backtestCommand(): Command {
  return new Command('backtest')
    .description('run the graph over price files, or over the files of a configuration')
    .argument('[files...]', 'price files or folders; without a configuration everything is detected')
    .option('-c, --config <file>', 'YAML or JSON configuration')
    .option('-e, --evaluations <files...>', 'evaluation files: CSV or JSON lines')
    .option('--json', 'print one JSON object instead of the summary')
    .option('--report <file>', 'write the HTML report')
    .option('--alerts <file>', 'append alerts as JSON lines')
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
  if (config.data.files.length === 0)
    throw new Error('no data: name price files, or list them under data: in the configuration')
  const lines = new Subject<AlertEvent>()
  if (options.alerts !== undefined) {
    const path = options.alerts
    writeFileSync(path, '')
    lines.pipe(alertLines((line) => appendFileSync(path, line.endsWith('\n') ? line : `${line}\n`))).subscribe()
  }
  const result = await run(feed(config).pipe(graph(config)), {
    signal: interruptible(),
    onAlert: (alert) => lines.next(alert),
    ...(stderr.isTTY
      ? { onProgress: (events: number) => void stderr.write(`\r${events.toLocaleString('en')} rows`) }
      : {}),
  })
  stdout.write(options.json === true ? `${JSON.stringify(result.json())}\n` : `${result.summary()}\n`)
  if (options.report !== undefined) await result.writeHtml(options.report)
  if (options.auditFills === true) audit(result, options.json === true)
}

/** The configuration of a command line: a file's, or one made of what the data shows. */
export async function configOf(files: readonly string[], options: BacktestOptions): Promise<Config> {
  const { frame, backend, debug } = options
  const overrides: ConfigOverrides = {
    ...(files.length === 0 ? {} : { files }),
    ...(options.evaluations === undefined ? {} : { evaluations: options.evaluations }),
    ...(options.truncateAt === undefined ? {} : { truncateAtMicros: options.truncateAt }),
    ...(options.plantSameCloseFill === true ? { venue: { plantSameCloseFill: true } } : {}),
    engine: {
      ...(frame === undefined ? {} : { frame }),
      ...(backend === undefined ? {} : { backend }),
      ...(debug === undefined ? {} : { debug }),
    },
  }
  return options.config === undefined ? parseConfig('', overrides) : loadConfig(options.config, overrides)
}

/** No order may fill on the row that caused it. */
function audit(result: RunResult, quiet: boolean): void {
  const { fills, smallestFillDistance } = result.parts.collector
  const out = quiet ? stderr : stdout
  if (fills === 0) {
    out.write('audit    no fills\n')
    return
  }
  const early = smallestFillDistance < 1
  out.write(
    `audit    smallest distance between an order and its fill: ${smallestFillDistance} rows${early ? ': TOO EARLY, it filled on the row that caused it' : ''}\n`,
  )
  if (early) process.exitCode = EXIT.failed
}

export function frameOption(value: string): number | 'ragged' {
  if (value === 'ragged') return value
  const rows = Number(value)
  if (!Number.isInteger(rows) || rows < 1 || rows > FRAME_MAX)
    throw new InvalidArgumentError(`must be 1 to ${FRAME_MAX}, or ragged`)
  return rows
}

function timeOption(value: string): number {
  const millis = Date.parse(/T|Z/.test(value) ? value : `${value}T00:00:00Z`)
  if (Number.isNaN(millis)) throw new InvalidArgumentError('must be an ISO 8601 time such as 2016-01-02T12:00:00Z')
  return millis * 1000
}
