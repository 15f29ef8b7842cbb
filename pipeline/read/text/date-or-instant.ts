/** Unix µs, or a date without a time: days since 1970. */
export type DateOrInstant = { readonly micros: number } | { readonly date: number }

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?)?$/

/** Reads a date, or an instant; without an offset it is UTC. Throws on what is neither. */
export function dateOrInstant(text: string): DateOrInstant {
  const match = TIME.exec(text)
  const [, date, clock, fraction = '', offset = 'Z'] = match ?? []
  const millis = match === null ? Number.NaN : Date.parse(clock === undefined ? date : `${date}T${clock}${offset}`)
  // A date such as 02-30 is no date, but Date.parse makes one of it.
  const real = Number.isNaN(millis) ? '' : new Date(Date.parse(date)).toISOString().slice(0, 10)
  if (match === null || real !== date) throw new Error(`time must be a date or ISO 8601, was ${JSON.stringify(text)}`)
  return clock === undefined
    ? { date: millis / 86_400_000 }
    : { micros: millis * 1000 + Number(fraction.padEnd(6, '0')) }
}
