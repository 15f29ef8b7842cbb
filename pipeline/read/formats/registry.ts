import { candlesJson } from './candles-json.ts'
import { closes } from './closes.ts'
import { evaluations, evaluationsJson } from './evaluations.ts'
import { ohlcv } from './ohlcv.ts'
import { quotes } from './quotes.ts'
import type { Layout, Reader } from './reader.ts'
import { trades } from './trades.ts'

/** Every format, the most particular first: the first whose `detect` knows a sample reads the file. */
export const readers: readonly Reader[] = [evaluations, evaluationsJson, candlesJson, quotes, ohlcv, trades, closes]

/** The reader of a format. */
export function readerOf(format: Layout['format']): Reader {
  const reader = readers.find((candidate) => candidate.format === format)
  if (reader === undefined)
    throw new Error(`no reader of format ${format}: known are ${readers.map((r) => r.format).join(', ')}`)
  return reader
}
