import {
  FRAME_CAPACITY,
  FRAME_FIRST_SEQUENCE,
  FRAME_HEADER_BYTES,
  FRAME_LAYOUT_HASH,
  FRAME_MAGIC_VALUE,
  FRAME_ROW_COUNT,
  FRAME_TAPE,
  LAYOUT_HASH,
  ROW_BYTES,
} from '../model/layout.generated.ts'
import type { Memory } from './memory.ts'

const SUB_BITS = 20
const SUB_MAX = 2 ** SUB_BITS - 1

/**
 * A list of rows in the memory, behind a frame header. The input tape holds rows as they were sequenced; a derived
 * tape holds rows sorted by (position of the causing row in the frame, sub).
 */
export class Tape {
  readonly memory: Memory
  /** Byte offset of the header; rows follow it. */
  readonly base: number
  readonly rows: number
  readonly capacity: number
  readonly name: string
  private lastPosition = -1
  private lastSub = 0
  private sorted = true

  constructor(memory: Memory, id: number, capacity: number, name: string) {
    this.memory = memory
    this.base = memory.allocate(FRAME_HEADER_BYTES + capacity * ROW_BYTES, `tape ${name} of ${capacity} rows`)
    this.rows = this.base + FRAME_HEADER_BYTES
    this.capacity = capacity
    this.name = name
    memory.u32[this.base / 4] = FRAME_MAGIC_VALUE
    memory.u64[(this.base + FRAME_LAYOUT_HASH) / 8] = LAYOUT_HASH
    memory.u32[(this.base + FRAME_TAPE) / 4] = id
    memory.u32[(this.base + FRAME_CAPACITY) / 4] = capacity
  }

  get count(): number {
    return this.memory.u32[(this.base + FRAME_ROW_COUNT) >> 2]
  }

  set count(rows: number) {
    this.memory.u32[(this.base + FRAME_ROW_COUNT) >> 2] = rows
  }

  /** Sequence of the frame's first input row; exact below 2^53. */
  get firstSequence(): number {
    const { u32 } = this.memory
    const word = (this.base + FRAME_FIRST_SEQUENCE) >> 2
    return u32[word + 1] * 4_294_967_296 + u32[word]
  }

  set firstSequence(sequence: number) {
    const { u32 } = this.memory
    const word = (this.base + FRAME_FIRST_SEQUENCE) >> 2
    u32[word] = sequence % 4_294_967_296
    u32[word + 1] = Math.floor(sequence / 4_294_967_296)
  }

  /** Byte offset of a row. */
  at(row: number): number {
    return this.rows + row * ROW_BYTES
  }

  /** Position in the frame of the input row that caused a derived row. */
  position(row: number): number {
    return this.memory.u32[(this.rows + row * ROW_BYTES + 16) >> 2] >>> SUB_BITS
  }

  /** Which derived row of its cause, on this tape, a row is. */
  sub(row: number): number {
    return this.memory.u32[(this.rows + row * ROW_BYTES + 16) >> 2] & SUB_MAX
  }

  /** Empties the tape for a frame that begins at a sequence. */
  begin(sequence: number): void {
    this.clear()
    this.firstSequence = sequence
  }

  clear(): void {
    this.count = 0
    this.lastPosition = -1
    this.sorted = true
  }

  /** Appends an input row with all bytes zero, and returns its byte offset. */
  push(): number {
    const at = this.take()
    this.memory.f64.fill(0, at >> 3, (at >> 3) + 8)
    return at
  }

  /**
   * Appends a derived row caused by the input row `cause` (byte offset) at `position`; its lanes are zero and its time
   * is the cause's. Returns its byte offset.
   */
  append(
    position: number,
    cause: number,
    kind: number,
    flags: number,
    source: number,
    instrument: number,
    aux: number,
  ): number {
    const at = this.take()
    if (position === this.lastPosition) this.lastSub++
    else {
      if (position < this.lastPosition) this.sorted = false
      this.lastPosition = position
      this.lastSub = 0
    }
    if (this.lastSub > SUB_MAX)
      throw new RangeError(`one row caused more than ${SUB_MAX + 1} rows on tape ${this.name}`)
    const { u32, f64 } = this.memory
    const word = at >> 2
    const from = cause >> 2
    u32[word] = kind | (flags << 8) | (source << 16)
    u32[word + 1] = instrument
    u32[word + 2] = u32[from + 2]!
    u32[word + 3] = u32[from + 3]!
    u32[word + 4] = ((position << SUB_BITS) | this.lastSub) >>> 0
    u32[word + 5] = aux
    const lane = (at >> 3) + 3
    f64[lane] = 0
    f64[lane + 1] = 0
    f64[lane + 2] = 0
    f64[lane + 3] = 0
    f64[lane + 4] = 0
    return at
  }

  /** Makes the rows sorted by (position, sub) again when a second stage has appended to a tape another had filled. */
  seal(): void {
    if (!this.sorted) this.sort()
  }

  /** Apart from `seal`, because a function with closures allocates even where it returns at once. */
  private sort(): void {
    const { memory, rows, count } = this
    const order = Array.from({ length: count }, (_, row) => row).sort(
      (a, b) => this.position(a) - this.position(b) || a - b,
    )
    const copy = memory.u8.slice(rows, rows + count * ROW_BYTES)
    let sub = 0
    let last = -1
    order.forEach((from, to) => {
      memory.u8.set(copy.subarray(from * ROW_BYTES, (from + 1) * ROW_BYTES), this.at(to))
      const position = this.position(to)
      sub = position === last ? sub + 1 : 0
      last = position
      memory.u32[(this.at(to) + 16) >> 2] = ((position << SUB_BITS) | sub) >>> 0
    })
    this.lastPosition = last
    this.lastSub = sub
    this.sorted = true
  }

  private take(): number {
    const { count } = this
    if (count >= this.capacity) {
      throw new RangeError(
        `tape ${this.name} is full at ${this.capacity} rows: use smaller frames (--frame) or raise tapeFactor`,
      )
    }
    this.count = count + 1
    return this.rows + count * ROW_BYTES
  }
}
