import { nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { BarEvaluatorOptions } from '../../operators/evaluation/bar-evaluator-options.ts'
import { donchian } from '../../operators/evaluation/donchian.ts'
import { emaCross } from '../../operators/evaluation/ema-cross.ts'
import type { AnyEvaluator } from '../../operators/evaluation/evaluate.ts'
import { imbalance } from '../../operators/evaluation/imbalance.ts'
import { meanReversion } from '../../operators/evaluation/mean-reversion.ts'
import { momentum } from '../../operators/evaluation/momentum.ts'
import type { Config } from '../config/config.ts'

/** Bars that an evaluation of bars holds for. */
const HORIZON_BARS = 4
const MICROS_PER_HOUR = 3_600_000_000

/** The shipped evaluators by the name a configuration gives them. */
const ON_BARS: Readonly<Record<string, (options: BarEvaluatorOptions) => AnyEvaluator>> = {
  'ema-cross': emaCross,
  momentum,
  'mean-reversion': meanReversion,
  donchian,
}

/** Names a configuration may give under `evaluators`. */
export const EVALUATOR_NAMES: readonly string[] = [...Object.keys(ON_BARS), 'imbalance']

const DEFAULT_EVALUATORS = ['ema-cross', 'momentum']

/** The evaluators a configuration runs: those it names, each on every bar spec it makes; `imbalance` on quotes. */
export function evaluatorsOf({ bars, evaluators = DEFAULT_EVALUATORS }: Config): AnyEvaluator[] {
  return evaluators.flatMap((name): AnyEvaluator[] => {
    if (name === 'imbalance') return [imbalance({ horizonMicros: MICROS_PER_HOUR })]
    const make = ON_BARS[name]
    if (make === undefined)
      throw new Error(`evaluators: there is no "${name}"; shipped are ${EVALUATOR_NAMES.join(', ')}`)
    return bars.map((reads) =>
      make({ reads, horizonMicros: HORIZON_BARS * (nominalMicros(parseBarSpec(reads)) ?? MICROS_PER_HOUR) }),
    )
  })
}
