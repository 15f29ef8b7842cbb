import { FLAG_LAST, ROW_BYTES, TRADE } from '../../model/layout.generated.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { segmentFiles } from '../../pipeline/journal/folder.ts'
import { packNext } from '../../pipeline/journal/pack.ts'
import { sizeOf } from '../../pipeline/journal/prune.ts'
import { quoteRows } from './measure.ts'

const TRADES = 100_000
/** Recorded feeds of one instrument have 3 to 10. */
export const QUOTES_A_TRADE = 20
const ROWS = TRADES * (1 + QUOTES_A_TRADE)
const FRAME_ROWS = 4_096

/** What a day of trades with their quotes takes on the disk. */
export interface Storage {
  readonly trades: number
  readonly rows: number
  /** As written, and when all segments but the newest are packed: what a day leaves behind. */
  readonly bytesWritten: number
  readonly bytesLeft: number
  /** Of the segments that were packed. */
  readonly packedBytesARow: number
  readonly packedRowsPerSecond: number
}

/** Writes a day and packs it as a writer's second thread does. Sizes are exact; no two rows are the same. */
export async function storageOfDay(folder: string): Promise<Storage> {
  const journal = embeddedJournal(folder, { pack: false })
  const writer = await journal.writer({ durability: 'off' })
  const bytes = dayRows()
  for (let row = 0; row < ROWS; row += FRAME_ROWS) {
    const rows = Math.min(FRAME_ROWS, ROWS - row)
    if (writer.room() < rows) await writer.roomFor(rows)
    writer.append(writer.next, bytes, row * ROW_BYTES, rows)
  }
  await writer.close()
  const bytesWritten = bytesIn(folder)
  let packed = { rows: 0, bytes: 0 }
  const from = performance.now()
  for (let done = packNext(realDisk, folder, 0); done !== undefined; done = packNext(realDisk, folder, 0)) {
    packed = { rows: packed.rows + done.rows, bytes: packed.bytes + done.bytes }
  }
  return {
    trades: TRADES,
    rows: ROWS,
    bytesWritten,
    bytesLeft: bytesIn(folder),
    packedBytesARow: packed.bytes / packed.rows,
    packedRowsPerSecond: packed.rows / ((performance.now() - from) / 1000),
  }
}

const bytesIn = (folder: string): number =>
  segmentFiles(realDisk, folder).reduce((sum, file) => sum + sizeOf(realDisk, file), 0)

/** Quotes of a seeded walk, and a trade at one side's price behind every so many of them. */
function dayRows(): Uint8Array {
  const bytes = quoteRows(ROWS)
  const view = new DataView(bytes.buffer)
  for (let row = QUOTES_A_TRADE, trade = 1; row < ROWS; row += QUOTES_A_TRADE + 1, trade++) {
    const at = row * ROW_BYTES
    bytes[at] = TRADE
    bytes[at + 1] = FLAG_LAST
    bytes.copyWithin(at + 24, at - ROW_BYTES + 24 + (trade % 2) * 8, at - ROW_BYTES + 32 + (trade % 2) * 8)
    view.setFloat64(at + 32, 1 + (trade % 7), true)
    view.setBigUint64(at + 40, BigInt(trade), true)
    bytes.fill(0, at + 48, at + ROW_BYTES)
  }
  return bytes
}
