import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Journal } from '../journal/port.ts'

/** Lowest byte of the event's time: a change that every kind of row can carry. */
const BYTE = 8

/** A journal that reads as if a bit of one row had been flipped after everything else was checked. */
export function tamper(journal: Journal, sequence: number): Journal {
  return {
    extent: () => journal.extent(),
    writer: (options) => journal.writer(options),
    async *read(from) {
      for await (const frame of journal.read(from)) {
        const row = sequence - frame.firstSequence
        if (row < 0 || row >= frame.rows) {
          yield frame
          continue
        }
        const bytes = frame.bytes.slice()
        bytes[row * ROW_BYTES + BYTE] ^= 1
        yield { ...frame, bytes }
      }
    },
  }
}
