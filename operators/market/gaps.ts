import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import { BAR, QUOTE, QUOTE_VENUE_SEQUENCE, TRADE } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage } from '../stage.ts'

/** Something missing from one instrument's stream. */
export interface Gap {
  readonly kind: 'sequence' | 'time'
  readonly instrument: string
  /** When it was noticed, Unix µs. */
  readonly timeMicros: number
  /** Venue sequence numbers missing, or µs of silence. */
  readonly size: number
}

export interface GapOptions {
  /** Silence of an instrument that counts as a gap, µs. */
  readonly silenceMicros: number
  /** Called for each gap, inside the frame's processing. */
  readonly onGap?: (gap: Gap) => void
}

/**
 * Watches every instrument's market rows for missing venue sequence numbers (where quotes carry them) and for silence
 * longer than a limit; observes only, and keeps counts in its state. A venue sequence that starts anew is no gap.
 *
 * @throws RangeError when the limit is not above 0.
 */
export function gaps(options: GapOptions): Stage {
  if (!(options.silenceMicros > 0))
    throw new RangeError(`gaps: silenceMicros must be above 0, was ${options.silenceMicros}`)
  return stage({
    name: 'gaps',
    version: '1',
    parameters: { silenceMicros: options.silenceMicros },
    open: (context) => new Gaps(context, options),
  })
}

class Gaps implements OpenStage {
  private readonly context: FrameContext
  private readonly options: GapOptions
  private readonly lastMicros: Float64Array
  private readonly lastSequence: Float64Array
  private readonly missing: Float64Array
  private readonly silences: Float64Array

  constructor(context: FrameContext, options: GapOptions) {
    const { length } = context.universe.instruments
    this.context = context
    this.options = options
    this.lastMicros = new Float64Array(length)
    this.lastSequence = new Float64Array(length)
    this.missing = new Float64Array(length)
    this.silences = new Float64Array(length)
  }

  step({ input }: Frame): void {
    const { u8, u32, i32 } = this.context.memory
    const { count } = input
    for (let row = 0; row < count; row++) {
      const at = input.at(row)
      const kind = u8[at]
      if (kind !== QUOTE && kind !== TRADE && kind !== BAR) continue
      const instrument = u32[(at >> 2) + 1]
      const micros = microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3])
      const silence = micros - this.lastMicros[instrument]
      if (this.lastMicros[instrument] > 0 && silence > this.options.silenceMicros) {
        this.silences[instrument]++
        this.tell('time', instrument, micros, silence)
      }
      this.lastMicros[instrument] = micros
      if (kind === QUOTE) this.sequence(instrument, micros, ((at >> 3) + QUOTE_VENUE_SEQUENCE) * 2)
    }
  }

  private sequence(instrument: number, micros: number, word: number): void {
    const { u32 } = this.context.memory
    const sequence = u32[word + 1] * 4_294_967_296 + u32[word]
    if (sequence === 0) return
    const missing = sequence - this.lastSequence[instrument] - 1
    if (this.lastSequence[instrument] > 0 && missing > 0) {
      this.missing[instrument] += missing
      this.tell('sequence', instrument, micros, missing)
    }
    this.lastSequence[instrument] = sequence
  }

  private tell(kind: Gap['kind'], instrument: number, timeMicros: number, size: number): void {
    const { symbol } = this.context.universe.instruments[instrument]
    this.options.onGap?.({ kind, instrument: symbol, timeMicros, size })
  }

  state(): unknown {
    const { lastMicros, lastSequence, missing, silences } = this
    return {
      lastMicros: [...lastMicros],
      lastSequence: [...lastSequence],
      missing: [...missing],
      silences: [...silences],
    }
  }
}
