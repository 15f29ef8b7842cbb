import type { StageRecord } from '../../kernels/frame-context.ts'
import { formatBarSpec } from '../../model/bar-spec.ts'
import {
  DECISION_PREVIOUS_PPM,
  DECISION_TARGET_PPM,
  DROP,
  DROP_CONFIDENCE,
  DROP_RATING,
  DROP_SPEC,
  DROP_STRATEGY,
  EVALUATION,
  EVALUATION_AS_OF,
  EVALUATION_CONFIDENCE,
  EVALUATION_HORIZON_MICROS,
  EVALUATION_RATING,
  FLAG_REAFFIRM,
  SIGNAL,
  SIGNAL_CONFIDENCE,
  SIGNAL_CONSENSUS,
  SIGNAL_QUALITY,
  SIGNAL_STRENGTH,
} from '../../model/layout.generated.ts'
import { formatRowId, rowId } from '../../model/row-id.ts'
import { formatMicros, formatNanos } from '../../model/time.ts'
import type { Universe } from '../../model/universe.ts'
import { reasonName } from '../../operators/projection.ts'
import type { DecisionView, DropView, EvaluationView, SignalView, WarmUpView } from './explanation.ts'
import type { KeptRow } from './instant-rows.ts'
import { auxOf, flagsOf, instrumentOf, kindOf, laneOf, sourceOf } from './row-view.ts'

/** What the stages before the desk held and said of one instrument when the row was done. */
export interface StagesAt {
  readonly universe: Universe
  readonly stages: readonly StageRecord[]
  readonly rows: readonly KeptRow[]
  readonly instrument: number
  readonly nowMicros: number
}

interface Held {
  readonly strength: number
  readonly confidence: number
  readonly horizonMicros: number
  readonly asOfMicros: number
}

const timeframe = (spec: number): string => (spec === 0 ? 'row' : formatBarSpec(spec))

/** Evaluations of this instant, and those that a strategy holds from before, by source and timeframe. */
export function evaluationViews(at: StagesAt): EvaluationView[] {
  const views = new Map<string, EvaluationView>()
  for (const row of evaluationsOf(at)) {
    const source = at.universe.sources.list[sourceOf(row)] ?? `#${sourceOf(row)}`
    const frame = timeframe(auxOf(row))
    views.set(`${source} ${frame}`, {
      source,
      timeframe: frame,
      rating: laneOf(row, EVALUATION_RATING),
      confidence: laneOf(row, EVALUATION_CONFIDENCE),
      asOf: formatNanos(row.view.getBigInt64(EVALUATION_AS_OF * 8, true)),
      horizonSeconds: laneOf(row, EVALUATION_HORIZON_MICROS) / 1e6,
      isNew: true,
      expired: false,
      strategies: [],
    })
  }
  for (const [strategy, name, held] of heldBy(at)) {
    const known = views.get(name)
    const strategies = [...(known?.strategies ?? []), strategy]
    const split = name.lastIndexOf(' ')
    const asOf = formatMicros(held.asOfMicros)
    // One that came now and was not taken leaves the one before in force.
    if (known?.isNew === true && known.asOf === asOf) views.set(name, { ...known, strategies })
    else {
      views.set(known?.isNew === true ? `${name} held` : name, {
        source: name.slice(0, split),
        timeframe: name.slice(split + 1),
        rating: 3 + 2 * held.strength,
        confidence: held.confidence,
        asOf,
        horizonSeconds: held.horizonMicros / 1e6,
        isNew: false,
        expired: at.nowMicros - held.asOfMicros > held.horizonMicros,
        strategies,
      })
    }
  }
  return [...views.values()]
}

function evaluationsOf({ rows, instrument }: StagesAt): KeptRow[] {
  return rows.filter(
    (row) =>
      instrumentOf(row) === instrument &&
      (row.tape === 'evaluations' || (row.tape === 'input' && kindOf(row) === EVALUATION)),
  )
}

