import type { JournalFrame } from './port.ts'
import { rowObject } from './row-text.ts'

/** Rows given out together. */
const LINES_MAX = 1_024

/** The rows of frames up to a sequence as JSON lines, some at a time. */
export function* rowLines(frames: Iterable<JournalFrame>, to: number): Generator<string> {
  for (const frame of frames) {
    const rows = Math.min(frame.rows, to - frame.firstSequence + 1)
    for (let row = 0; row < rows;) {
      let text = ''
      for (const end = Math.min(rows, row + LINES_MAX); row < end; row++) {
        text += `${JSON.stringify(rowObject(frame, row))}\n`
      }
      yield text
    }
    if (rows < frame.rows) return
  }
}
