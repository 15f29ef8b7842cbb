import type { Limits } from '../../model/limits.ts'
import type { Risk } from '../parts.ts'
import { checkLimits } from './check-limits.ts'

/**
 * The desk's first part: limits of every portfolio, each of which may override them key by key. An absent limit is not
 * checked, except concentration (a quarter of equity) and shorts (not allowed).
 *
 * @throws {RangeError | SyntaxError | Error} naming path and both numbers, where a limit can't be meant
 * @example risk({ leverage: '2', concentration: '0.25', drawdown: { reducing: '0.1', halted: '0.2' } })
 */
export function risk(limits: Limits): Risk {
  checkLimits(limits, 'limits')
  return { part: 'risk', limits }
}