/** A signal stage's state: columns by instrument and, within it, by view. */
interface SignalState {
  readonly views: readonly { readonly source: string; readonly spec: number }[]
  readonly strategies: Readonly<
    Record<string, Readonly<Record<'strength' | 'confidence' | 'horizon' | 'asOf', Float64Array>>>
  >
}

/** What every strategy of every signal stage holds of the instrument. */
function* heldBy({ stages, instrument }: StagesAt): Generator<[strategy: string, name: string, held: Held]> {
  for (const stage of stages) {
    if (stage.name !== 'signal') continue
    const { views, strategies } = stage.state() as SignalState
    for (const [strategy, { strength, confidence, horizon, asOf }] of Object.entries(strategies)) {
      for (const [view, { source, spec }] of views.entries()) {
        const place = instrument * views.length + view
        // 0: nothing was accepted yet.
        if (horizon[place] === 0) continue
        yield [
          strategy,
          `${source} ${timeframe(spec)}`,
          {
            strength: strength[place],
            confidence: confidence[place],
            horizonMicros: horizon[place],
            asOfMicros: asOf[place],
          },
        ]
      }
    }
  }
}

/** Evaluators that have been called, but not often enough for what they emit to count. */
export function warmUpViews({ stages, instrument }: StagesAt): WarmUpView[] {
  const views: WarmUpView[] = []
  for (const stage of stages) {
    if (stage.name !== 'evaluate') continue
    const parameters = stage.parameters as readonly { name: string; warmUp: number }[]
    const { evaluators } = stage.state() as { evaluators: readonly { name: string; spec: number; calls: number[] }[] }
    for (const { name, spec, calls } of evaluators) {
      const needed = parameters.find((one) => one.name === name)?.warmUp ?? 0
      if (calls[instrument] <= needed)
        views.push({ evaluator: name, timeframe: timeframe(spec), seen: calls[instrument], needed })
    }
  }
  return views
}

/** Evaluations of this instant that a strategy did not use. */
export function dropViews({ rows, instrument, universe }: StagesAt, strategy: number): DropView[] {
  return rows
    .filter(
      (row) =>
        row.tape === 'signals' &&
        kindOf(row) === DROP &&
        instrumentOf(row) === instrument &&
        laneOf(row, DROP_STRATEGY) === strategy,
    )
    .map((row) => ({
      source: universe.sources.list[sourceOf(row)] ?? `#${sourceOf(row)}`,
      timeframe: timeframe(laneOf(row, DROP_SPEC)),
      rating: laneOf(row, DROP_RATING),
      confidence: laneOf(row, DROP_CONFIDENCE),
      reason: reasonName(auxOf(row)),
    }))
}

const own = (rows: readonly KeptRow[], tape: KeptRow['tape'], instrument: number, strategy: number): KeptRow[] =>
  rows.filter((row) => row.tape === tape && instrumentOf(row) === instrument && sourceOf(row) === strategy)

export function signalView({ rows, instrument }: StagesAt, strategy: number): SignalView | null {
  const row = own(rows, 'signals', instrument, strategy).findLast((one) => kindOf(one) === SIGNAL)
  if (row === undefined) return null
  return {
    strength: laneOf(row, SIGNAL_STRENGTH),
    confidence: laneOf(row, SIGNAL_CONFIDENCE),
    quality: laneOf(row, SIGNAL_QUALITY),
    consensus: laneOf(row, SIGNAL_CONSENSUS),
    evaluations: auxOf(row),
  }
}

export function decisionView({ rows, instrument }: StagesAt, strategy: number): DecisionView | null {
  const row = own(rows, 'decisions', instrument, strategy).at(-1)
  if (row === undefined) return null
  return {
    id: formatRowId(rowId(row.sequence, row.sub)),
    reason: reasonName(auxOf(row)),
    target: laneOf(row, DECISION_TARGET_PPM) / 1e6,
    previous: laneOf(row, DECISION_PREVIOUS_PPM) / 1e6,
    reaffirmed: (flagsOf(row) & FLAG_REAFFIRM) !== 0,
  }
}
