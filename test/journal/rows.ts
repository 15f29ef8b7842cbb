import { QUOTE, ROW_BYTES, ROW_KIND, ROW_TS_EVENT } from '../../model/layout.generated.ts'
import type { Journal, JournalWriter } from '../../pipeline/journal/port.ts'

/** Rows that say which sequence they are, and nothing else that repeats. */
export function rowsFrom(sequence: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count * ROW_BYTES)
  const view = new DataView(bytes.buffer)
  for (let row = 0; row < count; row++) {
    const at = row * ROW_BYTES
    bytes[at + ROW_KIND] = QUOTE
    view.setBigInt64(at + ROW_TS_EVENT, 1_700_000_000_000_000_000n + BigInt(sequence + row), true)
    for (let lane = 3; lane < 8; lane++) view.setFloat64(at + lane * 8, (sequence + row) * 31 + lane, true)
  }
  return bytes
}

/** Appends rows that the writer gives the sequence of; returns that of the last. */
export function appendRows(writer: JournalWriter, count: number): number {
  writer.append(writer.next, rowsFrom(writer.next, count), 0, count)
  return writer.next - 1
}

/** Appends until `last`, waiting for room. */
export async function appendUpTo(writer: JournalWriter, last: number, rows: number): Promise<void> {
  while (writer.next <= last) {
    const count = Math.min(rows, last - writer.next + 1)
    if (writer.room() < count) await writer.roomFor(count)
    appendRows(writer, count)
  }
}

/** Everything that can be read from a position: one buffer of rows, where it starts, and the frames it came in. */
export async function readAll(
  journal: Journal,
  from: number,
): Promise<{ first: number; rows: number; bytes: Uint8Array; epochs: number[] }> {
  const parts: Uint8Array[] = []
  const epochs = new Set<number>()
  let first = from
  let next: number | undefined
  for await (const { firstSequence, rows, bytes, epoch } of journal.read(from)) {
    if (next === undefined) first = firstSequence
    else if (firstSequence !== next) throw new Error(`a frame starts at ${firstSequence}, expected ${next}`)
    next = firstSequence + rows
    parts.push(bytes.slice())
    epochs.add(epoch)
  }
  return { first, rows: (next ?? first) - first, bytes: Buffer.concat(parts), epochs: [...epochs] }
}
