import type { Tape } from '../../kernels/tape.ts'
import { KIND_NAMES, LANES, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Universe } from '../../model/universe.ts'
import { formatNanos } from '../../model/time.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { TAPES } from '../engine/hashes.ts'
import type { TapeName } from '../engine/hashes.ts'
import { RECORD_BYTES, writeRecord } from '../engine/tape-record.ts'
import { DERIVED } from './fingerprint.ts'

/** One row of a window, copied. */
interface Kept {
  readonly tape: TapeName
  readonly sequence: number
  readonly sub: number
  readonly bytes: Uint8Array
  readonly text: string
}

/** Copies of all rows, of all tapes, whose input row lies in [from, to). */
export class Window {
  readonly rows: Kept[] = []
  readonly from: number
  readonly to: number
  private readonly words = new Uint32Array(RECORD_BYTES / 4)

  constructor(from: number, to: number) {
    this.from = from
    this.to = to
  }

  take({ frame, from, tape }: Outcome): void {
    const { firstSequence, rowCount } = frame
    if (firstSequence >= this.to || firstSequence + rowCount <= this.from) return
    const { universe } = frame.context
    if (from === 0) {
      for (let row = 0; row < rowCount; row++) this.input(frame.input, row, universe)
      for (const name of DERIVED) this.derived(name, frame[name], universe)
    }
    this.derived('outcome', tape, universe)
  }

  private input(tape: Tape, row: number, universe: Universe): void {
    const at = tape.at(row)
    const sequence = tape.firstSequence + row
    if (sequence < this.from || sequence >= this.to) return
    const bytes = tape.memory.u8.slice(at, at + ROW_BYTES)
    this.rows.push({ tape: 'input', sequence, sub: 0, bytes, text: describeRow(tape, row, universe) })
  }

  private derived(name: TapeName, tape: Tape, universe: Universe): void {
    for (let row = 0; row < tape.count; row++) {
      const sequence = tape.firstSequence + tape.position(row)
      if (sequence < this.from || sequence >= this.to) continue
      writeRecord(tape, row, this.words, 0)
      const bytes = new Uint8Array(this.words.slice().buffer)
      this.rows.push({ tape: name, sequence, sub: tape.sub(row), bytes, text: describeRow(tape, row, universe) })
    }
  }
}

/** The first row at which two runs part: input row, tape, and what either has there. */
export interface Difference {
  readonly tape: TapeName
  readonly sequence: number
  readonly sub: number
  /** What the row says, or undefined where that run has none. */
  readonly expected: string | undefined
  readonly found: string | undefined
}

/** First difference of two windows, by input row, then by stage, then by sub; undefined where there is none. */
export function firstDifference(a: Window, b: Window): Difference | undefined {
  const [left, right] = [byPlace(a), byPlace(b)]
  const places = [...new Set([...left.keys(), ...right.keys()])].sort((one, other) => one - other)
  for (const place of places) {
    const [one, other] = [left.get(place), right.get(place)]
    const { tape, sequence, sub } = (one ?? other)!
    if (one !== undefined && other !== undefined && Buffer.compare(one.bytes, other.bytes) === 0) continue
    return { tape, sequence, sub, expected: one?.text, found: other?.text }
  }
  return undefined
}

const SUBS = 2 ** 20

/** Rows by (sequence, tape, sub) as one number. */
function byPlace({ rows, from }: Window): Map<number, Kept> {
  return new Map(
    rows.map((row) => [((row.sequence - from) * TAPES.length + TAPES.indexOf(row.tape)) * SUBS + row.sub, row]),
  )
}

/** A row in words, with every lane as it is stored. */
export function describeRow(tape: Tape, row: number, universe: Universe): string {
  const { u8, u16, u32, f64, i64 } = tape.memory
  const at = tape.at(row)
  const kind = u8[at]
  const symbol = universe.instruments[u32[(at >> 2) + 1]]?.symbol ?? `#${u32[(at >> 2) + 1]}`
  const lanes = (LANES[kind] ?? []).map(([name, type], lane) => {
    const word = (at >> 3) + 3 + lane
    return `${name} ${type === 'f64' ? f64[word] : i64[word]}`
  })
  const head = `${KIND_NAMES[kind] ?? `kind ${kind}`} ${symbol} ${formatNanos(i64[(at >> 3) + 1])}`
  return `${head} source ${u16[(at + 2) >> 1]} aux ${u32[(at >> 2) + 5]} flags ${u8[at + 1]} · ${lanes.join(', ')}`
}
