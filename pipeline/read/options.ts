import type { CurrencyRate } from './rates.ts'

/** Formats the registry of readers knows. */
export type Format = 'ohlcv' | 'closes' | 'quotes' | 'trades' | 'candles-json'

/** How the files of one instrument are read; what is absent is detected and printed. */
export interface FileOptions {
  /** File, or a folder of files that are one feed carried across days. */
  readonly path: string
  readonly format?: Format
  /** Instrument of a file that holds one. */
  readonly symbol?: string
  /**
   * Column names by field, where the header's own names are not understood. Fields: `time`, `open`, `high`, `low`,
   * `close`, `volume`, `bid`, `ask`, `bidSize`, `askSize`, `price`, `size`, `side`, `id`.
   */
  readonly columns?: Readonly<Record<string, string>>
  /** Bar spec of OHLCV and closes, such as `1m` or `1d`. */
  readonly spec?: string
  /** Fixed UTC offset of the file's clock, such as `-05:00`; times that carry their own offset keep it. */
  readonly utcOffset?: string
  /** What the times of intraday bars are: their `open` (default) or their `close`. */
  readonly barTime?: 'open' | 'close'
  readonly adjustment?: 'none' | 'split' | 'total'
}

export interface DataOptions {
  readonly files: readonly FileOptions[]
  /** Evaluation files (CSV or JSON lines). */
  readonly evaluations: readonly string[]
  /** Rates of currencies, in order. */
  readonly rates?: readonly CurrencyRate[]
  /** How sources of evaluations count: `5-is-buy` (default) or `1-is-buy`. */
  readonly ratingOrder: '5-is-buy' | '1-is-buy'
  readonly badRows: 'skip' | 'stop'
  /** Nothing later than this instant is read (Unix µs). */
  readonly truncateAtMicros?: number
}
