import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { formatRowId, rowId } from '../../model/row-id.ts'
import { chain } from '../../pipeline/engine/graph.ts'
import { explain } from '../../pipeline/explain/explain.ts'
import type { Question } from '../../pipeline/explain/question.ts'
import { indexOf } from '../../pipeline/explain/recording-index.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { journalRecording, snapshotFolder } from '../../pipeline/recording/journal-recording.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { commit, machine } from '../reference-rule/machine.ts'
import { QuoteRows, quotesConfig } from './quotes.ts'

const ROWS_AT_ONCE = 1_024
/** As fast as a run may be that keeps a snapshot at every checkpoint. */
const ROWS_A_SECOND_MAX = 1_000_000
const MS = 1_000

/** Milliseconds: median, worst. */
interface Times {
  readonly median: number
  readonly worst: number
}

/** `npm run bench -- explain`: how long it takes to say why, in a running process, from snapshots and without. */
export async function explainBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '2000000' },
      questions: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
    },
  })
  const [rows, questions] = [Number(values.rows), Number(values.questions)]
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`--rows must be a count, was ${values.rows}`)
  const folder = mkdtempSync(join(positionals[0] ?? tmpdir(), 'millrace-explain-'))
  try {
    const recordSeconds = await record(folder, rows)
    const recording = await journalRecording(folder)
    const from = performance.now()
    const index = await indexOf(recording)
    const indexSeconds = (performance.now() - from) / MS
    const sequences = [...index.mentions[0].sequence].filter((sequence) => sequence > rows / 2)
    const step = Math.max(1, Math.floor(sequences.length / questions))
    const asked = sequences
      .filter((_, at) => at % step === 0)
      .map((sequence): Question => ({ decision: formatRowId(rowId(sequence, 0)) }))
    await timed(recording, asked.slice(0, 3))
    const near = await timed(recording, asked)
    const first = await timed(fromTheBeginning(recording), asked.slice(0, 2))
    const report = {
      machine: machine(),
      commit: commit(),
      load: loadavg()[0],
      rows,
      questions: asked.length,
      recordSeconds,
      indexSeconds,
      near,
      first,
    }
    stdout.write(values.json ? `${JSON.stringify(report)}\n` : text(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

async function record(folder: string, rows: number): Promise<number> {
  const config = await quotesConfig()
  const from = performance.now()
  const recorder = await Recorder.open({
    journal: embeddedJournal(folder),
    durability: 'off',
    config,
    graph: chain(config),
    snapshots: snapshotFolder(folder),
    snapshotsKept: Math.ceil(rows / 2 ** 18) + 1,
  })
  const quotes = new QuoteRows(config.instruments.length)
  recorder.begin(['walk'], quotes.nanos)
  for (let done = 0; done < rows; done += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - done)
    while (recorder.room() < count) await new Promise((resolve) => setImmediate(resolve))
    recorder.take(quotes.next(count), 0, count)
    const early = ((done + count) / ROWS_A_SECOND_MAX) * MS - (performance.now() - from)
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
  }
  await recorder.close()
  return (performance.now() - from) / MS
}

async function timed(recording: Recording, questions: readonly Question[]): Promise<Times> {
  const times: number[] = []
  for (const question of questions) {
    const from = performance.now()
    const { chains } = await explain(recording, question)
    times.push(performance.now() - from)
    if (chains.length === 0 || chains.some(({ judgements }) => judgements.length === 0))
      throw new Error(`${JSON.stringify(question)} was not explained`)
  }
  times.sort((a, b) => a - b)
  return { median: times[times.length >> 1], worst: times[times.length - 1] }
}

function fromTheBeginning({ name, config, graph, frames, under }: Recording): Recording {
  return { name, config, graph, frames, under }
}

function text(report: {
  readonly machine: ReturnType<typeof machine>
  readonly commit: string | null
  readonly load: number
  readonly rows: number
  readonly questions: number
  readonly recordSeconds: number
  readonly indexSeconds: number
  readonly near: Times
  readonly first: Times
}): string {
  const { cpu, cores, node } = report.machine
  const times = ({ median, worst }: Times): string => `median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`
  return `${[
    `explain   ${report.rows} rows journaled in ${report.recordSeconds.toFixed(1)} s, a snapshot every ${2 ** 18}`,
    `machine   ${cores} × ${cpu}, node ${node}, load ${report.load.toFixed(2)}, commit ${report.commit ?? 'unknown'}`,
    `near      ${times(report.near)} of ${report.questions} decisions, from the snapshot before each`,
    `first     ${times(report.first)}, from the first row`,
    `index     ${report.indexSeconds.toFixed(1)} s to make`,
  ].join('\n')}\n`
}
