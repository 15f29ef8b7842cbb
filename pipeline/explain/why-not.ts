import { takeWhile, tap } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import { inHome, valueAt } from '../../kernels/reference/valuation.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { DROP, DROP_STRATEGY, VERDICT } from '../../model/layout.generated.ts'
import { REASON_DOCS, REASON_NAMES } from '../../model/reasons.generated.ts'
import { formatMicros } from '../../model/time.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { ended } from './ended.ts'
import { KEEPS } from './first-reason.ts'
import { microsAt } from './mentions.ts'
import { MissedLots } from './missed.ts'
import { ExplainError } from './question.ts'

/** What is asked: times in Unix µs, both ends included. */
export interface WhyNotQuestion {
  readonly from?: number
  readonly to?: number
  readonly instrument?: string
  readonly portfolio?: string
}

/** How often a reason stood in the way, and what it cost or saved in hindsight. */
export interface ReasonRank {
  readonly stage: 'evaluation' | 'decision' | 'sizing' | 'gate'
  readonly code: string
  readonly text: string
  readonly count: number
  readonly refused: number
  readonly reduced: number
  /**
   * Hindsight: what the lots that did not leave would have earned, fees apart, by the end of the signal's horizon, of the
   * window, or until they were asked for again; by currency. Null where no lots were refused.
   */
  readonly hindsight: Readonly<Record<string, Decimal>> | null
}

export interface WhyNot {
  readonly from: string
  readonly to: string
  readonly rows: number
  readonly approved: number
  /** By count. */
  readonly reasons: readonly ReasonRank[]
  /** Codes of those with hindsight, by its size: what was missed most first, what was spared most last. */
  readonly byHindsight: readonly string[]
}

/** Ranks what stood in the way of trades in a window. @throws {ExplainError} where nothing is named like that */
export async function whyNot(recording: Recording, question: WhyNotQuestion = {}): Promise<WhyNot> {
  const tally = new Tally(recording, question)
  const { to = Number.POSITIVE_INFINITY } = question
  const missed = new MissedLots()
  await ended(
    replayed(recording).pipe(
      takeWhile(({ frame, from }) => microsAt(frame, from) <= to),
      tap((outcome) => {
        tally.take(outcome)
        missed.take(outcome, (micros) => tally.inWindow(micros))
      }),
    ),
  )
  missed.finish(tally.lastRow)
  const own = missed.all.filter((one) => tally.concerns(one.portfolio, one.instrument))
  // The last frame may go on behind the window.
  for (const one of own) one.until = Math.min(one.until, tally.lastRow)
  const earned = new Map<number, Map<number, bigint>>()
  await valued(recording, own, (image, { portfolio, instrument, lots, half, reason }) => {
    if (half === 0n) return
    const change =
      valueAt(image, instrument, lots, image.instrument.mark(instrument)) - valueAt(image, instrument, lots, half)
    const currency = image.scope.currency(portfolio)
    const amount = inHome(image, portfolio, image.instrument.currency(instrument), change)
    const sums = earned.get(reason) ?? new Map<number, bigint>()
    sums.set(currency, (sums.get(currency) ?? 0n) + amount)
    earned.set(reason, sums)
  })
  return tally.result(earned)
}

/** Runs again and shows the state behind each row at which something missed is valued. */
async function valued(
  recording: Recording,
  missed: MissedLots['all'],
  call: (image: Image, missed: MissedLots['all'][number]) => void,
): Promise<void> {
  const byRow = groupedByRow(missed)
  const ends = [...byRow.keys()].sort((a, b) => a - b)
  if (ends.length === 0) return
  await ended(
    replayed(recording, { ends, to: ends[ends.length - 1] }).pipe(
      tap(({ frame, to, image }) => {
        for (const one of byRow.get(frame.firstSequence + to - 1) ?? []) call(image, one)
      }),
    ),
  )
}

function groupedByRow(missed: MissedLots['all']): Map<number, MissedLots['all']> {
  const groups = new Map<number, MissedLots['all']>()
  for (const one of missed) {
    const group = groups.get(one.until)
    if (group === undefined) groups.set(one.until, [one])
    else group.push(one)
  }
  return groups
}

interface Count {
  readonly stage: ReasonRank['stage']
  readonly reason: number
  count: number
  refused: number
  reduced: number
}

/** Counts reasons, stage by stage, of what lies in the window and is asked about. */
class Tally {
  lastRow = 0
  private readonly question: WhyNotQuestion
  private readonly instrument: number
  private readonly portfolio: number
  private readonly counts = new Map<string, Count>()
  private approved = 0
  private firstMicros = Number.NaN
  private lastMicros = Number.NaN
  private image: Image | undefined

