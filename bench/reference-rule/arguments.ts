import { join } from 'node:path'

/** Where the feeds lie unless told otherwise; npm runs scripts in the repository's root. */
export const FEEDS_FOLDER = join('..', 'shared', 'data', 'ticks')

/** A whole number of at least 1. */
export function positiveCount(name: string, text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${name} must be a count of at least 1, was ${text}`)
  return count
}
