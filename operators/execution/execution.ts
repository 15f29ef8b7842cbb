import type { SimulatedVenue } from '../../model/venue.ts'
import type { Execution } from '../parts.ts'
import { checkDecimal, checkName, checkNanos } from '../risk/check-values.ts'

const REMAINDERS = ['wait', 'walk', 'cancel']
const CROSSED = ['refuse', 'trade']

/**
 * The desk's third part: where approved orders go. With {@link external} they leave as ORDER rows and fills come back as
 * REPORT rows of the input; with `simulated(…)` the venue is part of the desk.
 *
 * @throws {RangeError | SyntaxError | Error} naming path and both numbers, where a value can't be meant
 * @example execution(simulated({ participation: '0.1' }))
 */
export function execution(venue: SimulatedVenue | 'external'): Execution {
  if (venue !== 'external') checkVenue(venue, 'venue')
  return { part: 'execution', venue }
}

/** A venue outside: nothing is simulated. */
export function external(): 'external' {
  return 'external'
}

function checkVenue(venue: SimulatedVenue, path: string): void {
  checkNanos(venue.latencyNanos, `${path}.latencyNanos`, 0n)
  checkNanos(venue.reportLatencyNanos, `${path}.reportLatencyNanos`, 0n)
  checkDecimal(venue.participation, `${path}.participation`, { above: 0, most: 1 })
  checkDecimal(venue.slippage, `${path}.slippage`, { least: 0, most: 1 })
  checkDecimal(venue.walkStep, `${path}.walkStep`, { least: 0, most: 1 })
  checkName(venue.remainder, `${path}.remainder`, REMAINDERS)
  checkName(venue.crossedQuotes, `${path}.crossedQuotes`, CROSSED)
}
