import type { Image } from '../../kernels/image.ts'
import type { KernelFrame } from '../../kernels/kernel.ts'
import type { Tape } from '../../kernels/tape.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import type { Answer, Variant } from '../harness/question.ts'
import { BenchDesk, scopeSums, Testimony } from './desk.ts'
import type { HandBook } from './hand-book.ts'
import { HandDesk } from './hand-desk.ts'
import type { World } from './world.ts'

/** What is measured: a desk that steps rows, on a backend or written by hand. */
export interface Subject {
  readonly desk: BenchDesk
  call(frame: KernelFrame, from: number, to: number): void
  /** Back to the state that every block of rows starts from. */
  restore(): void
  /** Tells what the last call said. */
  tellRows(testimony: Testimony): void
  /** Tells the state at the end of a block. */
  tellState(testimony: Testimony): void
  answer(testimony: Testimony): Answer
}

/** A desk written by hand, for rows of one kind. */
interface ByHand extends HandBook {
  call(input: Tape, from: number, to: number): void
}

/**
 * Builds a world, lets `fill` bring it to its start and prepare the rows, and gives the variant over it. The
 * hand-written desk takes its state over from a desk on the default backend.
 */
export function subjectOf(
  variant: Variant,
  world: World,
  frames: number,
  fill: (desk: BenchDesk) => void,
  Hand: new (image: Image) => ByHand = HandDesk,
): Subject {
  const desk = new BenchDesk(world, kernelOf(variant === 'hand' ? 'auto' : variant), frames)
  fill(desk)
  desk.keep()
  return variant === 'hand' ? handSubject(desk, new Hand(desk.image)) : deskSubject(desk)
}

function deskSubject(desk: BenchDesk): Subject {
  return {
    desk,
    call: (frame, from, to) => desk.call(frame, from, to),
    restore: () => desk.restore(),
    tellRows: (testimony) => testimony.rows(desk),
    tellState: (testimony) => testimony.scopes(scopeSums(desk.image)),
    answer: (testimony) => testimony.full(desk),
  }
}

function handSubject(desk: BenchDesk, hand: ByHand): Subject {
  hand.keep()
  return {
    desk,
    call: ({ input }, from, to) => hand.call(input, from, to),
    restore: () => hand.restore(),
    tellRows: (testimony) => hand.tell(testimony),
    tellState: (testimony) => testimony.scopes(hand.scopeSums()),
    answer: (testimony) => testimony.common,
  }
}
