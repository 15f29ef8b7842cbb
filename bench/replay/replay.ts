import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Backend } from '../../kernels/kernel.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { chain } from '../../pipeline/engine/graph.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import { quotesConfig } from '../explain/quotes.ts'
import type { Latency } from '../journal/measure.ts'
import { commit, machine, peakRssBytes } from '../reference-rule/machine.ts'
import { decisionsAtRate } from './decisions.ts'
import type { Decisions } from './decisions.ts'
import { record, recorderOptions } from './recording.ts'

const BACKENDS: readonly Backend[] = ['native', 'wasm']
const RATES = [
  { rate: 100_000, rowsAFrame: 1 },
  { rate: 1_000_000, rowsAFrame: 64 },
] as const

interface Report {
  readonly machine: ReturnType<typeof machine>
  readonly commit: string | null
  readonly load: number
  readonly rows: number
  readonly recordSeconds: number
  readonly replays: readonly { readonly backend: Backend; readonly seconds: number }[]
  /** Opening the journal again: from its newest snapshot, and from its first row. */
  readonly recoveries: readonly { readonly stepped: number; readonly seconds: number }[]
  readonly decisions: readonly (Decisions & (typeof RATES)[number])[]
  readonly peakMib: number
}

/** `npm run bench -- replay`: a live run recorded, run again and gone on with, and how soon it decides at a rate. */
export async function replayBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '4000000' },
      seconds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  })
  const [rows, seconds] = [Number(values.rows), Number(values.seconds)]
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`--rows must be a count, was ${values.rows}`)
  if (!(seconds > 0)) throw new RangeError(`--seconds must be above 0, was ${values.seconds}`)
  const folder = mkdtempSync(join(positionals[0] ?? tmpdir(), 'millrace-replay-'))
  try {
    const report = await measured(folder, rows, seconds)
    stdout.write(values.json ? `${JSON.stringify(report)}\n` : text(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

async function measured(folder: string, rows: number, seconds: number): Promise<Report> {
  const config = await quotesConfig()
  const journal = join(folder, 'journal')
  const [load] = loadavg()
  const recordSeconds = await record(journal, config, rows)
  const replays: Report['replays'][number][] = []
  for (const backend of BACKENDS) replays.push({ backend, seconds: await replaySeconds(journal, backend) })
  const recoveries = [await recovery(journal, config, true), await recovery(journal, config, false)]
  const decisions: Report['decisions'][number][] = []
  for (const one of RATES) {
    const path = join(folder, `at-${one.rate}`)
    decisions.push({ ...one, ...(await decisionsAtRate(path, config, { ...one, seconds })) })
    rmSync(path, { recursive: true })
  }
  const peakMib = peakRssBytes() / 2 ** 20
  return { machine: machine(), commit: commit(), load, rows, recordSeconds, replays, recoveries, decisions, peakMib }
}

async function replaySeconds(folder: string, backend: Backend): Promise<number> {
  const { divergence, seconds } = await replay(embeddedJournal(folder), { graph: chain, engine: { backend } })
  if (divergence !== undefined) throw new Error(`the replay diverged: ${divergence.differences.join('; ')}`)
  return seconds
}

async function recovery(folder: string, config: Config, snapshots: boolean): Promise<Report['recoveries'][number]> {
  const recorder = await Recorder.open(recorderOptions(folder, config, 'group', snapshots))
  const { stepped, seconds } = recorder.recovered
  await recorder.close()
  return { stepped, seconds }
}

const millions = (value: number): string => `${(value / 1e6).toFixed(2)} M`
const times = ({ p50, p99, p999, max }: Latency): string =>
  [p50, p99, p999, max].map((one) => String(one).padStart(8)).join('')

function text({
  machine: on,
  commit: at,
  load,
  rows,
  recordSeconds,
  replays,
  recoveries,
  decisions,
  peakMib,
}: Report): string {
  const label = (name: string): string => name.padEnd(44)
  return `${[
    `${on.cores} × ${on.cpu}, Node ${on.node}, commit ${at ?? 'unknown'}, load ${load.toFixed(1)}`,
    `${rows} quotes through two portfolios' graph, a checkpoint every 262 144`,
    '',
    `${label('recorded under group, rows/s until durable')}${millions(rows / recordSeconds)}`,
    ...replays.map(
      ({ backend, seconds }) => `${label(`replayed and compared, ${backend}, rows/s`)}${millions(rows / seconds)}`,
    ),
    ...recoveries.map(
      ({ stepped, seconds }) =>
        `${label(`opened again, ${stepped} rows stepped`)}${seconds.toFixed(2)} s, ${((seconds * 1e6) / stepped).toFixed(2)} s a million`,
    ),
    `${label('memory of it all at most')}${peakMib.toFixed(0)} MiB`,
    '',
    `${label('µs')}${['p50', 'p99', 'p99.9', 'max'].map((name) => name.padStart(8)).join('')}`,
    ...decisions.flatMap(({ rate, rowsAFrame, rowsPerSecond, decided, released, hiccup }) => [
      `${rate} rows/s in frames of ${rowsAFrame} (${millions(rowsPerSecond)}/s reached)`,
      `${label('  decided')}${times(decided)}`,
      `${label('  may leave')}${times(released)}`,
      `${label('  the machine’s own pauses')}${times(hiccup)}`,
    ]),
  ].join('\n')}\n`
}
