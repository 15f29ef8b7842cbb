import { formatBarSpec } from '../../model/bar-spec.ts'
import {
  BAR,
  DECISION_PREVIOUS_PPM,
  DECISION_TARGET_PPM,
  DECISION_VOLATILITY_PPM,
  EVALUATION_CONFIDENCE,
  EVALUATION_RATING,
  QUOTE,
  QUOTE_ASK,
  QUOTE_BID,
  SIGNAL,
  SIGNAL_CONFIDENCE,
  SIGNAL_CONSENSUS,
  SIGNAL_QUALITY,
  SIGNAL_STRENGTH,
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOW,
  BAR_OPEN,
} from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { formatRowId, rowId } from '../../model/row-id.ts'
import { formatMicros, microsFromWords } from '../../model/time.ts'
import type { Tape } from '../../kernels/tape.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'

/** What led to a verdict, as far as it stands in the same instant. */
export interface ReasonChain {
  readonly market: readonly { readonly label: string; readonly value: string }[]
  readonly evaluations: readonly {
    readonly source: string
    readonly timeframe: string
    readonly rating: number
    readonly confidence: number
    readonly timeMicros: number
  }[]
  readonly signal?: {
    readonly strength: number
    readonly confidence: number
    readonly quality: number
    readonly consensus: number
  }
  readonly decision?: {
    readonly id: string
    readonly targetFraction: number
    readonly previousFraction: number
    readonly reason: string
    readonly detail: readonly { readonly label: string; readonly value: string }[]
  }
}

/** Reads the chain of reasons of a verdict from the tapes of the frame it came with. */
export function reasonsAt({ frame, image }: Outcome, verdict: VerdictEvent): ReasonChain {
  const { memory, universe } = frame.context
  const { f64, u8, u16, u32, i32 } = memory
  const instrument = universe.symbols.find(verdict.instrument) ?? 0
  const scope = image.names.scopes.indexOf(verdict.portfolio)
  const strategy = image.scope.strategy(scope)
  const position = verdict.sequence - frame.firstSequence
  const about = (tape: Tape): number[] => {
    const found: number[] = []
    for (let row = 0; row < tape.count; row++) {
      if (tape.position(row) === position && u32[(tape.at(row) >> 2) + 1] === instrument) found.push(row)
    }
    return found
  }
  const evaluations = about(frame.evaluations).map((row) => {
    const at = frame.evaluations.at(row)
    const spec = u32[(at >> 2) + 5]
    return {
      source: universe.sources.list[u16[(at + 2) >> 1]] ?? '',
      timeframe: spec === 0 ? 'quote' : formatBarSpec(spec),
      rating: f64[(at >> 3) + EVALUATION_RATING],
      confidence: f64[(at >> 3) + EVALUATION_CONFIDENCE],
      timeMicros: microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3]),
    }
  })
  const signalRow = about(frame.signals).find(
    (row) => u8[frame.signals.at(row)] === SIGNAL && u16[(frame.signals.at(row) + 2) >> 1] === strategy,
  )
  const decisionRow = about(frame.decisions).find((row) => u16[(frame.decisions.at(row) + 2) >> 1] === strategy)
  return {
    market: marketAt(
      frame.input,
      position,
      instrument,
      universe.instruments[instrument]?.priceScale ?? 0,
      verdict.mark,
    ),
    evaluations,
    ...(signalRow === undefined ? {} : { signal: signalOf(f64, frame.signals.at(signalRow) >> 3) }),
    ...(decisionRow === undefined ? {} : { decision: decisionOf(frame.decisions, decisionRow, verdict.sequence) }),
  }
}

function signalOf(f64: Float64Array, word: number): NonNullable<ReasonChain['signal']> {
  return {
    strength: f64[word + SIGNAL_STRENGTH],
    confidence: f64[word + SIGNAL_CONFIDENCE],
    quality: f64[word + SIGNAL_QUALITY],
    consensus: f64[word + SIGNAL_CONSENSUS],
  }
}

function decisionOf(tape: Tape, row: number, sequence: number): NonNullable<ReasonChain['decision']> {
  const { f64, u32 } = tape.memory
  const at = tape.at(row)
  const volatility = f64[(at >> 3) + DECISION_VOLATILITY_PPM] / 1e6
  return {
    id: formatRowId(rowId(sequence, tape.sub(row))),
    targetFraction: f64[(at >> 3) + DECISION_TARGET_PPM] / 1e6,
    previousFraction: f64[(at >> 3) + DECISION_PREVIOUS_PPM] / 1e6,
    reason: REASON_NAMES[u32[(at >> 2) + 5]] ?? 'NONE',
    detail: volatility > 0 ? [{ label: 'volatility a year', value: `${(volatility * 100).toFixed(1)} %` }] : [],
  }
}

function marketAt(
  input: Tape,
  position: number,
  instrument: number,
  scale: number,
  mark: string | null,
): ReasonChain['market'] {
  const { f64, u8, u32, i32 } = input.memory
  const at = input.at(position)
  const time = { label: 'time', value: formatMicros(microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3])) }
  const marked = mark === null ? [] : [{ label: 'mark', value: mark }]
  if (u32[(at >> 2) + 1] !== instrument) return [time, ...marked]
  const price = (lane: number): string => (f64[(at >> 3) + lane] / 10 ** scale).toFixed(scale)
  if (u8[at] === QUOTE)
    return [time, { label: 'bid', value: price(QUOTE_BID) }, { label: 'ask', value: price(QUOTE_ASK) }]
  if (u8[at] !== BAR) return [time, ...marked]
  const lanes = [
    ['open', BAR_OPEN],
    ['high', BAR_HIGH],
    ['low', BAR_LOW],
    ['close', BAR_CLOSE],
  ] as const
  return [time, ...lanes.map(([label, lane]) => ({ label, value: price(lane) }))]
}
