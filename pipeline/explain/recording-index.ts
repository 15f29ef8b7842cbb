import { tap } from 'rxjs'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { ended } from './ended.ts'
import { eachMention } from './mentions.ts'

/** Where something was said, by instrument: in the order of rows. Plain data; without it the rows are looked through. */
export interface RecordingIndex {
  /** Of the configuration the recording has. */
  readonly config: string
  readonly mentions: readonly {
    readonly sequence: Float64Array
    readonly micros: Float64Array
    /** −1: whoever follows. */
    readonly portfolio: Int32Array
  }[]
}

/** Runs a recording once and notes where to look. */
export async function indexOf(recording: Recording): Promise<RecordingIndex> {
  const lists = recording.config.instruments.map(() => ({
    sequence: [] as number[],
    micros: [] as number[],
    portfolio: [] as number[],
  }))
  await ended(
    replayed(recording).pipe(
      tap((outcome) =>
        eachMention(outcome, ({ instrument, sequence, micros, portfolio }) => {
          const list = lists[instrument]
          list.sequence.push(sequence)
          list.micros.push(micros)
          list.portfolio.push(portfolio)
        }),
      ),
    ),
  )
  return {
    config: recording.config.hash,
    mentions: lists.map(({ sequence, micros, portfolio }) => ({
      sequence: Float64Array.from(sequence),
      micros: Float64Array.from(micros),
      portfolio: Int32Array.from(portfolio),
    })),
  }
}

/** The last mention of an instrument at or before an instant that concerns a portfolio (−1: any); undefined: none. */
export function lastIndexed(
  { mentions }: RecordingIndex,
  instrument: number,
  micros: number,
  portfolio: number,
): number | undefined {
  const list = mentions[instrument]
  let low = 0
  let high = list.micros.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list.micros[middle] <= micros) low = middle + 1
    else high = middle
  }
  for (let at = low - 1; at >= 0; at--) {
    const own = list.portfolio[at]
    if (own < 0 || portfolio < 0 || own === portfolio) return list.sequence[at]
  }
  return undefined
}
