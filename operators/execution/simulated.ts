import type { SimulatedVenue } from '../../model/venue.ts'

/**
 * What the simulated venue assumes unless told otherwise, printed with every result:
 * - 50 ms from desk to venue, 10 ms from fill to report;
 * - on bars at most 5 % of the volume, at the next open ± half-spread ± 1 bp of slippage;
 * - on quotes a market order larger than the touch **walks**: each further touch size costs half a basis point more. (With
 *   `wait` it would stay and take the next quotes at no extra cost, which flatters large orders; `cancel` gives it up.)
 * - crossed quotes are kept and counted, but not marked on and not filled on.
 */
export const SIMULATED_DEFAULTS: SimulatedVenue = {
  latencyNanos: 50_000_000n,
  reportLatencyNanos: 10_000_000n,
  zeroLatency: false,
  participation: '0.05',
  slippage: '0.0001',
  remainder: 'walk',
  walkStep: '0.00005',
  crossedQuotes: 'refuse',
  plantSameCloseFill: false,
}

/**
 * A simulated venue: what is not given is assumed as in {@link SIMULATED_DEFAULTS}.
 *
 * @example execution(simulated({ latencyNanos: 5_000_000n, remainder: 'wait' }))
 */
export function simulated(options: Partial<SimulatedVenue> = {}): SimulatedVenue {
  return { ...SIMULATED_DEFAULTS, ...options }
}
