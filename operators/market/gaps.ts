import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import { BAR, QUOTE, QUOTE_VENUE_SEQUENCE, TRADE } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { copyColumns, restoreColumns } from '../restore-column.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage } from '../stage.ts'
import { openMicrosBetween } from './open-time.ts'

const KINDS = ['sequence', 'reordered', 'stale', 'time'] as const

/** Something missing from one instrument's stream. */
export interface Gap {
  /**
   * `sequence`: venue numbers are missing; `reordered`: a number came late or again; `stale`: silent for longer than the
   * limit, and still so; `time`: what ended such a silence.
   */
  readonly kind: (typeof KINDS)[number]
  readonly instrument: string
  /** When it was noticed, Unix µs. */
  readonly timeMicros: number
  /** Venue numbers missing or stepped back, or µs of open session without a row. */
  readonly size: number
}

export interface GapOptions {
  /** Silence of an instrument that counts as a gap, µs in which its session is open: nights and weekends don't count. */
  readonly silenceMicros: number
  /** The same by symbol. */
  readonly silenceMicrosBySymbol?: Readonly<Record<string, number>>
  /** Called for each gap, inside the frame's processing. */
  readonly onGap?: (gap: Gap) => void
}

/**
 * Watches every instrument's market rows for missing venue sequence numbers (where quotes carry them, by source) and for
 * silence longer than a limit, noticed at the first later row of any instrument; observes only, and keeps counts in its
 * state. A venue sequence that starts anew at 1 is no gap.
 *
 * @throws RangeError when a limit is not above 0; through the observable when it names an unknown symbol.
 */
export function gaps(options: GapOptions): Stage {
  const { silenceMicros, silenceMicrosBySymbol = {} } = options
  for (const [name, limit] of Object.entries({ silenceMicros, ...silenceMicrosBySymbol }))
    if (!(limit > 0)) throw new RangeError(`gaps: ${name} must be above 0, was ${limit}`)
  return stage({
    name: 'gaps',
    version: '2',
    parameters: { silenceMicros, silenceMicrosBySymbol },
    open(context) {
      const { symbols } = context.universe
      const unknown = Object.keys(silenceMicrosBySymbol).find((symbol) => symbols.find(symbol) === undefined)
      if (unknown !== undefined) throw new Error(`gaps: there is no instrument ${unknown}`)
      return new Gaps(context, options)
    },
  })
}

const NEVER = Number.POSITIVE_INFINITY

class Gaps implements OpenStage {
  private readonly context: FrameContext
  private readonly onGap: GapOptions['onGap']
  private readonly limits: Float64Array
  private readonly lastMicros: Float64Array
  private readonly stale: Uint8Array
  private readonly missing: Float64Array
  /** Counts of gaps by kind and instrument. */
  private readonly counts: readonly Float64Array[]
  /** Newest venue number by source and instrument, 0 before the first. */
  private newest: Float64Array
  /** No instrument becomes stale before this. */
  private nextStale = NEVER

  constructor(context: FrameContext, { silenceMicros, silenceMicrosBySymbol = {}, onGap }: GapOptions) {
    const { instruments } = context.universe
    this.context = context
    this.onGap = onGap
    this.limits = Float64Array.from(instruments, ({ symbol }) => silenceMicrosBySymbol[symbol] ?? silenceMicros)
    this.lastMicros = new Float64Array(instruments.length)
    this.stale = new Uint8Array(instruments.length)
    this.missing = new Float64Array(instruments.length)
    this.counts = KINDS.map(() => new Float64Array(instruments.length))
    this.newest = new Float64Array(instruments.length)
  }

  step({ input }: Frame): void {
    const { u8, u16, u32, i32 } = this.context.memory
    const { count } = input
    for (let row = 0; row < count; row++) {
      const at = input.at(row)
      const kind = u8[at]
      const heard = kind === QUOTE || kind === TRADE || kind === BAR ? u32[(at >> 2) + 1] : -1
      const micros = microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3])
      if (micros > this.nextStale) this.findStale(micros, heard)
      if (heard < 0) continue
      this.hear(heard, micros)
      if (kind === QUOTE) this.number(u16[(at >> 1) + 1], heard, micros, ((at >> 3) + QUOTE_VENUE_SEQUENCE) * 2)
    }
  }

  private hear(instrument: number, micros: number): void {
    const { lastMicros, limits } = this
    const before = lastMicros[instrument]
    if (before > 0 && micros - before > limits[instrument]) {
      const silence = this.openMicros(instrument, before, micros)
      if (silence > limits[instrument]) this.tell('time', instrument, micros, silence)
    }
    lastMicros[instrument] = micros
    this.stale[instrument] = 0
    const due = micros + limits[instrument]
    if (due < this.nextStale) this.nextStale = due
  }

  /** Tells of all that are silent for too long, but the one that speaks now, and when the next could become so. */
  private findStale(micros: number, heard: number): void {
    const { lastMicros, limits, stale } = this
    this.nextStale = NEVER
    for (let instrument = 0; instrument < limits.length; instrument++) {
      if (lastMicros[instrument] === 0 || stale[instrument] === 1 || instrument === heard) continue
      const silence = this.openMicros(instrument, lastMicros[instrument], micros)
      if (silence > limits[instrument]) {
        stale[instrument] = 1
        this.tell('stale', instrument, micros, silence)
      } else this.nextStale = Math.min(this.nextStale, micros + limits[instrument] - silence)
    }
  }

  private number(source: number, instrument: number, micros: number, word: number): void {
    const { u32 } = this.context.memory
    const number = u32[word + 1] * 4_294_967_296 + u32[word]
    if (number === 0) return
    const at = source * this.limits.length + instrument
    if (at >= this.newest.length) this.grow(source + 1)
    const newest = this.newest[at]
    if (newest > 0 && number !== 1 && number <= newest) {
      this.tell('reordered', instrument, micros, newest - number)
      return
    }
    this.newest[at] = number
    const missing = number - newest - 1
    if (newest === 0 || missing <= 0) return
    this.missing[instrument] += missing
    this.tell('sequence', instrument, micros, missing)
  }

  private grow(sources: number): void {
    const wider = new Float64Array(sources * this.limits.length)
    wider.set(this.newest)
    this.newest = wider
  }

  private openMicros(instrument: number, fromMicros: number, toMicros: number): number {
    return openMicrosBetween(this.context.universe.instruments[instrument].session, fromMicros, toMicros)
  }

  private tell(kind: Gap['kind'], instrument: number, timeMicros: number, size: number): void {
    this.counts[KINDS.indexOf(kind)][instrument]++
    const { symbol } = this.context.universe.instruments[instrument]
    this.onGap?.({ kind, instrument: symbol, timeMicros, size })
  }

  state(): unknown {
    return { ...copyColumns(this.columns()), newest: this.newest.slice(), nextStale: this.nextStale }
  }

  restore(state: unknown): void {
    const { newest, nextStale } = state as { newest: Float64Array; nextStale: number }
    restoreColumns(this.columns(), state)
    this.newest = newest
    this.nextStale = nextStale
  }

  private columns(): Readonly<Record<string, Float64Array | Uint8Array>> {
    const { lastMicros, stale, missing } = this
    return {
      lastMicros,
      stale,
      missing,
      ...Object.fromEntries(KINDS.map((kind, at) => [`${kind}Gaps`, this.counts[at]])),
    }
  }
}
