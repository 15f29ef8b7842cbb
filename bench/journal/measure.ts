import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { build, initWebAssembly } from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'
import { FLAG_LAST, QUOTE, ROW_BYTES } from '../../model/layout.generated.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import type { Durability, Journal, JournalWriter } from '../../pipeline/journal/port.ts'
import { recover } from '../../pipeline/journal/recover.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'

await initWebAssembly()

/** Microseconds at percentiles. */
export interface Latency {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

const MICROS_MAX = 60_000_000

export const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MICROS_MAX,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: true,
  })

export const latencyOf = (found: Histogram): Latency => ({
  p50: found.getValueAtPercentile(50),
  p99: found.getValueAtPercentile(99),
  p999: found.getValueAtPercentile(99.9),
  max: found.maxValue,
})

export const record = (to: Histogram, millis: number): void =>
  to.recordValue(Math.max(1, Math.min(MICROS_MAX, Math.round(millis * 1000))))

/** Quotes of a seeded walk of 64 instruments, as a feed would give them: 4 096 of them, to be appended over and over. */
export function quoteRows(count: number): Uint8Array {
  const bytes = new Uint8Array(count * ROW_BYTES)
  const view = new DataView(bytes.buffer)
  const bids = new Float64Array(64).fill(1_000_000)
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  for (let row = 0, time = 1_700_000_000_000_000_000n; row < count; row++, time += BigInt(Math.floor(random() * 2e6))) {
    const at = row * ROW_BYTES
    const instrument = Math.floor(random() * 64)
    bids[instrument] += Math.floor(random() * 3) - 1
    bytes[at] = QUOTE
    bytes[at + 1] = FLAG_LAST
    view.setUint32(at + 4, instrument, true)
    view.setBigInt64(at + 8, time, true)
    view.setInt32(at + 16, Math.floor(random() * 500), true)
    view.setFloat64(at + 24, bids[instrument], true)
    view.setFloat64(at + 32, bids[instrument] + 1 + Math.floor(random() * 3), true)
    view.setFloat64(at + 40, 1 + Math.floor(random() * 50), true)
    view.setFloat64(at + 48, 1 + Math.floor(random() * 50), true)
    view.setBigUint64(at + 56, BigInt(row), true)
  }
  return bytes
}

/** The disk's own figure: a record of 64 bytes and an fdatasync, one after the other. */
export function recordByRecord(folder: string, seconds: number): { rowsPerSecond: number; latency: Latency } {
  const path = join(folder, 'record-by-record')
  const file = openSync(path, 'wx')
  const row = quoteRows(1)
  const found = histogram()
  const from = performance.now()
  let rows = 0
  for (let before = from; before - from < seconds * 1000; rows++) {
    writeSync(file, row, 0, ROW_BYTES, rows * ROW_BYTES)
    fdatasyncSync(file)
    const now = performance.now()
    record(found, now - before)
    before = now
  }
  const rowsPerSecond = rows / ((performance.now() - from) / 1000)
  closeSync(file)
  unlinkSync(path)
  return { rowsPerSecond, latency: latencyOf(found) }
}

/** Rows a second from the first append until all of them are as durable as the policy says. */
export async function appendRate(
  folder: string,
  durability: Durability,
  rowsAnAppend: number,
  seconds: number,
): Promise<number> {
  const writer = await embeddedJournal(folder).writer({ durability })
  const rows = quoteRows(4_096)
  const from = performance.now()
  while (performance.now() - from < seconds * 1000) {
    for (let turn = 0; turn < 64; turn++) {
      if (writer.room() < rowsAnAppend) await writer.roomFor(rowsAnAppend)
      writer.append(writer.next, rows, ((turn * rowsAnAppend) % (4_097 - rowsAnAppend)) * ROW_BYTES, rowsAnAppend)
    }
  }
  await writer.settled(writer.next - 1)
  const rate = (writer.next - 1) / ((performance.now() - from) / 1000)
  await writer.close()
  return rate
}

