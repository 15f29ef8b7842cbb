import type { Image } from '../../kernels/image.ts'
import { Image as ImageCopy } from '../../kernels/image.ts'
import type { KernelFrame } from '../../kernels/kernel.ts'
import { Memory } from '../../kernels/memory.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { examine } from '../../kernels/reference/examine.ts'
import { ceilDiv, max, min } from '../../kernels/money.ts'
import { sideOf } from '../../kernels/reference/intent.ts'
import type { Intent, Violation } from '../../kernels/reference/intent.ts'
import { toBudget } from '../../kernels/reference/intents.ts'
import { ANSWERED, WAITING } from '../../kernels/reference/policy.ts'
import { Tape } from '../../kernels/tape.ts'
import {
  CHECK,
  CHECK_HEADROOM,
  CHECK_LIMIT,
  CHECK_SUBJECT,
  CHECK_VALUE,
  COMMAND,
  ROW_BYTES,
  TAPE_DECISIONS,
  TAPE_EVALUATIONS,
  TAPE_INPUT,
  TAPE_OUTCOME,
  VERDICT,
  VERDICT_APPROVED_LOTS,
  VERDICT_REQUESTED_LOTS,
} from '../../model/layout.generated.ts'

/** One verdict of a row: the `ordinal`-th of a portfolio on an instrument. */
export interface Asked {
  readonly portfolio: number
  readonly instrument: number
  readonly ordinal: number
}

/** What the desk said. */
export interface Answer {
  /** 0 in band, 1 refused, 2 reduced, 3 approved. */
  readonly kind: number
  /** Signed lots. */
  readonly requested: bigint
  readonly approved: bigint
  readonly reason: number
  /** Every violated check, those that the gate did not come to included. */
  readonly violations: readonly Violation[]
  /** The checks as they would be of the smallest order: where less than was asked for would begin to pass. */
  readonly least: readonly Violation[]
}

/** Alters the state before the row, or the row itself, that stands at a byte offset of the image's memory. */
export type Alteration = (image: Image, rowAt: number) => void

/** Outcome rows that one row may cause: more than any frame's tape is filled with. */
const OUTCOME_ROWS = 65_536
const PAGE = 65_536

/**
 * One row on a copy of the state just before it, to be stepped by the reference desk again and again, each time with
 * something altered. What a policy answered is taken as it was.
 */
export class Rerun {
  /** The state before the row, and names. */
  readonly image: Image
  private readonly state: Uint8Array
  /** What a run of the row may change, as offsets in the state. */
  private readonly parts: readonly (readonly [from: number, to: number])[]
  private readonly row: Uint8Array
  private readonly frame: KernelFrame
  private readonly outcome: Tape
  private readonly answers = new Map<number, { readonly kind: number; readonly value: bigint }>()

  /** Copies what it needs: the frame may be reused. */
  constructor(image: Image, { input, evaluations, decisions }: KernelFrame, position: number) {
    const rows = rowsAt(evaluations, position).length + rowsAt(decisions, position).length + 3
    const memory = new Memory(image.bytes + (rows + OUTCOME_ROWS) * ROW_BYTES + PAGE)
    this.image = new ImageCopy(memory, image.size, image.names)
    this.image.adopt(image.memory.u8.subarray(image.base, image.base + image.stateBytes))
    this.image.control.setDebug(0, 0)
    this.state = memory.u8.slice(this.image.base, this.image.base + image.stateBytes)
    const sequence = input.firstSequence + position
    this.frame = {
      input: tapeOf(memory, TAPE_INPUT, 'input', input, [position], sequence),
      evaluations: tapeOf(
        memory,
        TAPE_EVALUATIONS,
        'evaluations',
        evaluations,
        rowsAt(evaluations, position),
        sequence,
      ),
      decisions: tapeOf(memory, TAPE_DECISIONS, 'decisions', decisions, rowsAt(decisions, position), sequence),
    }
    this.row = memory.u8.slice(this.rowAt, this.rowAt + ROW_BYTES)
    this.parts = partsOf(this.image, memory.u8[this.rowAt])
    this.outcome = new Tape(memory, TAPE_OUTCOME, OUTCOME_ROWS, 'outcome')
  }

  /** Byte offset of the row. */
  get rowAt(): number {
    return this.frame.input.at(0)
  }

  /** Takes what a policy has answered in the run itself. */
  remember({ control, pending, position }: Image): void {
    for (let at = 0; at < control.pendingCount(0); at++) {
      const index = pending.position(at)
      this.answers.set(index, { kind: position.policyKind(index), value: position.policyValue(index) })
    }
  }

  /** Puts the state and the row back to what they were. */
  reset(): void {
    const { image, state } = this
    const { u8 } = image.memory
    for (const [from, to] of this.parts) u8.set(state.subarray(from, to), image.base + from)
    u8.set(this.row, this.rowAt)
  }

  /** Steps the row; undefined where it comes to no such verdict, or ends with a fault. */
  ask(asked: Asked, alter?: Alteration): Answer | undefined {
    const { image, frame, outcome } = this
    this.reset()
    alter?.(image, this.rowAt)
    outcome.clear()
    outcome.firstSequence = frame.input.firstSequence
    const judged: Judged[] = []
    const kernel = new ReferenceKernel(image, outcome, {
      judged(state, intent, budget) {
        if (intent.portfolio !== asked.portfolio || intent.instrument !== asked.instrument) return
        const left = toBudget(state, intent, budget)
        const all = left.lots === 0n ? [] : examine(state, left)
        const least = all.length === 0 ? [] : examine(state, { ...left, lots: leastLots(state, left) })
        judged.push({ intent, violations: all.filter(({ violated }) => violated), least })
      },
    })
    try {
      while (kernel.advance(frame, 0, 1) === 0 && image.control.policyState(0) === WAITING) this.answer()
    } catch {
      return undefined
    }
    return this.read(asked, judged)
  }

