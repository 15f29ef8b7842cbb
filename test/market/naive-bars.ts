// Bars made the slow, obvious way from a whole list of rows: BigInt time, objects, no state carried from row to row. It
// shares no code with operators/market.
import type { PlainRow } from './frames.ts'

export interface NaiveBar {
  readonly spec: string
  readonly instrument: number
  readonly end: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
}

/** Half-open span, µs, that an instant belongs to. */
export type Span = (micros: number) => readonly [start: number, end: number]

interface Print {
  /** An instant inside the interval the row belongs to. */
  readonly inside: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
}

function printOf(row: PlainRow): Print {
  const of = (lane: string): number => Number(row[lane] ?? 0)
  const time = Number(row.time)
  if (row.kind === 'BAR') {
    // What closes at an instant happened before it.
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map(of)
    return { inside: time - 1, open, high, low, close, lots: of('lots') }
  }
  const price = row.kind === 'TRADE' ? of('price') : Math.ceil((of('bid') + of('ask')) / 2)
  return {
    inside: time,
    open: price,
    high: price,
    low: price,
    close: price,
    lots: row.kind === 'TRADE' ? of('lots') : 0,
  }
}

/**
 * Time bars of quotes, trades, and input bars of one spec that nests. A bar is there once something came that shows it has
 * ended: a print at or after its end, a bar that closes at it, or any row later than it.
 */
export function naiveBars(rows: readonly PlainRow[], spec: string, span: (instrument: number) => Span): NaiveBar[] {
  const groups = new Map<string, { instrument: number; end: number; prints: Print[] }>()
  for (const row of rows) {
    const instrument = row.instrument ?? 0
    const print = printOf(row)
    const end = span(instrument)(print.inside)[1]
    const key = `${instrument} ${end}`
    const group = groups.get(key) ?? { instrument, end, prints: [] }
    group.prints.push(print)
    groups.set(key, group)
  }
  const lastTime = Number(rows.at(-1)?.time)
  const ended = [...groups.values()].filter(
    ({ instrument, end }) =>
      end < lastTime ||
      rows.some((row) => Number(row.time) === end && (row.kind !== 'BAR' || (row.instrument ?? 0) === instrument)),
  )
  return ended
    .sort((a, b) => a.end - b.end || a.instrument - b.instrument)
    .map(({ instrument, end, prints }) => ({
      spec,
      instrument,
      end,
      open: prints[0].open,
      high: Math.max(...prints.map(({ high }) => high)),
      low: Math.min(...prints.map(({ low }) => low)),
      close: prints.at(-1)!.close,
      lots: prints.reduce((sum, { lots }) => sum + lots, 0),
    }))
}

export const clockSpan =
  (length: number): Span =>
  (micros) => {
    const start = Math.floor(micros / length) * length
    return [start, start + length]
  }