/** Times between two looks of a loop that does nothing but look: the longest, µs, and those above 1 ms as a share of all. */
export interface Hiccup {
  readonly max: number
  readonly lostShare: number
}

/** How long rows take at a rate that does not wait for them. */
export interface AtRate {
  /** From when a frame was to be appended until the append returned, and until its effects might leave. */
  readonly accepted: Latency
  readonly released: Latency
  /** What the machine alone does to the measuring loop. */
  readonly hiccup: Hiccup
  readonly rowsPerSecond: number
}

const FRAMES_MAX = 2 ** 20
/** Of appends that are not counted: the threads are new, and so are the files. */
const WARM_SECONDS = 1

/** Appends frames at their times, however long earlier ones take, and looks all the time up to where effects may leave. */
export async function latencyAtRate(
  folder: string,
  rate: number,
  rowsAFrame: number,
  seconds: number,
  durability: Durability,
): Promise<AtRate> {
  const writer = await embeddedJournal(folder).writer({ durability })
  const warm = Math.floor((rate * WARM_SECONDS) / rowsAFrame)
  const frames = warm + Math.min(FRAMES_MAX, Math.floor((rate * seconds) / rowsAFrame))
  const result = openLoop(writer, { warm, frames, rows: rowsAFrame, everyMillis: (rowsAFrame / rate) * 1000 })
  await writer.close()
  return result
}

interface Schedule {
  /** Of the frames, the first so many are not counted. */
  readonly warm: number
  readonly frames: number
  readonly rows: number
  readonly everyMillis: number
}

function openLoop(writer: JournalWriter, { warm, frames, rows, everyMillis }: Schedule): AtRate {
  const bytes = quoteRows(4_096)
  const accepted = histogram()
  const released = histogram()
  const first = writer.next
  const from = performance.now() + 5
  let sent = 0
  let settled = 0
  let now = from - 5
  let longest = 0
  let lost = 0
  while (settled < frames) {
    const look = performance.now()
    if (sent >= warm) {
      if (look - now > longest) longest = look - now
      if (look - now > 1) lost += look - now
    }
    now = look
    for (const upTo = Math.floor((writer.releasable - first + 1) / rows); settled < upTo; settled++) {
      if (settled >= warm) record(released, now - (from + settled * everyMillis))
    }
    // One a turn, so that a late one does not hide what was released meanwhile.
    const due = from + sent * everyMillis
    if (sent < frames && now >= due && writer.room() >= rows) {
      writer.append(writer.next, bytes, ((sent * rows) % (4_097 - rows)) * ROW_BYTES, rows)
      if (sent >= warm) record(accepted, performance.now() - due)
      sent++
    }
  }
  const millis = performance.now() - from
  return {
    accepted: latencyOf(accepted),
    released: latencyOf(released),
    hiccup: { max: Math.round(longest * 1000), lostShare: lost / (millis - warm * everyMillis) },
    rowsPerSecond: (frames * rows) / (millis / 1000),
  }
}

/** What reading everything costs, and what the next writer does first. */
export interface Reading {
  readonly rows: number
  /** Rows a second of a read from the first row to the last, and of `verify`, which computes the chain as well. */
  readonly read: number
  readonly verify: number
  /** Until it is known where the next row goes: the newest segment is read. */
  readonly recoverMillis: number
  readonly newestRows: number
}

export async function readRate(folder: string): Promise<Reading> {
  const journal: Journal = embeddedJournal(folder)
  const from = performance.now()
  let rows = 0
  for await (const frame of journal.read(1)) rows += frame.rows
  const between = performance.now()
  const { sound, head, segments } = verifyJournal(realDisk, folder)
  const end = performance.now()
  recover(realDisk, folder)
  const recovered = performance.now()
  if (!sound || head.sequence !== rows) throw new Error(`${rows} rows were read, verify found ${head.sequence}`)
  const [newest] = segments.slice(-1)
  return {
    rows,
    read: rows / ((between - from) / 1000),
    verify: rows / ((end - between) / 1000),
    recoverMillis: recovered - end,
    newestRows: newest.lastSequence - newest.firstSequence + 1,
  }
}
