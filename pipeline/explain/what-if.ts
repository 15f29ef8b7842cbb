import { ConfigError } from '../config/faults.ts'
import { parseSetting, withSettings } from '../config/settings.ts'
import type { Setting } from '../config/settings.ts'
import type { Recording } from '../recording/recording.ts'
import type { WhatIf } from './what-if-answer.ts'
import { gateAgain } from './what-if-gate.ts'
import { simAgain } from './what-if-sim.ts'

/** What is asked. Times are Unix µs, both included. */
export interface WhatIfQuestion {
  /** Each as `limits.concentration=0.2`. */
  readonly set: readonly string[]
  readonly mode: 'gate' | 'sim'
  readonly from?: number
  readonly to?: number
}

/** Limits that act through the trading state, over time, and not at the gate. */
const OVER_TIME: ReadonlySet<string> = new Set(['tradingState', 'lossBudget', 'dailyLoss', 'drawdown', 'passive'])
/** Sections that a running state can be given. */
const IN_STATE: ReadonlySet<string> = new Set(['limits', 'sizing', 'venue', 'instruments', 'portfolios'])
const IN_PORTFOLIO: ReadonlySet<string> = new Set(['limits', 'sizing', 'exits'])

/**
 * Runs a recording again with other settings. `gate` asks the gate of every recorded intent, keeps the recorded fills and
 * says nothing of profit; `sim` runs both arms on the simulated venue.
 *
 * @throws {ConfigError} where a setting can't be meant, or can't be asked in this mode
 */
export async function whatIf(recording: Recording, question: WhatIfQuestion): Promise<WhatIf> {
  const { set, mode, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = question
  const settings = set.map(parsed)
  const { first = 1 } = recording
  const refusals = settings.flatMap((one) => refusalOf(one, mode, question.from !== undefined, first))
  if (refusals.length > 0) throw new ConfigError('--set', refusals)
  const changed = withSettings(recording.config, settings)
  const result =
    mode === 'gate'
      ? await gateAgain(recording, changed, { from, to })
      : await simAgain(recording, changed, { from, to })
  return { set, ...result }
}

function parsed(text: string): Setting {
  try {
    return parseSetting(text)
  } catch (error) {
    throw new ConfigError('--set', [(error as Error).message])
  }
}

function refusalOf({ path }: Setting, mode: WhatIfQuestion['mode'], isPart: boolean, first: number): string[] {
  const [section, ...keys] = path
  const where = path.join('.')
  const [own, key] = section === 'portfolios' ? [keys[1], keys[2]] : [section, keys[0]]
  if (mode === 'gate') {
    const atGate = own === 'limits' ? !OVER_TIME.has(key) : section === 'instruments'
    return atGate ? [] : [`${where} does not act at the gate: ask with --mode sim`]
  }
  if ((!isPart && first === 1) || (IN_STATE.has(section) && (section !== 'portfolios' || IN_PORTFOLIO.has(own))))
    return []
  const how = isPart ? 'leave out --from' : `retention removed the rows before ${first}`
  return [`${where} can only be set for the whole recording: ${how}`]
}
