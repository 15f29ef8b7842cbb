import type { Frame } from '../../kernels/frame.ts'
import type { Tape } from '../../kernels/tape.ts'
import { EVALUATION, VERDICT } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import type { Outcome } from '../../operators/outcome.ts'

/** A row at which the graph, or the desk, said something of an instrument. */
export interface Mention {
  readonly sequence: number
  readonly micros: number
  readonly instrument: number
  /** Portfolio that a verdict without a decision is about; −1: whoever follows. */
  readonly portfolio: number
}

/** Calls back for each row at which something is said of an instrument, in order, each (row, instrument, portfolio) once. */
export function eachMention({ frame, from, to, tape }: Outcome, call: (mention: Mention) => void): void {
  const said = new Set<number>()
  const { instruments } = frame.context.universe
  const key = (position: number, instrument: number): number => position * instruments.length + instrument
  const found: { position: number; instrument: number; portfolio: number }[] = []
  const add = (position: number, instrument: number, portfolio: number): void => {
    if (instrument >= instruments.length || said.has(key(position, instrument))) return
    if (portfolio < 0) said.add(key(position, instrument))
    found.push({ position, instrument, portfolio })
  }
  const { u8, u16, u32 } = tape.memory
  const { input } = frame
  for (let row = from; row < to; row++)
    if (u8[input.at(row)] === EVALUATION) add(row, u32[(input.at(row) >> 2) + 1], -1)
  for (const derived of [frame.evaluations, frame.signals, frame.decisions]) {
    for (let row = firstAt(derived, from); row < derived.count && derived.position(row) < to; row++)
      add(derived.position(row), u32[(derived.at(row) >> 2) + 1], -1)
  }
  for (let row = 0; row < tape.count; row++) {
    const at = tape.at(row)
    if (u8[at] === VERDICT) add(tape.position(row), u32[(at >> 2) + 1], u16[(at + 2) >> 1])
  }
  found.sort((a, b) => a.position - b.position)
  for (const { position, instrument, portfolio } of found) {
    const sequence = frame.firstSequence + position
    call({ sequence, micros: microsAt(frame, position), instrument, portfolio })
  }
}

/** Unix µs of an input row. */
export function microsAt({ input }: Frame, row: number): number {
  const { u32, i32 } = input.memory
  const half = input.at(row) >> 2
  return microsFromWords(u32[half + 2], i32[half + 3])
}

function firstAt(tape: Tape, position: number): number {
  let low = 0
  let high = tape.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tape.position(middle) < position) low = middle + 1
    else high = middle
  }
  return low
}
