import { InvalidArgumentError } from 'commander'
import { ConfigError } from '../config/faults.ts'

/** A whole number from 1. */
export function countOption(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('must be a count of at least 1')
  return count
}

/** An option that a parser reads: what the parser says of a wrong one is said of the option. */
export function parsedOption<T>(parse: (text: string) => T): (value: string) => T {
  return (value) => {
    try {
      return parse(value)
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message)
    }
  }
}

/** Rethrows why a file could not be made; one that is there is the caller's own to move. @throws {ConfigError} */
export function notMade(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== 'EEXIST') throw error
    throw new ConfigError(path, ['there is such a file already; nothing was written'])
  }
}
