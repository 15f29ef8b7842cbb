/**
 * Trading sessions as a table of UTC instants, resolved once when the configuration is loaded: time-zone rules differ
 * between Node versions, a table of instants does not.
 */
export interface SessionTable {
  /** Name in the configuration, such as `crypto`, `fx` or `us-equity`. */
  readonly name: string
  /** Opening instants, Unix microseconds, ascending. Session k is [opens[k], closes[k]). */
  readonly opens: Float64Array
  readonly closes: Float64Array
  /**
   * Local calendar date of each session, as days since 1970-01-01; a daily bar dated D is the session of that date.
   */
  readonly dates: Int32Array
}

/** Index of the last session that opened at or before `micros`, or -1. */
export function sessionAt(table: SessionTable, micros: number): number {
  const { opens } = table
  let low = 0
  let high = opens.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (opens[middle] <= micros) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Index of the session of a calendar date (days since 1970-01-01), or -1 where that date has none. */
export function sessionOfDate(table: SessionTable, date: number): number {
  const { dates } = table
  let low = 0
  let high = dates.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (dates[middle] < date) low = middle + 1
    else high = middle
  }
  return low < dates.length && dates[low] === date ? low : -1
}
