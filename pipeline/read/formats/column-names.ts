import type { Sample } from './reader.ts'

export const TIME_NAMES = [
  'time',
  'datetime',
  'timestamp',
  'date',
  'opentime',
  'tradedate',
  'day',
  'ts',
  'unix',
  'unixtime',
  'localtime',
  'epoch',
]

/** Names of a bar's fields. */
export const BAR_NAMES = {
  time: TIME_NAMES,
  open: ['open', 'openprice', 'o'],
  high: ['high', 'highprice', 'h'],
  low: ['low', 'lowprice', 'l'],
  close: ['close', 'closeprice', 'c', 'last'],
  volume: ['volume', 'vol', 'v', 'basevolume', 'volumebtc', 'volumebase', 'qty', 'quantity'],
}
export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close']

/** A header's name without case, spaces and punctuation. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9$]/g, '')
}

/**
 * Positions of fields in a sample by the names they usually have, in order of preference; undefined unless all of
 * `needed` are there.
 */
export function columnsNamed(
  sample: Sample,
  names: Readonly<Record<string, readonly string[]>>,
  needed: readonly string[],
): Record<string, number> | undefined {
  const plain = sample.names.map(plainName)
  const columns: Record<string, number> = {}
  for (const [field, wanted] of Object.entries(names)) {
    const name = wanted.find((candidate) => plain.includes(candidate))
    if (name !== undefined) columns[field] = plain.indexOf(name)
  }
  return needed.every((field) => columns[field] !== undefined) ? columns : undefined
}
