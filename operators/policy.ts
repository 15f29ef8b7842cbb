import type { FrameContext } from '../kernels/frame-context.ts'
import type { Frame } from '../kernels/frame.ts'
import type { Image } from '../kernels/image.ts'
import { PENDING } from '../kernels/reference/pending.ts'
import { parseDecimal, roundDecimal } from '../model/decimal.ts'
import type { Decimal } from '../model/decimal.ts'
import {
  DECISION_CONFIDENCE_PPM,
  DECISION_EDGE_PPM,
  DECISION_PREVIOUS_PPM,
  DECISION_TARGET_PPM,
  DECISION_VOLATILITY_PPM,
} from '../model/layout.generated.ts'
import { PortfolioView } from './portfolio-view.ts'
import { savedStage } from './stage.ts'

/** What a policy wants of one position: nothing held, a quantity, an amount of money, or a fraction of equity; signed. */
export type Target =
  | { readonly kind: 'flat' }
  | { readonly kind: 'quantity'; readonly quantity: Decimal }
  | { readonly kind: 'notional'; readonly amount: Decimal }
  | { readonly kind: 'fraction'; readonly fraction: number }

/** The decision that woke a policy; fractions, yearly where they are of returns. */
export interface PolicyDecision {
  readonly strategy: string
  readonly target: number
  readonly volatility: number
  readonly edge: number
  readonly previous: number
  readonly confidence: number
}

/**
 * A user's own sizing inside the desk: it sees the portfolio as it is at that very row, which no stage before the desk
 * may. It is asked at the end of an instant, for each position with a decision, with a fill since the last instant, or
 * both; what it answers goes through the no-trade band, the gate and reservation as any target does.
 */
export interface Policy<S = unknown> {
  readonly name: string
  readonly version: string
  readonly wakeOn: 'decision' | 'fill' | 'both'
  /** Plain data, made once; enters snapshots and the state hash. */
  state(): S
  /**
   * @param view Valid inside the call only.
   * @param decision `null` where a fill woke it.
   * @returns the target, or `null` to leave it to `sizing(…)` (after a fill: to leave the position as it is)
   */
  decide(view: PortfolioView, decision: PolicyDecision | null, state: S): Target | null
}

const WAKES = { decision: 1, fill: 2, both: 3 } as const
const KIND = { quantity: 1, notional: 2, fraction: 3 } as const
const PPM = 1_000_000
/** `control.policyState` once the policy has answered. */
const ANSWERED = 2
const WAITING = 1

/** A policy at work on one desk. */
export class RunningPolicy {
  private readonly policy: Policy
  private readonly image: Image
  private readonly context: FrameContext
  private readonly view: PortfolioView
  private readonly state: unknown

  constructor(policy: Policy, image: Image, context: FrameContext) {
    this.policy = policy
    this.image = image
    this.context = context
    this.view = new PortfolioView(image)
    image.control.setPolicyWakes(0, WAKES[policy.wakeOn])
    const { version, wakeOn } = policy
    const name = `policy ${policy.name}`
    const parameters = { wakeOn }
    const saved = savedStage(context, { name, version, parameters })
    this.state = saved === undefined ? policy.state() : saved.state()
    context.stages.push({ name, version, parameters, state: () => this.state, restores: true })
  }

  /** Answers for the row that waits, if one does; true when the kernel has to go on with it. */
  answer(frame: Frame, row: number): boolean {
    const { control, pending, position } = this.image
    if (control.policyState(0) !== WAITING) return false
    for (let at = 0; at < control.pendingCount(0); at++) {
      const index = pending.position(at)
      const cause = position.pending(index)
      if (cause === PENDING.decision) this.ask(index, this.decision(frame, row, index))
      else if (cause === PENDING.policy) this.ask(index, null)
    }
    if (this.context.debug) this.view.poison()
    control.setPolicyState(0, ANSWERED)
    return true
  }

  private ask(index: number, decision: PolicyDecision | null): void {
    if (decision !== null && this.policy.wakeOn === 'fill') return
    const target = this.policy.decide(this.view.move(index), decision, this.state)
    if (target !== null) this.write(index, target)
    else if (decision === null) this.write(index, { kind: 'quantity', quantity: this.view.position })
  }

  private write(index: number, target: Target): void {
    const { position } = this.image
    const [kind, value] = this.integers(index, target)
    position.setPolicyKind(index, kind)
    position.setPolicyValue(index, value)
  }

  private integers(index: number, target: Target): [kind: number, value: bigint] {
    const { image } = this
    const { quantityScale } = image.names.universe.instruments[image.instrumentOf(index)]
    switch (target.kind) {
      case 'flat':
        return [KIND.quantity, 0n]
      case 'quantity':
        return [KIND.quantity, parseDecimal(target.quantity, quantityScale)]
      case 'notional': {
        const scale = image.names.moneyScales[image.scope.currency(image.portfolioOf(index))]
        return [KIND.notional, roundDecimal(target.amount, scale).units]
      }
      default: {
        const ppm = Math.trunc(target.fraction * PPM)
        if (!Number.isSafeInteger(ppm)) {
          throw new RangeError(
            `policy ${this.policy.name}: a fraction of equity must be a number, was ${target.fraction}`,
          )
        }
        return [KIND.fraction, BigInt(ppm)]
      }
    }
  }

  /** The newest decision of this row for a position. */
  private decision({ decisions }: Frame, row: number, index: number): PolicyDecision {
    const { image } = this
    const { u16, u32, f64 } = image.memory
    const strategy = image.scope.strategy(image.portfolioOf(index))
    for (let at = decisions.count - 1; at >= 0; at--) {
      const from = decisions.at(at)
      if (decisions.position(at) !== row) continue
      if (u16[(from + 2) >> 1] !== strategy || u32[(from + 4) >> 2] !== image.instrumentOf(index)) continue
      const ratio = (lane: number): number => f64[(from >> 3) + lane] / PPM
      return {
        strategy: image.names.universe.strategies.list[strategy],
        target: ratio(DECISION_TARGET_PPM),
        volatility: ratio(DECISION_VOLATILITY_PPM),
        edge: ratio(DECISION_EDGE_PPM),
        previous: ratio(DECISION_PREVIOUS_PPM),
        confidence: ratio(DECISION_CONFIDENCE_PPM),
      }
    }
    throw new Error(`row ${row} has no decision for position ${index}`)
  }
}
