import { ROW_BYTES } from '../../model/layout.generated.ts'

const WORDS = ROW_BYTES / 4
const BLOCK_ROWS = 2_048

/** Rows of one file between parsing and merging, with the line each came from. */
export class RowBlock {
  readonly capacity: number
  readonly u8: Uint8Array
  readonly u32: Uint32Array
  readonly i32: Int32Array
  readonly f64: Float64Array
  readonly lines: Uint32Array
  count = 0
  /** File the rows came from. */
  file = ''

  constructor(capacity = BLOCK_ROWS) {
    const bytes = new ArrayBuffer(capacity * ROW_BYTES)
    this.capacity = capacity
    this.u8 = new Uint8Array(bytes)
    this.u32 = new Uint32Array(bytes)
    this.i32 = new Int32Array(bytes)
    this.f64 = new Float64Array(bytes)
    this.lines = new Uint32Array(capacity)
  }

  /** Appends a row whose time and lanes are still to be written; returns the index of its first 32-bit word. */
  push(kind: number, flags: number, source: number, instrument: number, aux: number, line: number): number {
    const { u32, count } = this
    const word = count * WORDS
    u32[word] = kind | (flags << 8) | (source << 16)
    u32[word + 1] = instrument
    u32[word + 4] = 0
    u32[word + 5] = aux
    const lane = (word >> 1) + 3
    this.f64[lane] = 0
    this.f64[lane + 1] = 0
    this.f64[lane + 2] = 0
    this.f64[lane + 3] = 0
    this.f64[lane + 4] = 0
    this.lines[count] = line
    this.count = count + 1
    return word
  }

  /** Copies row `from` over row `to` of the same or another block. */
  copyTo(from: number, target: RowBlock, to: number): void {
    const source = this.u32
    const into = target.u32
    let read = from * WORDS
    let write = to * WORDS
    for (const end = read + WORDS; read < end;) into[write++] = source[read++]!
    target.lines[to] = this.lines[from]!
  }
}
