import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import { formatBarSpec, nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import {
  BAR,
  DECISION,
  DECISION_CONFIDENCE_PPM,
  DECISION_EDGE_PPM,
  DECISION_PREVIOUS_PPM,
  DECISION_TARGET_PPM,
  DECISION_VOLATILITY_PPM,
  FLAG_REAFFIRM,
  SIGNAL,
  SIGNAL_CONFIDENCE,
  SIGNAL_QUALITY,
  SIGNAL_STRENGTH,
} from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage, StageDefinition } from '../stage.ts'
import { checkDecisionOptions, decisionOf } from './check-options.ts'
import type { DecisionOptions } from './options.ts'
import {
  GIVEN_CONFIDENCE,
  GIVEN_NOW,
  GIVEN_QUALITY,
  GIVEN_STRENGTH,
  GIVEN_VOLATILITY_PPM,
  Targets,
  toPpm,
} from './target.ts'
import type { Variant } from './target.ts'
import { Volatility } from './volatility.ts'

/**
 * Turns each SIGNAL into one DECISION at the same position: the exposure wanted, −1 000 000 … 1 000 000 ppm of
 * conviction, with its reason in aux (flag REAFFIRM: the target is unchanged). Target, edge and confidence are rounded to
 * the nearest ppm, halves away from zero; volatility, ppm a year, is 0 while unknown. A decision's id is
 * `rowId(sequence, sub)` of its row.
 *
 * A pure function of the stream: hysteresis between `exit` and `enter`, cool-down, conviction scaled by
 * min(1, calmVolatility ÷ volatility), changes below `step` not followed. edge = options.edge × |strength| ×
 * confidence, signed like the strength. Details: docs/SIGNALS.md.
 *
 * @throws when made, where options are out of range; at subscribe `BAR_SPEC_MISSING` when a `volatilitySpec` is named
 *   that nothing before makes; at the first frame when options name a strategy that no signal is made for.
 * @example decision({ defaults: { enter: 0.5, exit: 0.2, minConfidence: 0.3, minQuality: 0.2, coolDownMicros: 0, step: 0.1,
 *   conviction: 'full', volatilityHalfLife: 20, edge: 0.1 }, strategies: {} })
 */
export function decision(options: DecisionOptions): Stage {
  checkDecisionOptions(options)
  return (source) => stage(definitionOf(options))(source)
}

/** One definition a source: the specs found upstream are its own. */
function definitionOf(options: DecisionOptions): StageDefinition {
  let shortest: BarSpec | undefined
  const named = [options.defaults, ...Object.values(options.strategies)].flatMap(({ volatilitySpec }) =>
    volatilitySpec === undefined ? [] : [parseBarSpec(volatilitySpec)],
  )
  return {
    name: 'decision',
    version: '1',
    parameters: options,
    require(available) {
      const missing = named.find((spec) => available !== undefined && !available.has(spec))
      if (missing !== undefined) {
        throw new Error(
          `BAR_SPEC_MISSING: decision estimates volatility on ${formatBarSpec(missing)} bars, which no stage before it makes`,
        )
      }
      for (const spec of available ?? []) if (shorter(spec, shortest)) shortest = spec
    },
    open: (context) => new Decisions(context, options, shortest),
  }
}

/** Whether bars of a spec have a length, and a shorter one than another spec's. */
function shorter(spec: BarSpec, than: BarSpec | undefined): boolean {
  const length = nominalMicros(spec)
  return length !== undefined && (than === undefined || length < (nominalMicros(than) ?? 0))
}

class Decisions implements OpenStage {
  private readonly context: FrameContext
  /** Shortest spec known; where none was known beforehand, the shortest met so far. */
  private shortest: BarSpec | undefined
  private readonly fixed: boolean
  /** By strategy id. */
  private readonly targets: Targets[] = []
  /** Defaults first, then every strategy that overrides them: known before any row, so that all estimates are, too. */
  private readonly variants: Variant[]
  private readonly estimates: Volatility[] = []

  constructor(context: FrameContext, options: DecisionOptions, shortest: BarSpec | undefined) {
    this.context = context
    this.shortest = shortest
    this.fixed = shortest !== undefined
    const { strategies } = context.universe
    for (const name of Object.keys(options.strategies)) {
      if (strategies.find(name) === undefined) {
        throw new Error(
          `decision.strategies.${name}: no signal is made for that strategy; there is ${strategies.list.join(', ') || 'none'}`,
        )
      }
    }
    this.variants = [undefined, ...Object.keys(options.strategies)].map((strategy) => ({
      strategy,
      options: strategy === undefined ? options.defaults : decisionOf(options, strategy),
      estimate: undefined,
    }))
    this.estimateAll()
    strategies.list.forEach((_, strategy) => this.add(strategy))
  }

