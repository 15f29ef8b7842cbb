import { closeSync, openSync, writeSync } from 'node:fs'
import { stderr, stdout } from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Histogram } from 'hdr-histogram-js'
import { loadGraph } from '../check/graph-file.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/faults.ts'
import { graph as standardGraph } from '../engine/graph.ts'
import { embeddedJournal } from '../journal/embedded-journal.ts'
import type { Durability } from '../journal/port.ts'
import { runLive } from '../live/live-run.ts'
import type { LiveResult } from '../live/live-run.ts'
import { Pace } from '../live/pace.ts'
import type { Speed } from '../live/pace.ts'
import type { Told } from '../live/told.ts'
import { snapshotFolder } from '../recording/journal-recording.ts'
import { Recorder } from '../recording/recorder.ts'
import { addressOf } from '../venue/address.ts'
import { externalConfig } from '../venue/exchange-config.ts'
import { RECONCILE_MILLIS, VenueLink } from '../venue/venue-link.ts'
import type { Recovered } from '../recording/recover.ts'
import { configOf } from './backtest.ts'
import { interruptible } from './interrupt.ts'
import { countOption } from './options.ts'
import { progress } from './progress.ts'
import { speedOption } from './speed-option.ts'

interface RunOptions {
  readonly paper?: boolean
  readonly venue?: string
  readonly reconcile: number
  readonly config?: string
  readonly journal: string
  readonly graph?: string
  readonly speed: Speed
  readonly durability: Durability
  readonly takeOver?: boolean
  readonly checkpoint: number
  readonly snapshots: number
  readonly out?: string
  readonly json?: boolean
  readonly backend?: Config['engine']['backend']
}

export function runCommand(): Command {
  return new Command('run')
    .description('run the graph in real time; every input is journaled, a restart goes on')
    .argument('[files...]', 'price files or folders to play, in place of the configuration’s')
    .option('--paper', 'on a venue that is simulated within the engine')
    .option('--venue <address>', 'on a venue outside (see `millrace venue`): PATH, PORT or HOST:PORT')
    .option('--reconcile <seconds>', 'between two comparisons with that venue', secondsOption, RECONCILE_MILLIS / 1_000)
    .requiredOption('-j, --journal <folder>', 'the journal: begun where there is none, gone on with where there is one')
    .option('-c, --config <file>', 'YAML or JSON configuration')
    .option('-g, --graph <file>', 'module whose default export is (config) => OperatorFunction<Frame, Outcome>')
    .option('--speed <factor>', 'seconds of event time a second, or max', speedOption, 1)
    .addOption(
      new Option('--durability <policy>', 'when what a row caused may leave')
        .choices(['off', 'group', 'every'])
        .default('group'),
    )
    .option('--take-over', 'take the journal from a writer that can’t be seen to have ended')
    .option('--checkpoint <rows>', 'rows between two checkpoints, each with a snapshot', countOption, 262_144)
    .option('--snapshots <count>', 'snapshots kept: the more, the sooner old rows are explained', countOption, 64)
    .option('-o, --out <file>', 'orders, fills and alerts as JSON lines, appended when they may leave')
    .option('--json', 'print one JSON object instead of the summary')
    .addOption(new Option('--backend <name>', 'kernel of the desk').choices(['auto', 'reference', 'wasm', 'native']))
    .addHelpText(
      'after',
      `
Examples:
  millrace run --paper --config millrace.yaml --journal var/journal --speed 60
  millrace run --venue var/venue/venue.sock --config millrace.yaml --journal var/journal
  millrace halt --journal var/journal --actor jo --reason "feed looks wrong"
  millrace replay var/journal`,
    )
    .action(run)
}

