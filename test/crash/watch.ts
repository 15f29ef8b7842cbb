import { stdin } from 'node:process'
import { createInterface } from 'node:readline'
import xxhash from 'xxhash-wasm'
import { RATE, ROW_BYTES } from '../../model/layout.generated.ts'
import type { JournalWriter } from '../../pipeline/journal/port.ts'
import type { Recorder } from '../../pipeline/recording/recorder.ts'
import type { Said, Target } from './life-order.ts'
import { say } from './switchboard.ts'
import type { Switchboard } from './switchboard.ts'

const { h64Raw } = await xxhash()

/** The other threads get to where the process is to stop before the feed is over. */
const SOUGHT_MILLIS = 3

/** Tells of every append of a recorder when it is durable, stops where it is told to, and hears where to die next. */
export function watch({ writer, recovered }: Recorder, board: Switchboard): void {
  const durable = new DurableRows(writer)
  let { feedRows } = recovered
  say({ kind: 'opened', feedRows })
  const append = writer.append.bind(writer)
  writer.append = (sequence, bytes, at, rows) => {
    board.at('append', 'offered')
    append(sequence, bytes, at, rows)
    durable.expect(sequence, rows, h64Raw(bytes.subarray(at, at + rows * ROW_BYTES)).toString(16))
    board.at('append', 'accepted')
    for (let row = 0; row < rows; row++) if (bytes[at + row * ROW_BYTES] <= RATE) feedRows++
    board.reach(feedRows)
    if (board.sought) board.sleep(SOUGHT_MILLIS)
  }
  createInterface({ input: stdin }).on('line', (line) => board.aim(JSON.parse(line) as Target))
}

/** Rows that are accepted and not yet durable, in order. */
class DurableRows {
  private readonly writer: JournalWriter
  private readonly waiting: (Said & { kind: 'durable' })[] = []
  private telling = false

  constructor(writer: JournalWriter) {
    this.writer = writer
  }

  expect(from: number, rows: number, hash: string): void {
    this.waiting.push({ kind: 'durable', from, rows, hash })
    if (!this.telling) void this.tell()
  }

  private async tell(): Promise<void> {
    const { waiting, writer } = this
    const last = ({ from, rows }: { from: number; rows: number }): number => from + rows - 1
    this.telling = true
    try {
      while (waiting.length > 0) {
        await writer.settled(last(waiting[0]))
        const { durable } = writer
        while (waiting.length > 0 && last(waiting[0]) <= durable) say(waiting.shift()!)
      }
    } catch {
      // The journal was given up with rows that never became durable: nothing was said of them.
    }
    this.telling = false
  }
}