  step(frame: Frame): void {
    const { u8, u32 } = this.context.memory
    const { input, bars, signals } = frame
    const rows = input.count
    let bar = 0
    let signal = 0
    const barCount = bars.count
    const signalCount = signals.count
    let nextBar = barCount > 0 ? bars.position(0) : -1
    let nextSignal = signalCount > 0 ? signals.position(0) : -1
    for (let row = 0; row < rows; row++) {
      while (nextBar === row) {
        this.bar(bars.at(bar))
        bar++
        nextBar = bar < barCount ? bars.position(bar) : -1
      }
      const at = input.at(row)
      if (u8[at] === BAR) this.bar(at)
      while (nextSignal === row) {
        const signalAt = signals.at(signal)
        if ((u32[signalAt >> 2] & 0xff) === SIGNAL) this.decide(frame, row, at, signalAt)
        signal++
        nextSignal = signal < signalCount ? signals.position(signal) : -1
      }
    }
    frame.decisions.seal()
  }

  state(): unknown {
    const { strategies } = this.context.universe
    return {
      targets: this.targets.map((one, strategy) => ({ strategy: strategies.list[strategy], ...one.state() })),
      shortest: this.shortest === undefined ? null : formatBarSpec(this.shortest),
      volatility: this.estimates.map((one) => one.state()),
    }
  }

  restore(state: unknown): void {
    const saved = state as { targets: readonly unknown[]; shortest: string | null; volatility: readonly unknown[] }
    if (saved.shortest !== null) this.shorten(parseBarSpec(saved.shortest))
    this.estimates.forEach((one, at) => one.restore(saved.volatility[at]))
    saved.targets.forEach((one, strategy) => {
      if (strategy >= this.targets.length) this.add(strategy)
      this.targets[strategy].restore(one)
    })
  }

  private bar(at: number): void {
    const { memory } = this.context
    const spec = memory.u32[(at >> 2) + 5]
    if (!this.fixed && spec !== this.shortest && shorter(spec, this.shortest)) this.shorten(spec)
    for (let one = 0; one < this.estimates.length; one++) {
      const estimate = this.estimates[one]
      if (estimate.spec === spec) estimate.take(memory, at)
    }
  }

  private decide(frame: Frame, row: number, cause: number, at: number): void {
    const { f64, u16, u32, i32 } = this.context.memory
    const half = at >> 2
    const word = at >> 3
    const strategy = u16[(at >> 1) + 1]
    const instrument = u32[half + 1]
    while (strategy >= this.targets.length) this.add(this.targets.length)
    const targets = this.targets[strategy]
    const strength = f64[word + SIGNAL_STRENGTH]
    const confidence = f64[word + SIGNAL_CONFIDENCE]
    const { estimate } = targets.variant
    const volatilityPpm = estimate === undefined ? 0 : estimate.yearlyPpm[instrument]
    const { given } = targets
    given[GIVEN_NOW] = microsFromWords(u32[half + 2], i32[half + 3])
    given[GIVEN_STRENGTH] = strength
    given[GIVEN_CONFIDENCE] = confidence
    given[GIVEN_QUALITY] = f64[word + SIGNAL_QUALITY]
    given[GIVEN_VOLATILITY_PPM] = volatilityPpm
    const previous = targets.targetPpm[instrument]
    const reason = targets.decide(instrument)
    const target = targets.targetPpm[instrument]
    const edge = toPpm(targets.variant.options.edge * Math.abs(strength) * confidence)
    const flags = target === previous ? FLAG_REAFFIRM : 0
    const to = frame.decisions.append(row, cause, DECISION, flags, strategy, instrument, reason) >> 3
    f64[to + DECISION_TARGET_PPM] = target
    f64[to + DECISION_VOLATILITY_PPM] = volatilityPpm
    f64[to + DECISION_EDGE_PPM] = strength < 0 && edge > 0 ? -edge : edge
    f64[to + DECISION_PREVIOUS_PPM] = previous
    f64[to + DECISION_CONFIDENCE_PPM] = toPpm(confidence)
  }

  private variantOf(strategy: string): Variant {
    return this.variants.find((one) => one.strategy === strategy) ?? this.variants[0]
  }

  private add(strategy: number): void {
    const { universe } = this.context
    this.targets[strategy] = new Targets(
      this.variantOf(universe.strategies.list[strategy]),
      universe.instruments.length,
    )
  }

  /** A shorter bar than any before: strategies that name no spec are estimated on it from now on. */
  private shorten(spec: BarSpec): void {
    this.shortest = spec
    this.estimateAll()
  }

  /** Gives every variant its estimate; those of one spec and half-life share it, and one that is right is kept. */
  private estimateAll(): void {
    const before = this.estimates.splice(0)
    for (const variant of this.variants) {
      const { volatilitySpec, volatilityHalfLife: halfLife } = variant.options
      const spec = volatilitySpec === undefined ? this.shortest : parseBarSpec(volatilitySpec)
      if (spec === undefined) continue
      const fits = (one: Volatility): boolean => one.spec === spec && one.halfLife === halfLife
      let estimate = this.estimates.find(fits)
      if (estimate === undefined) {
        estimate = before.find(fits) ?? new Volatility(spec, halfLife, this.context.universe)
        this.estimates.push(estimate)
      }
      variant.estimate = estimate
    }
  }
}
