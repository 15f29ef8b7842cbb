import { takeWhile, tap } from 'rxjs'
import { ORDER, ORDER_CLIENT_ORDER_ID } from '../../model/layout.generated.ts'
import { formatMicros } from '../../model/time.ts'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { ended } from './ended.ts'
import { eachMention, microsAt } from './mentions.ts'
import { ExplainError } from './question.ts'
import { lastIndexed } from './recording-index.ts'
import type { RecordingIndex } from './recording-index.ts'

/** An instrument and an instant, with names resolved. */
export interface Place {
  readonly instrument: number
  /** −1: any. */
  readonly portfolio: number
  readonly micros: number
}

/**
 * The row to explain for an instant: the last at or before it at which something was said of the instrument that
 * concerns the portfolio; where nothing ever was, the last row at or before it.
 *
 * @throws {ExplainError} where the recording begins later
 */
export async function lastRowAbout(
  recording: Recording,
  place: Place,
  index: RecordingIndex | undefined,
): Promise<number> {
  const indexed = index === undefined ? undefined : lastIndexed(index, place.instrument, place.micros, place.portfolio)
  if (indexed !== undefined) return indexed
  // From the latest state that was kept, and where nothing is said behind it, from the one before that.
  let until = (await recording.sequenceAt?.(place.micros)) ?? Number.POSITIVE_INFINITY
  let lastRow = 0
  const { first = 1 } = recording
  for (;;) {
    const from = Number.isFinite(until) ? (recording.nearest?.(Math.max(1, until)) ?? first) : first
    const found = await scan(recording, place, from, until)
    lastRow = Math.max(lastRow, found.lastRow)
    if (found.mentioned > 0) return found.mentioned
    if (from <= first) break
    until = from - 1
  }
  if (lastRow > 0) return lastRow
  throw new ExplainError(`the recording has no row at or before ${formatMicros(place.micros)}`)
}

async function scan(
  recording: Recording,
  { instrument, portfolio, micros }: Place,
  from: number,
  until: number,
): Promise<{ mentioned: number; lastRow: number }> {
  let mentioned = 0
  let lastRow = 0
  const outcomes = replayed(recording, {
    from,
    ...(Number.isFinite(until) ? { to: until } : {}),
  })
  await ended(
    outcomes.pipe(
      tap((outcome) => {
        const { frame, to } = outcome
        for (let row = to - 1; row >= outcome.from; row--) {
          if (microsAt(frame, row) > micros) continue
          lastRow = frame.firstSequence + row
          break
        }
        eachMention(outcome, (mention) => {
          if (mention.instrument !== instrument || mention.micros > micros) return
          if (mention.portfolio < 0 || portfolio < 0 || mention.portfolio === portfolio) mentioned = mention.sequence
        })
      }),
      takeWhile(({ frame }) => microsAt(frame, frame.rowCount - 1) <= micros),
    ),
  )
  return { mentioned, lastRow }
}

/** The row that sent an order, by its id as an integer: ids of the desk name it, those of clients are looked for. */
export async function rowOfOrder(recording: Recording, id: bigint): Promise<number> {
  let found = 0
  await ended(
    replayed(recording).pipe(
      tap(({ tape }) => {
        const { u8, u64, u32 } = tape.memory
        for (let row = 0; row < tape.count && found === 0; row++) {
          const at = tape.at(row)
          const isSent = u8[at] === ORDER && (u32[(at >> 2) + 5] & 0xff) === 0
          if (isSent && u64[(at >> 3) + ORDER_CLIENT_ORDER_ID] === id) found = tape.firstSequence + tape.position(row)
        }
      }),
      takeWhile(() => found === 0),
    ),
  )
  return found
}
