import { InvalidArgumentError } from 'commander'
import type { Speed } from '../live/pace.ts'

/** Seconds of event time a second, or `max`. */
export function speedOption(value: string): Speed {
  if (value === 'max') return value
  const factor = Number(value)
  if (!(factor > 0 && Number.isFinite(factor))) throw new InvalidArgumentError('must be above 0, or max')
  return factor
}
