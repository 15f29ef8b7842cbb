import { nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { DecisionOptions, StrategyDecision } from './options.ts'

/** The options in force for a strategy: defaults, overridden key by key. */
export function decisionOf({ defaults, strategies }: DecisionOptions, strategy: string): StrategyDecision {
  const own = Object.hasOwn(strategies, strategy) ? strategies[strategy] : {}
  return { ...defaults, ...own }
}

/** Throws, naming path and both numbers, where options can't be meant. */
export function checkDecisionOptions(options: DecisionOptions): void {
  checkStrategy(options.defaults, 'decision.defaults')
  for (const name of Object.keys(options.strategies))
    checkStrategy(decisionOf(options, name), `decision.strategies.${name}`)
}

const LARGEST = 1e6

function checkStrategy(options: StrategyDecision, path: string): void {
  const within = (name: keyof StrategyDecision, low: number, high: number): void => {
    const value = options[name] as number
    if (!(value >= low && value <= high))
      throw new RangeError(`${path}.${name} must be within ${low} … ${high}, was ${value}`)
  }
  if (!(options.enter > 0 && options.enter <= 1))
    throw new RangeError(`${path}.enter must be above 0 and at most 1, was ${options.enter}`)
  if (!(options.exit >= 0 && options.exit <= options.enter)) {
    throw new RangeError(`${path}.exit must be within 0 … enter (${options.enter}), was ${options.exit}`)
  }
  within('minConfidence', 0, 1)
  within('minQuality', 0, 1)
  within('coolDownMicros', 0, Number.MAX_SAFE_INTEGER)
  within('step', 0, 1)
  within('volatilityHalfLife', 1, LARGEST)
  within('edge', 0, LARGEST)
  if (options.conviction !== 'full' && options.conviction !== 'strength') {
    throw new Error(`${path}.conviction must be "full" or "strength", was "${String(options.conviction)}"`)
  }
  const { calmVolatility, volatilitySpec } = options
  if (calmVolatility !== undefined && !(calmVolatility > 0 && calmVolatility <= LARGEST)) {
    throw new RangeError(`${path}.calmVolatility must be above 0, was ${calmVolatility}`)
  }
  if (volatilitySpec !== undefined && nominalMicros(parseBarSpec(volatilitySpec)) === undefined) {
    throw new Error(
      `${path}.volatilitySpec: ${volatilitySpec} bars have no length to annualise by; name one such as 15m, 1h or 1d`,
    )
  }
}