  private answer(): void {
    const { control, pending, position } = this.image
    for (let at = 0; at < control.pendingCount(0); at++) {
      const index = pending.position(at)
      const { kind, value } = this.answers.get(index) ?? { kind: 0, value: 0n }
      position.setPolicyKind(index, kind)
      position.setPolicyValue(index, value)
    }
    control.setPolicyState(0, ANSWERED)
  }

  private read(asked: Asked, judged: readonly Judged[]): Answer | undefined {
    const verdicts = verdictsOf(this.outcome, asked)
    const verdict = verdicts[asked.ordinal]
    if (verdict === undefined) return undefined
    const own = judgedOf(verdicts, judged)[asked.ordinal]
    const more = own?.violations.filter((one) => !verdict.violations.some((other) => sameCheck(one, other))) ?? []
    return { ...verdict, violations: [...verdict.violations, ...more], least: own?.least ?? [] }
  }
}

interface Judged {
  readonly intent: Intent
  readonly violations: readonly Violation[]
  readonly least: readonly Violation[]
}

/**
 * All of the state but its largest tables, where a row can't change them: ids of clients are noted at commands,
 * executions only of a venue outside, sessions never.
 */
function partsOf({ control, base, stateBytes }: Image, kind: number): [number, number][] {
  if (kind === COMMAND || control.external(0) === 1) return [[0, stateBytes]]
  const [ids, sessions] = [control.clientIdAt(0) - base, control.sessionAt(0) - base]
  const [instants, covariances] = [control.instantAt(0) - base, control.covarianceAt(0) - base]
  return [
    [0, ids],
    [sessions, instants],
    [covariances, stateBytes],
  ]
}

/** The smallest order on an intent's side that the gate might let pass, its value apart. */
function leastLots(image: Image, intent: Intent): bigint {
  const { portfolio, instrument, lots } = intent
  if (instrument >= image.size.instruments) return lots
  const { reducing, quantity, buy } = sideOf(image, portfolio, instrument, lots)
  const step = image.instrument.lotStep(instrument)
  const increase = ceilDiv(max(image.instrument.minLots(instrument) - reducing, 1n), step) * step
  const least = min(quantity, reducing + increase)
  return buy ? least : -least
}

/**
 * Which of the judged intents each verdict is about. What is in band, amends, and decisions on what has no price never
 * come to where intents are judged.
 */
export function judgedOf<T extends { readonly intent: Intent }>(
  verdicts: readonly { readonly kind: number; readonly requested: bigint }[],
  judged: readonly T[],
): (T | undefined)[] {
  let next = 0
  return verdicts.map(({ kind, requested }) =>
    kind !== 0 && judged[next]?.intent.lots === requested ? judged[next++] : undefined,
  )
}

export const sameCheck = (a: Violation, b: Violation): boolean =>
  a.check === b.check && a.scope === b.scope && a.subject === b.subject

/** The verdicts of a portfolio on an instrument, each with its violated checks. */
function verdictsOf(
  outcome: Tape,
  { portfolio, instrument }: Asked,
): (Omit<Answer, 'violations' | 'least'> & { readonly violations: Violation[] })[] {
  const { u8, u16, u32, f64, i64 } = outcome.memory
  const found: ReturnType<typeof verdictsOf> = []
  for (let row = 0; row < outcome.count; row++) {
    const at = outcome.at(row)
    const word = at >> 3
    if (u16[(at + 2) >> 1] !== portfolio || u32[(at + 4) >> 2] !== instrument) continue
    const aux = u32[(at + 20) >> 2]
    if (u8[at] === VERDICT) {
      found.push({
        kind: aux & 0xffff,
        reason: aux >>> 16,
        requested: BigInt(f64[word + VERDICT_REQUESTED_LOTS]),
        approved: BigInt(f64[word + VERDICT_APPROVED_LOTS]),
        violations: [],
      })
    } else if (u8[at] === CHECK) {
      found.at(-1)?.violations.push({
        check: aux & 0xffff,
        scope: aux >>> 16,
        value: i64[word + CHECK_VALUE],
        limit: i64[word + CHECK_LIMIT],
        headroom: i64[word + CHECK_HEADROOM],
        subject: f64[word + CHECK_SUBJECT],
      })
    }
  }
  return found
}

function rowsAt(tape: Tape, position: number): number[] {
  const found: number[] = []
  for (let row = 0; row < tape.count; row++) if (tape.position(row) === position) found.push(row)
  return found
}

/** A tape of copied rows, all of them at the first position. */
function tapeOf(memory: Memory, id: number, name: string, from: Tape, rows: readonly number[], sequence: number): Tape {
  const tape = new Tape(memory, id, rows.length + 1, name)
  tape.begin(sequence)
  tape.count = rows.length
  rows.forEach((row, to) => {
    const at = from.at(row)
    memory.u8.set(from.memory.u8.subarray(at, at + ROW_BYTES), tape.at(to))
    if (id !== TAPE_INPUT) memory.u32[(tape.at(to) + 16) >> 2] = from.sub(row)
  })
  return tape
}
