import { mergeMap } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Tape } from '../../kernels/tape.ts'
import { formatBarSpec } from '../../model/bar-spec.ts'
import { BAR, DECISION, EVALUATION, LANES, QUOTE, SIGNAL, TRADE } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { formatMicros, microsFromWords } from '../../model/time.ts'

const KINDS = {
  quotes: QUOTE,
  trades: TRADE,
  bars: BAR,
  evaluations: EVALUATION,
  signals: SIGNAL,
  decisions: DECISION,
} as const
export type EventKind = keyof typeof KINDS

/** A row as a plain object: it may be kept. Prices and quantities are in the units of people. */
export interface PlainEvent {
  readonly sequence: number
  /** Unix µs: exact. */
  readonly timeMicros: number
  readonly time: string
  readonly instrument: string
  /** Bar spec of bars, and of evaluations that read them. */
  readonly spec?: string
  /** Evaluator of evaluations, strategy of signals and decisions. */
  readonly source?: string
  readonly reason?: string
  readonly [lane: string]: string | number | undefined
}

const PRICES = new Set(['bid', 'ask', 'price', 'open', 'high', 'low', 'close'])
const QUANTITIES = new Set(['bidLots', 'askLots', 'lots'])

/**
 * Copies every row of a kind to a plain object, in stream order, so that ordinary RxJS and `tap(console.log)` work. It
 * allocates; stages and evaluators with a cursor don't.
 *
 * @example frames.pipe(bars('15m'), events('bars')).subscribe(({ instrument, close }) => …)
 */
export function events(kind: EventKind): OperatorFunction<Frame, PlainEvent> {
  return mergeMap((frame: Frame) => plainRows(frame, kind))
}

/** Copies one row at a time, so that a reader who leaves within a frame stops it there. */
function* plainRows(frame: Frame, kind: EventKind): Generator<PlainEvent> {
  for (const [tape, row] of rowsOf(frame, kind)) yield plain(frame, tape, row, kind)
}

/** Rows of a kind on the input and on the tape derived for it, by position; derived rows come before their cause. */
function rowsOf(frame: Frame, kind: EventKind): [Tape, number][] {
  const derived = {
    bars: frame.bars,
    evaluations: frame.evaluations,
    signals: frame.signals,
    decisions: frame.decisions,
  }
  const found: [tape: Tape, row: number, position: number][] = []
  for (const tape of kind in derived ? [derived[kind as keyof typeof derived], frame.input] : [frame.input]) {
    for (let row = 0; row < tape.count; row++) {
      if (tape.memory.u8[tape.at(row)] === KINDS[kind])
        found.push([tape, row, tape === frame.input ? row : tape.position(row)])
    }
  }
  return found.sort((a, b) => a[2] - b[2]).map(([tape, row]) => [tape, row])
}

function plain(frame: Frame, tape: Tape, row: number, kind: EventKind): PlainEvent {
  const { f64, i64, u16, u32, i32 } = tape.memory
  const { universe } = frame.context
  const at = tape.at(row)
  const timeMicros = microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3])
  const instrument = universe.instruments[u32[(at >> 2) + 1]]
  const aux = u32[(at >> 2) + 5]
  const source = u16[(at + 2) >> 1]
  const lanes = LANES[KINDS[kind]].map(([name, type], lane): [string, string | number] => {
    const word = (at >> 3) + 3 + lane
    if (type !== 'f64') return [name, name === 'asOf' ? formatMicros(Number(i64[word] / 1000n)) : String(i64[word])]
    if (PRICES.has(name)) return [name, f64[word] / 10 ** instrument.priceScale]
    return [name, QUANTITIES.has(name) ? f64[word] / 10 ** instrument.quantityScale : f64[word]]
  })
  return {
    sequence: frame.firstSequence + (tape === frame.input ? row : tape.position(row)),
    timeMicros,
    time: formatMicros(timeMicros),
    instrument: instrument.symbol,
    ...((kind === 'bars' || kind === 'evaluations') && aux !== 0 ? { spec: formatBarSpec(aux) } : {}),
    ...(kind === 'evaluations' ? { source: universe.sources.list[source] } : {}),
    ...(kind === 'signals' || kind === 'decisions' ? { source: universe.strategies.list[source] } : {}),
    ...(kind === 'decisions' ? { reason: REASON_NAMES[aux] } : {}),
    ...Object.fromEntries(lanes),
  }
}
