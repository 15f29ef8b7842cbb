/** The engine under test, its own process: records and runs what its order says, and tells the harness what it does. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process, { exit } from 'node:process'
import { fileURLToPath } from 'node:url'
import xxhash from 'xxhash-wasm'
import { RATE, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { fromExactJson } from '../../pipeline/exact-json.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import type { Journal, JournalWriter } from '../../pipeline/journal/port.ts'
import { runLive } from '../../pipeline/live/live-run.ts'
import { Pace } from '../../pipeline/live/pace.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import graph from './graph.ts'
import type { Said } from './life-order.ts'
import { say, switchboard } from './switchboard.ts'

if (switchboard === undefined) throw new Error('the engine under test was started without an order')
const board = switchboard
const { order } = board
const { h64Raw } = await xxhash()

/** Rows that are accepted and not yet durable, in order. */
const waiting: (Said & { kind: 'durable' })[] = []
let telling = false
const SOUGHT_MILLIS = 3
let feedRows = 0

/** Says of each append that it is durable when it is. */
async function tellDurable(writer: JournalWriter): Promise<void> {
  if (telling) return
  telling = true
  try {
    while (waiting.length > 0) {
      const [first] = waiting
      await writer.settled(first.from + first.rows - 1)
      const { durable } = writer
      while (waiting.length > 0 && waiting[0].from + waiting[0].rows - 1 <= durable) say(waiting.shift()!)
    }
  } catch {
    // The journal was given up with rows that never became durable: nothing was said of them.
  }
  telling = false
}

function atRow(row: number): void {
  if (row >= order.armRow) board.arm()
  board.setFaults(row >= order.faultsFrom && row < order.faultsTo)
  if (order.lastRow !== undefined && row >= order.lastRow) say({ kind: 'due' })
}

/** The same journal, whose writer tells what it was given. */
const watched = (journal: Journal): Journal => ({
  extent: () => journal.extent(),
  read: (from) => journal.read(from),
  async writer(options) {
    const writer = await journal.writer(options)
    const append = writer.append.bind(writer)
    writer.append = (sequence, bytes, at, rows) => {
      board.at('append', 'offered')
      append(sequence, bytes, at, rows)
      const hash = h64Raw(bytes.subarray(at, at + rows * ROW_BYTES)).toString(16)
      waiting.push({ kind: 'durable', from: sequence, rows, hash })
      void tellDurable(writer)
      board.at('append', 'accepted')
      for (let row = 0; row < rows; row++) if (bytes[at + row * ROW_BYTES] <= RATE) feedRows++
      atRow(feedRows)
      // The other threads get to where the engine is to stop before the feed is over.
      if (board.sought) board.sleep(SOUGHT_MILLIS)
    }
    return writer
  },
})

try {
  if (order.armRow === 0) board.arm()
  // Resolved by the harness: detecting what its files hold takes longer than running them.
  const resolved = fromExactJson(readFileSync(order.config, 'utf8')) as Config
  const config = { ...resolved, engine: { ...resolved.engine, backend: order.backend } }
  const recorder = await Recorder.open({
    journal: watched(embeddedJournal(order.folder, { segmentBytes: order.segmentBytes })),
    config,
    graph: graph(config),
    graphPath: fileURLToPath(import.meta.resolve('./graph.js')),
    durability: order.durability,
    checkpointRows: order.checkpointRows,
    snapshots: join(order.folder, 'snapshots'),
  })
  const room = recorder.room.bind(recorder)
  recorder.room = () => Math.min(room(), order.chunkRows)
  feedRows = recorder.recovered.feedRows
  const { found = [] } = recorder.writer as { found?: readonly string[] }
  say({ kind: 'opened', rows: recorder.recovered.rows, feedRows, found })
  const {
    hash = '',
    sequence,
    rows,
  } = await runLive({
    config,
    recorder,
    pace: new Pace(order.speed),
    control: order.folder,
    signal: new AbortController().signal,
    onTold({ kind, sequence: caused, event }) {
      board.at('send', 'about to leave')
      say({ kind: 'told', sequence: caused, event: JSON.stringify({ kind, ...event }) })
      board.at('send', 'left')
    },
  })
  say({ kind: 'ended', hash, sequence, rows })
} catch (error) {
  say({ kind: 'failed', error: String(error) })
  process.exitCode = 1
}
exit()