  constructor({ config }: Recording, question: WhyNotQuestion) {
    this.question = question
    const find = (names: readonly string[], name: string | undefined, what: string): number => {
      const at = name === undefined ? -1 : names.indexOf(name)
      if (name !== undefined && at < 0) throw new ExplainError(`there is no ${what} ${name}, but ${names.join(', ')}`)
      return at
    }
    const { instruments, portfolios } = config
    this.instrument = find(
      instruments.map(({ symbol }) => symbol),
      question.instrument,
      'instrument',
    )
    this.portfolio = find(
      portfolios.portfolios.map(({ name }) => name),
      question.portfolio,
      'portfolio',
    )
  }

  inWindow(micros: number): boolean {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.question
    return micros >= from && micros <= to
  }

  concerns(portfolio: number, instrument: number): boolean {
    return (
      (this.portfolio < 0 || this.portfolio === portfolio) && (this.instrument < 0 || this.instrument === instrument)
    )
  }

  take(outcome: Outcome): void {
    const { frame, from, to, tape, image } = outcome
    this.image = image
    for (let row = from; row < to; row++) {
      const micros = microsAt(frame, row)
      if (Number.isNaN(this.firstMicros)) this.firstMicros = micros
      if (micros > (this.question.to ?? Number.POSITIVE_INFINITY)) break
      this.lastRow = frame.firstSequence + row
      this.lastMicros = micros
    }
    if (from === 0) this.takeStages(outcome)
    const { u8, u16, u32 } = tape.memory
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      if (u8[at] !== VERDICT || !this.concerns(u16[(at + 2) >> 1], u32[(at >> 2) + 1])) continue
      if (!this.inWindow(microsAt(frame, tape.position(row)))) continue
      const aux = u32[(at >> 2) + 5]
      this.verdict(aux & 0xffff, aux >>> 16)
    }
  }

  private verdict(kind: number, reason: number): void {
    if (kind === 3) {
      this.approved++
      return
    }
    const one = this.count(kind === 0 ? 'sizing' : 'gate', reason)
    if (kind === 1) one.refused++
    else if (kind === 2) one.reduced++
  }

  private takeStages({ frame, image }: Outcome): void {
    const { u8, u16, u32, f64 } = frame.context.memory
    const strategy = this.portfolio < 0 ? -1 : image.scope.strategy(this.portfolio)
    const asked = (at: number, of: number): boolean =>
      (this.instrument < 0 || u32[(at >> 2) + 1] === this.instrument) && (strategy < 0 || of === strategy)
    for (let row = 0; row < frame.signals.count; row++) {
      const at = frame.signals.at(row)
      if (u8[at] !== DROP || !asked(at, f64[(at >> 3) + DROP_STRATEGY])) continue
      if (this.inWindow(microsAt(frame, frame.signals.position(row)))) this.count('evaluation', u32[(at >> 2) + 5])
    }
    for (let row = 0; row < frame.decisions.count; row++) {
      const at = frame.decisions.at(row)
      const reason = u32[(at >> 2) + 5]
      if (!KEEPS.has(REASON_NAMES[reason]) || !asked(at, u16[(at + 2) >> 1])) continue
      if (this.inWindow(microsAt(frame, frame.decisions.position(row)))) this.count('decision', reason)
    }
  }

  private count(stage: Count['stage'], reason: number): Count {
    const key = `${stage} ${reason}`
    const one = this.counts.get(key) ?? { stage, reason, count: 0, refused: 0, reduced: 0 }
    one.count++
    this.counts.set(key, one)
    return one
  }

  result(earned: ReadonlyMap<number, ReadonlyMap<number, bigint>>): WhyNot {
    const { from, to } = this.question
    const counts = [...this.counts.values()].sort((a, b) => b.count - a.count || a.reason - b.reason)
    const size = ({ stage, reason }: Count): number =>
      stage !== 'gate'
        ? 0
        : [...(earned.get(reason) ?? [])].reduce((sum, [currency, amount]) => sum + this.plain(currency, amount), 0)
    return {
      from: formatMicros(from ?? this.firstMicros),
      to: formatMicros(to ?? this.lastMicros),
      rows: this.lastRow,
      approved: this.approved,
      reasons: counts.map(({ stage, reason, count, refused, reduced }) => ({
        stage,
        code: REASON_NAMES[reason],
        text: REASON_DOCS[REASON_NAMES[reason]],
        count,
        refused,
        reduced,
        hindsight: stage === 'gate' ? this.amounts(earned.get(reason)) : null,
      })),
      byHindsight: counts
        .filter(({ stage, reason }) => stage === 'gate' && earned.has(reason))
        .sort((a, b) => size(b) - size(a))
        .map(({ reason }) => REASON_NAMES[reason]),
    }
  }

  private plain(currency: number, amount: bigint): number {
    return Number(formatDecimal(amount, this.image!.names.moneyScales[currency]))
  }

  private amounts(sums: ReadonlyMap<number, bigint> | undefined): Record<string, Decimal> | null {
    if (sums === undefined) return null
    const { names } = this.image!
    return Object.fromEntries(
      [...sums].map(([currency, amount]) => [
        names.currencies[currency],
        formatDecimal(amount, names.moneyScales[currency]),
      ]),
    )
  }
}
