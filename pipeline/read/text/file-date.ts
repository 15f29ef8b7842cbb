import { daysFromCivil, daysInMonth } from './calendar.ts'

/** The date in a file's name (`20140501_quote.csv`, `eurusd-2014-05-01.csv`), in days since 1970-01-01. */
export function fileDate(name: string): number | undefined {
  for (const [, year, month, day] of name.matchAll(/(?<!\d)((?:18|19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)/g)) {
    const [y, m, d] = [Number(year), Number(month), Number(day)]
    if (m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m)) return daysFromCivil(y, m, d)
  }
  return undefined
}
