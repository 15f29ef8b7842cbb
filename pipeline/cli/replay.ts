import { setTimeout } from 'node:timers/promises'
import { stdout } from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import { formatMicros } from '../../model/time.ts'
import { loadGraph } from '../check/graph-file.ts'
import type { GraphFile } from '../check/graph-file.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/faults.ts'
import { graph as standardGraph } from '../engine/graph.ts'
import { embeddedJournal } from '../journal/embedded-journal.ts'
import { Pace } from '../live/pace.ts'
import type { Speed } from '../live/pace.ts'
import { beginningOf } from '../recording/beginning.ts'
import { snapshotFolder } from '../recording/journal-recording.ts'
import { replay } from '../recording/replay.ts'
import type { Replayed } from '../recording/replay.ts'
import { tamper } from '../recording/tamper.ts'
import { frameOption, timeOption } from './backtest.ts'
import { EXIT } from './exit.ts'
import { progress } from './progress.ts'
import { speedOption } from './speed-option.ts'

interface ReplayOptions {
  readonly graph?: string
  readonly speed: Speed
  readonly to?: { readonly sequence: number } | { readonly nanos: bigint }
  readonly frame?: number | 'ragged'
  readonly backend?: Config['engine']['backend']
  readonly tamper?: number
  readonly json?: boolean
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('run a journal again and compare with what was noted when it was recorded')
    .argument('<journal>', 'folder of the journal')
    .option('-g, --graph <file>', 'the graph it was recorded with, where that was not the standard one')
    .option('--speed <factor>', 'seconds of event time a second, or max', speedOption, 'max')
    .option('--to <row or time>', 'stop after this row, or after the last row up to this instant (ISO 8601)', toOption)
    .option('--frame <rows>', 'rows a frame; changes no result', frameOption)
    .addOption(new Option('--backend <name>', 'kernel of the desk').choices(['auto', 'reference', 'wasm', 'native']))
    .option('--tamper <row>', 'flip a bit of this row first, to see the comparison find it', rowOption)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  millrace replay var/journal
  millrace replay var/journal --to 2016-01-02T12:00:00Z --backend native --frame 1024
  millrace replay var/journal --tamper 5000`,
    )
    .action(run)
}

const line = (label: string, text: string): void => void stdout.write(`${label.padEnd(9)}${text}\n`)

async function run(folder: string, options: ReplayOptions): Promise<void> {
  const journal = embeddedJournal(folder)
  const graph = await graphOf(folder, options.graph)
  const pace = new Pace(options.speed)
  const { onProgress, end } = progress()
  const engine = {
    ...(options.frame === undefined ? {} : { frame: options.frame }),
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  }
  const replayed = await replay(options.tamper === undefined ? journal : tamper(journal, options.tamper), {
    graph,
    engine,
    snapshots: snapshotFolder(folder),
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.speed === 'max' ? {} : { pace: (nanos: bigint) => waitFor(pace, nanos) }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(end)
  const { first, sequence } = replayed
  if (options.tamper !== undefined && (options.tamper < first || options.tamper > sequence))
    throw new ConfigError('--tamper', [`rows ${first} to ${sequence} were run, ${options.tamper} was not`])
  if (options.json === true) stdout.write(`${JSON.stringify({ ...replayed, nanos: String(replayed.nanos) })}\n`)
  else tell(replayed)
  if (replayed.divergence !== undefined) process.exitCode = EXIT.failed
}

async function graphOf(folder: string, path: string | undefined): Promise<GraphFile> {
  const recorded = path ?? (await beginningOf(embeddedJournal(folder), snapshotFolder(folder)))?.manifest.graph
  return recorded === undefined ? standardGraph : loadGraph(recorded)
}

async function waitFor(pace: Pace, nanos: bigint): Promise<void> {
  const millis = pace.wait(Number(nanos / 1_000n))
  if (millis > 0) await setTimeout(millis)
}

function tell({ first, sequence, nanos, checkpoints, divergence, hash, seconds }: Replayed): void {
  const rows = sequence - first + 1
  const rate = rows / seconds / 1e6
  line('rows', `${rows} to ${formatMicros(Number(nanos / 1_000n))} in ${seconds.toFixed(2)} s, ${rate.toFixed(2)} M/s`)
  if (first > 1) line('from', `row ${first}, by the snapshot before it: retention removed the first rows`)
  line('compared', `${checkpoints} checkpoints agree`)
  if (divergence !== undefined) {
    line('DIVERGED', `between rows ${divergence.agreed + 1} and ${divergence.sequence}`)
    for (const text of divergence.differences) line('', text)
  }
  line('hash', hash)
}

function toOption(value: string): ReplayOptions['to'] {
  const sequence = Number(value)
  if (Number.isInteger(sequence) && sequence > 0) return { sequence }
  return { nanos: BigInt(timeOption(value)) * 1000n }
}

function rowOption(value: string): number {
  const row = Number(value)
  if (!Number.isInteger(row) || row < 1) throw new InvalidArgumentError('must be a row, counted from 1')
  return row
}
