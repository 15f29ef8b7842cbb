import {
  ADJUST,
  BAR,
  COMMAND,
  EVALUATION,
  EVALUATION_AS_OF,
  FLAG_LAST,
  PARAMETER,
  QUOTE,
  RATE,
  REPORT,
  TRADE,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { rowId, WHOLE_DESK } from '../../model/row-id.ts'
import { Fault } from '../faults.ts'
import type { Image } from '../image.ts'
import type { Kernel, KernelFrame } from '../kernel.ts'
import type { Tape } from '../tape.ts'
import { hashImage } from '../image-hash.ts'
import { assertState } from './assert-state.ts'
import { takeChanged } from './changed.ts'
import { adjustment, command, parameter, report } from './commands.ts'
import { Context, EQUITY_CAUSE, SEVERITY } from './context.ts'
import { exitRules, flatten } from './exits.ts'
import { fail } from './fail.ts'
import { integer } from './integer.ts'
import { AMENDING } from './intent.ts'
import { settleInstant, takeDecision } from './intents.ts'
import { bar, MARKET, quote, staleness, trade } from './market.ts'
import { EVENT, isOnItsWay } from './order-state.ts'
import { firstSessionClosingAfter } from './orders.ts'
import type { Probe } from './probe.ts'
import { ANSWERED, policyPending, policyWanted, STEPPING, WAITING, wakePolicy } from './policy.ts'
import { rate } from './rates.ts'
import {
  setTimer,
  takeTimer,
  TIMER_AMEND,
  TIMER_ARRIVAL,
  TIMER_CANCEL,
  TIMER_REPORT,
  TIMER_SESSION,
  TIMER_STALENESS,
  timerDue,
} from './timers.ts'
import { amendArrives, arrive, cancelArrives, endAtVenue, reportArrives } from './venue.ts'
import { refreshLossFloor, setState, watchLosses, watchPosition, watchTotals } from './watch.ts'

/**
 * The reference desk: the specification of the hot path in readable TypeScript, BigInt over the state image. Within
 * one row, in this order: timers due; the input itself; resting orders; and on LAST rows losses and passive breaches,
 * exit rules, then all decisions of the instant together through gate, reservation and sending.
 */
export class ReferenceKernel implements Kernel {
  readonly backend = 'reference'
  private readonly image: Image
  private readonly context: Context
  /** Outcome rows one row may need; the desk stops before a row that might not find them. */
  private readonly headroom: number
  /** Positions with an intent in this instant. */
  private readonly pending: number[] = []

  /** @param probe Hears what happens at each row. */
  constructor(image: Image, outcome: Tape, probe?: Probe) {
    this.image = image
    this.context = new Context(image, outcome, probe)
    const { portfolios, instruments } = image.size
    this.headroom = Math.min(outcome.capacity >>> 1, 1_024 + portfolios * instruments * 16)
  }

  advance(frame: KernelFrame, from: number, to: number): number {
    const { context } = this
    const { outcome } = context
    const { control } = this.image
    let decision = firstAt(frame.decisions, from)
    let evaluation = firstAt(frame.evaluations, from)
    for (let row = from; row < to; row++) {
      context.position = row
      context.rowAt = frame.input.at(row)
      if (control.policyState(0) === ANSWERED) {
        control.setPolicyState(0, STEPPING)
        this.pending.push(...policyPending(this.image))
        while (decision < frame.decisions.count && frame.decisions.position(decision) === row) decision++
        while (evaluation < frame.evaluations.count && frame.evaluations.position(evaluation) === row) evaluation++
        this.settle()
        this.finish()
        continue
      }
      if (outcome.count > 0 && outcome.capacity - outcome.count < this.headroom) return row
      const firstDecision = decision
      while (decision < frame.decisions.count && frame.decisions.position(decision) === row) decision++
      let leaking = false
      while (evaluation < frame.evaluations.count && frame.evaluations.position(evaluation) === row) {
        leaking = this.leaks(frame.evaluations.at(evaluation)) || leaking
        evaluation++
      }
      this.step(frame, frame.input.firstSequence + row, firstDecision, decision, leaking)
      if (control.policyState(0) === WAITING) return row
    }
    return to
  }

  hash(): bigint {
    return hashImage(this.image)
  }

  private step(
    frame: KernelFrame,
    sequence: number,
    decisionsFrom: number,
    decisionsTo: number,
    leaking: boolean,
  ): void {
    const { image, context } = this
    const { memory, control } = image
    const at = context.rowAt
    const now = memory.i64[(at >> 3) + 1]
    control.setSequence(0, integer(image, sequence))
    if (control.rowsAdvanced(0) === 0n) this.begin(now)
    while (timerDue(image, now)) this.timer()
    control.setNow(0, now)
    this.input(at, leaking)
    if ((memory.u8[at + 1] & FLAG_LAST) !== 0) this.last(frame, sequence, decisionsFrom, decisionsTo)
    else if (decisionsFrom < decisionsTo) fail(image, Fault.decisionNotLast, 0n)
    if (control.policyState(0) === WAITING) return
    this.finish()
  }

  /** The row is done. */
  private finish(): void {
    const { image } = this
    const { control } = image
    control.setRowsAdvanced(0, control.rowsAdvanced(0) + 1n)
    control.setRowsReference(0, control.rowsReference(0) + 1n)
    if (control.debug(0) === 1) assertState(image)
  }

  /** Arms session ends and the first equity rows. */
  private begin(now: bigint): void {
    const { image } = this
    image.control.setNow(0, now)
    for (let session = 0; session < image.size.sessions; session++) this.armSession(session, now)
    for (let portfolio = 0; portfolio < image.size.portfolios; portfolio++) {
      this.context.equityRow(portfolio, EQUITY_CAUSE.interval)
    }
    this.scheduleEquity(now)
  }

  private scheduleEquity(now: bigint): void {
    const { control } = this.image
    const interval = control.equityIntervalNanos(0)
    control.setNextEquityAt(0, interval > 0n ? (now / interval + 1n) * interval : 2n ** 63n - 1n)
  }

  private armSession(session: number, now: bigint): void {
    const next = firstSessionClosingAfter(this.image, session, now)
    if (next >= 0) setTimer(this.image, this.image.instant.closesAt(next), TIMER_SESSION, session)
  }

  private timer(): void {
    const { image, context } = this
    const { order } = image
    const { due, kind, argument } = takeTimer(image)
    image.control.setNow(0, due)
    switch (kind) {
      case TIMER_ARRIVAL:
        if (order.arrivesAt(argument) === due && isOnItsWay(image, argument)) arrive(context, argument)
        break
      case TIMER_REPORT:
        reportArrives(context, argument)
        break
      case TIMER_CANCEL:
        if (order.cancelAt(argument) === due && order.state(argument) === 3) cancelArrives(context, argument)
        break
      case TIMER_AMEND:
        if (image.amend.arrivesAt(argument) === due && (order.flags(argument) & AMENDING) !== 0)
          amendArrives(context, argument)
        break
      case TIMER_STALENESS:
        staleness(context, argument)
        break
      case TIMER_SESSION:
        this.sessionEnds(argument, due)
        break
      default:
        fail(image, Fault.timerUnknown, BigInt(kind))
    }
  }

  /** A session ends: its DAY orders expire, and the loss days it bounds are measured from here. */
  private sessionEnds(session: number, now: bigint): void {
    const { image, context } = this
    const { scope } = image
    this.expire(session, now)
    for (let at = 0; at < image.scopes; at++) {
      if (scope.session(at) !== session) continue
      scope.setDayStart(at, scope.equity(at))
      refreshLossFloor(image, at)
      if (at < image.size.portfolios) context.equityRow(at, EQUITY_CAUSE.interval)
    }
    this.armSession(session, now)
  }

  /** DAY orders of a session that ends (an external venue reports its own), by portfolio, instrument and order of sending. */
  private expire(session: number, now: bigint): void {
    const { image, context } = this
    const { order, position, instrument } = image
    if (image.control.liveOrders(0) === 0 || image.control.external(0) === 1) return
    for (let index = 0; index < image.size.portfolios * image.size.instruments; index++) {
      if (instrument.session(image.instrumentOf(index)) !== session) continue
      for (let at = position.firstOrder(index); at >= 0;) {
        const next = order.nextOfPosition(at)
        if (order.expiresAt(at) === now) endAtVenue(context, at, EVENT.expired, Reason.ORDER_EXPIRED)
        at = next
      }
    }
  }

  private input(at: number, leakingTape: boolean): void {
    const { context, image } = this
    const { memory } = image
    const instrument = memory.u32[(at >> 2) + 1]
    let leaking = leakingTape
    const kind = memory.u8[at]
    if ((kind === QUOTE || kind === TRADE || kind === BAR) && instrument >= image.size.instruments) {
      context.alert(Reason.INSTRUMENT_UNKNOWN, SEVERITY.error, WHOLE_DESK, instrument)
      return
    }
    switch (kind) {
      case QUOTE:
        quote(context, at, instrument)
        break
      case TRADE:
        trade(context, at, instrument)
        break
      case BAR:
        bar(context, at, instrument)
        break
      case EVALUATION:
        leaking = this.leaks(at) || leaking
        break
      case COMMAND:
        command(context, at)
        break
      case RATE:
        rate(context, at)
        break
      case PARAMETER:
        parameter(context, at)
        break
      case REPORT:
        report(context, at)
        break
      case ADJUST:
        adjustment(context, at)
        break
      default:
        break
    }
    if (leaking) for (let scope = 0; scope < image.scopes; scope++) setState(context, scope, 2, Reason.FEATURE_LEAKAGE)
  }

  /** An evaluation whose asOf is later than its own time knows the future. */
  private leaks(at: number): boolean {
    const { i64 } = this.image.memory
    return i64[(at >> 3) + EVALUATION_AS_OF] > i64[(at >> 3) + 1]
  }

  /** The end of an instant. */
  private last(frame: KernelFrame, sequence: number, decisionsFrom: number, decisionsTo: number): void {
    const { image, context } = this
    const { scope, control, instrument, position } = image
    const { pending } = this
    for (let at = takeChanged(image, -1); at >= 0; at = takeChanged(image, at)) {
      watchLosses(context, at)
      watchTotals(context, at)
    }
    for (let one = control.firstTouched(0); one >= 0; one = instrument.nextTouched(one)) {
      for (let index = instrument.firstHolder(one); index >= 0; index = position.nextHolder(index)) {
        if (instrument.touched(one) === MARKET) exitRules(context, index, pending)
        watchPosition(context, index, pending)
      }
    }
    if (control.flattening(0) === 1) {
      control.setFlattening(0, 0)
      for (let portfolio = 0; portfolio < image.size.portfolios; portfolio++) {
        if (scope.flatten(portfolio) === 0) continue
        flatten(context, portfolio, pending)
        if (scope.flatten(portfolio) !== 0) control.setFlattening(0, 1)
      }
    }
    for (let row = decisionsFrom; row < decisionsTo; row++) {
      takeDecision(context, frame.decisions.at(row), rowId(sequence, frame.decisions.sub(row)), pending)
    }
    wakePolicy(image, pending)
    if (policyWanted(image, pending)) {
      pending.length = 0
      return
    }
    this.settle()
  }

  /** All intents of the instant together, and what closes it. */
  private settle(): void {
    const { image, context, pending } = this
    const { control, instrument } = image
    if (pending.length > 0) {
      settleInstant(context, pending)
      pending.length = 0
    }
    for (let one = control.firstTouched(0); one >= 0;) {
      const next = instrument.nextTouched(one)
      instrument.setTouched(one, 0)
      instrument.setNextTouched(one, -1)
      one = next
    }
    control.setFirstTouched(0, -1)
    const now = control.now(0)
    if (now < control.nextEquityAt(0)) return
    for (let portfolio = 0; portfolio < image.size.portfolios; portfolio++)
      context.equityRow(portfolio, EQUITY_CAUSE.interval)
    this.scheduleEquity(now)
  }
}

/** First row of a tape at or after an input position. */
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
