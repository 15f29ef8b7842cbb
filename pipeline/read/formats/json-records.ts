import { ByteIndex } from '../text/byte-index.ts'
import type { RowBlock } from '../row-block.ts'
import type { Parser } from './reader.ts'

const NEWLINE = 10
const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125

/**
 * Flat JSON objects, in an array or one a line, found by their braces: keys are compared byte by byte, values stay
 * where they stand. Keys inside nested values are not looked at.
 */
export abstract class JsonRecords implements Parser {
  readonly rowsPerRecord = 1
  line = 1
  protected file = ''
  /** Where the value of each key starts, or −1. */
  protected readonly starts: Int32Array
  private readonly keys: ByteIndex

  constructor(keys: readonly string[]) {
    this.keys = new ByteIndex(keys.map((key, index) => [key, index] as const))
    this.starts = new Int32Array(keys.length)
  }

  begin(name: string, _stem: string): void {
    this.file = name
    this.line = 1
  }

  parse(bytes: Uint8Array, from: number, to: number, block: RowBlock): number {
    let at = from
    while (block.count < block.capacity) {
      while (at < to && bytes[at] !== OPEN) if (bytes[at++] === NEWLINE) this.line++
      if (at === to) return to
      const end = this.scan(bytes, at, to)
      if (end < 0) return at
      this.write(bytes, at, end, block)
      for (; at < end; at++) if (bytes[at] === NEWLINE) this.line++
    }
    return at
  }

  /** Makes the row of the object in bytes [from, to), whose values stand at `starts`. */
  protected abstract write(bytes: Uint8Array, from: number, to: number, block: RowBlock): void

  /** Notes where the values of the object at `at` start; returns where it ends, or −1 if its end is not there yet. */
  private scan(bytes: Uint8Array, at: number, to: number): number {
    const { starts } = this
    starts.fill(-1)
    let depth = 0
    for (; at < to; at++) {
      const byte = bytes[at]
      if (byte === QUOTE) {
        const close = textEnd(bytes, at + 1, to)
        if (close < 0) return -1
        let after = close + 1
        while (after < to && bytes[after] <= 32) after++
        if (after === to) return -1
        if (depth === 1 && bytes[after] === 58) {
          const key = this.keys.find(bytes, at + 1, close)
          after++
          while (after < to && bytes[after] <= 32) after++
          if (key >= 0) starts[key] = after
          at = after - 1
        } else at = close
      } else if (byte === OPEN || byte === 91) depth++
      else if (byte === CLOSE || byte === 93) {
        depth--
        if (depth === 0) return at + 1
      }
    }
    return -1
  }
}

/** Where the closing quote of a text stands, or −1. */
function textEnd(bytes: Uint8Array, at: number, to: number): number {
  for (; at < to; at++) {
    if (bytes[at] === QUOTE) return at
    if (bytes[at] === BACKSLASH) at++
  }
  return -1
}
