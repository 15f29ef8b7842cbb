import { parseBarSpec } from '../../model/bar-spec.ts'
import type { SignalOptions, StrategySignal } from './options.ts'

/** Spec that evaluators of quotes and trades write: no bar. */
export const EVERY_ROW = 0

/** The bar spec a timeframe's name stands for; `quote` and `trade` are {@link EVERY_ROW}. */
export function timeframeSpec(name: string): number {
  return name === 'quote' || name === 'trade' ? EVERY_ROW : parseBarSpec(name)
}

/** Throws, naming path and both numbers, where options can't be meant. */
export function checkSignalOptions({ strategies }: SignalOptions): void {
  if (strategies.length === 0) throw new Error('signal.strategies: name at least one strategy')
  const names = new Set<string>()
  strategies.forEach((one, at) => {
    const path = `signal.strategies[${at}]`
    if (one.strategy === '') throw new Error(`${path}.strategy must not be empty`)
    if (names.has(one.strategy)) throw new Error(`${path}.strategy: "${one.strategy}" stands twice`)
    names.add(one.strategy)
    checkStrategy(one, path)
  })
}

function checkStrategy({ timeframes, sources, minConfidence, halfLife }: StrategySignal, path: string): void {
  if (!(minConfidence >= 0 && minConfidence <= 1)) {
    throw new RangeError(`${path}.minConfidence must be within 0 … 1, was ${minConfidence}`)
  }
  if (!(halfLife > 0 && Number.isFinite(halfLife)))
    throw new RangeError(`${path}.halfLife must be above 0, was ${halfLife}`)
  if (sources !== undefined && sources.length === 0) {
    throw new Error(`${path}.sources: name at least one source, or leave it out to listen to all`)
  }
  if (timeframes === undefined) return
  const specs = new Map<number, string>()
  for (const [name, weight] of Object.entries(timeframes)) {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new RangeError(`${path}.timeframes.${name} must be a weight of at least 0, was ${weight}`)
    }
    const spec = timeframeSpec(name)
    const other = specs.get(spec)
    if (other !== undefined) throw new Error(`${path}.timeframes: ${other} and ${name} are the same timeframe`)
    specs.set(spec, name)
  }
  if (!Object.values(timeframes).some((weight) => weight > 0)) {
    throw new Error(`${path}.timeframes: at least one weight must be above 0`)
  }
}