async function run(files: string[], options: RunOptions): Promise<void> {
  const { journal: folder, durability, takeOver, checkpoint, backend } = options
  if ((options.paper === true) === (options.venue !== undefined))
    throw new ConfigError('run', ['needs --paper or --venue: where orders go'])
  const configured = await configOf(files, {
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(backend === undefined ? {} : { backend }),
  })
  const config = options.venue === undefined ? configured : externalConfig(configured)
  if (config.data.files.length === 0)
    throw new ConfigError('no data', ['name price files to play, or list them under data: in the configuration'])
  if (config.events !== undefined)
    throw new ConfigError('events', ['scheduled events are for back-tests: leave them out of a live run'])
  const make = options.graph === undefined ? standardGraph : await loadGraph(options.graph)
  const { onProgress, end } = progress()
  const recorder = await Recorder.open({
    journal: embeddedJournal(folder),
    config,
    graph: make(config),
    durability,
    checkpointRows: checkpoint,
    snapshots: snapshotFolder(folder),
    snapshotsKept: options.snapshots,
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(options.graph === undefined ? {} : { graphPath: options.graph }),
    ...(onProgress === undefined ? {} : { onRecovering: onProgress }),
  }).finally(end)
  const out = options.json === true ? stderr : stdout
  const line = (label: string, text: string): void => void out.write(`${label.padEnd(9)}${text}\n`)
  line('journal', `${folder}, durability ${durability}`)
  for (const text of recoveredLines(recorder.recovered)) line('recover', text)
  const { feedRows, reportRows } = recorder.recovered
  const link =
    options.venue === undefined
      ? undefined
      : new VenueLink({
          config,
          address: addressOf(options.venue),
          folder,
          feedRows,
          reportRows,
          reconcileMillis: options.reconcile * 1_000,
        })
  const tells = options.out === undefined ? undefined : linesTo(options.out)
  const result = await runLive({
    config,
    recorder,
    pace: new Pace(options.speed),
    control: folder,
    signal: interruptible(),
    ...(link === undefined ? {} : { venue: link }),
    ...(tells === undefined ? {} : { onTold: tells.tell }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(() => {
    end()
    tells?.close()
  })
  if (options.json === true) stdout.write(`${JSON.stringify(jsonOf(result))}\n`)
  else summarise(result, line)
}

function recoveredLines({ rows, feedRows, stepped, checkpoints, snapshot, passedOver, seconds }: Recovered): string[] {
  if (rows === 0) return []
  const from = snapshot === undefined ? 'the first row' : `the snapshot at row ${count(snapshot.sequence)}`
  return [
    `${count(rows)} rows were there, ${count(feedRows)} of them of feeds`,
    ...passedOver.map(
      ({ sequence, fault, reason }) => `snapshot at row ${count(sequence)} not used: ${fault}: ${reason}`,
    ),
    `${count(stepped)} rows stepped again from ${from} in ${seconds.toFixed(2)} s; ${checkpoints} checkpoints agree`,
  ]
}

function summarise(result: LiveResult, line: (label: string, text: string) => void): void {
  const { rows, orders, fills, alerts, commands, reports, portfolios, hash, sequence, seconds } = result
  line('rows', `${count(rows)} in ${seconds.toFixed(2)} s; the journal ends at ${count(sequence)}`)
  const heard = reports === 0 ? '' : `, reports ${count(reports)}`
  line(
    'flow',
    `order events ${count(orders)}, fills ${count(fills)}, alerts ${count(alerts)}, commands ${commands}${heard}`,
  )
  for (const { portfolio, state, reason, equity, currency, openOrders } of portfolios)
    line(
      portfolio,
      `equity ${equity} ${currency}, ${state}${state === 'active' ? '' : ` (${reason})`}, ${openOrders} open orders`,
    )
  line(
    'latency',
    `rows to outcome ${percentiles(result.decisionNanos)}; outcome to durable ${percentiles(result.releaseNanos)}`,
  )
  if (hash !== undefined) line('hash', hash)
}

function jsonOf({ decisionNanos, releaseNanos, ...result }: LiveResult): object {
  const at = (histogram: Histogram): object =>
    histogram.totalCount === 0
      ? {}
      : { p50: histogram.getValueAtPercentile(50), p99: histogram.getValueAtPercentile(99), max: histogram.maxValue }
  return { ...result, decisionNanos: at(decisionNanos), releaseNanos: at(releaseNanos) }
}

const count = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ')
const micros = (nanos: number): string => `${(nanos / 1_000).toFixed(0)} µs`
const percentiles = (histogram: Histogram): string =>
  histogram.totalCount === 0
    ? 'none'
    : `p50 ${micros(histogram.getValueAtPercentile(50))}, p99 ${micros(histogram.getValueAtPercentile(99))}, max ${micros(histogram.maxValue)}`

/** Appends what is told to a file, a line of JSON each. */
function linesTo(path: string): { tell: (told: Told) => void; close: () => void } {
  const file = openSync(path, 'a')
  return {
    tell: ({ kind, event }) => void writeSync(file, `${JSON.stringify({ kind, ...event })}\n`),
    close: () => closeSync(file),
  }
}

function secondsOption(value: string): number {
  const seconds = Number(value)
  if (!(seconds > 0 && Number.isFinite(seconds))) throw new InvalidArgumentError('must be seconds above 0')
  return seconds
}
