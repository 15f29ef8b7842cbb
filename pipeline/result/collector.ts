import { Subject, tap } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import { DROP, EVALUATION, SIGNAL } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import { fills } from '../../operators/execution/fills.ts'
import type { OrderEvent } from '../../operators/execution/orders.ts'
import { orders } from '../../operators/execution/orders.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { RowIdentity } from '../../operators/projection.ts'
import type { EquityEvent } from '../../operators/portfolio/equity.ts'
import { equity } from '../../operators/portfolio/equity.ts'
import type { PositionEvent } from '../../operators/portfolio/positions.ts'
import { positions } from '../../operators/portfolio/positions.ts'
import type { AlertEvent } from '../../operators/risk/alerts.ts'
import { alerts } from '../../operators/risk/alerts.ts'
import type { CheckEvent } from '../../operators/risk/checks.ts'
import { checks } from '../../operators/risk/checks.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import { verdicts } from '../../operators/risk/verdicts.ts'
import { MICROS_PER_DAY } from '../../model/time.ts'
import { BuyAndHold } from './buy-and-hold.ts'
import { LedgerTape } from './ledger-tape.ts'
import { Curve } from './curve.ts'
import { homeFactor } from './in-home.ts'
import { reasonsAt } from './reasons-at.ts'
import type { ReasonChain } from './reasons-at.ts'
import { TradingCosts } from './trading-costs.ts'

/** Trades kept with their chain of reasons; later ones are counted only. */
export const TRADES_KEPT = 500
/** Refused intents kept with their chain of reasons. */
const REFUSALS_KEPT = 100
const ALERTS_KEPT = 1_000
/** Results of closing fills kept of each portfolio. */
const CLOSED_KEPT = 20_000
const SUBS = 2 ** 20
/** Instruments whose concentration is drawn. */
const CONCENTRATIONS_KEPT = 12

/** How often the gate named a reason, and its most extreme case. */
export interface ReasonCount {
  refused: number
  reduced: number
  worst?: CheckEvent
}

/** One verdict with everything around it. */
export interface TradeRecord {
  readonly verdict: VerdictEvent
  readonly checks: CheckEvent[]
  readonly chain: ReasonChain
  order?: OrderEvent
  readonly fills: FillEvent[]
}

/** What one portfolio's run looked like over time; curves are thinned to a bounded number of points. */
export interface PortfolioCurves {
  readonly equity: Curve
  readonly gross: Curve
  /** Without its sign. */
  readonly net: Curve
  readonly highWater: Curve
  /** What the starting cash, spread over the instruments at their first price and held, would be worth. */
  readonly buyAndHold: Curve
  /** Exposure ÷ equity of the instruments held, by symbol; the first few. */
  readonly concentration: Map<string, Curve>
  /** Last equity of each UTC day, by days since 1970. */
  readonly daily: Map<number, number>
  /** Sum of |price × quantity| of all fills. */
  traded: number
  readonly costs: TradingCosts
  /** Result of each closing fill after its fee; the first {@link CLOSED_KEPT}. */
  readonly closed: number[]
}

/** Where a row stands in the stream, as a number that grows with it. */
const placeOf = ({ id, sequence }: RowIdentity): number => sequence * SUBS + Number(id.slice(id.indexOf('.') + 1))

/** Counts along the graph, and the bounded record that summary, JSON and report are made of. */
export class Collector {
  events = 0
  evaluations = 0
  signals = 0
  decisions = 0
  frames = 0
  inBand = 0
  refused = 0
  reduced = 0
  approved = 0
  fills = 0
  smallestFillDistance = Number.POSITIVE_INFINITY
  readonly drops: Record<string, number> = {}
  readonly reasons = new Map<string, ReasonCount>()
  readonly alerts: AlertEvent[] = []
  alertCount = 0
  /** How often each reason was raised; what cleared is not counted again. */
  readonly alertReasons = new Map<string, number>()
  readonly trades: TradeRecord[] = []
  tradesLeftOut = 0
  readonly portfolios = new Map<string, PortfolioCurves>()
  last: Outcome | undefined
  /** Fills and adjustments, for {@link lots}. */
  readonly ledger = new LedgerTape()
  private refusalsKept = 0
  private readonly held = new BuyAndHold()
  /** Of the outcome being taken: equity by portfolio and fees by the place of the POSITION row that follows a fill. */
  private readonly equities = new Map<string, { readonly place: number; readonly value: number }[]>()
  private readonly feeBefore = new Map<number, number>()
  private readonly realised = new Map<string, number>()
  private readonly byOrder = new Map<string, TradeRecord>()
  private readonly outcomes = new Subject<Outcome>()
  /** Kept trades by (sequence, portfolio, instrument), for the rows that follow a verdict. */
  private readonly bySequence = new Map<string, TradeRecord>()
  private failure: { readonly error: unknown } | undefined
  private readonly onAlert: ((alert: AlertEvent) => void) | undefined

  constructor(onAlert?: (alert: AlertEvent) => void) {
    this.onAlert = onAlert
    this.on(verdicts(), (verdict) => this.takeVerdict(verdict))
    this.on(checks(), (check) => this.takeCheck(check))
    this.on(orders(), (order) => this.takeOrder(order))
    this.on(fills(), (fill) => this.takeFill(fill))
    this.on(equity(), (point) => this.takeEquity(point))
    this.on(positions(), (position) => this.takePosition(position))
    this.on(alerts(), (alert) => this.takeAlert(alert))
  }

  /** What fails in here must end the run: RxJS would throw it later, where nobody can catch it. */
  private on<T>(projection: OperatorFunction<Outcome, T>, take: (value: T) => void): void {
    this.outcomes.pipe(projection, tap(take)).subscribe({
      error: (error) => {
        this.failure ??= { error }
      },
    })
  }

  get image(): Image | undefined {
    return this.last?.image
  }

  get intents(): number {
    return Number(this.image?.control.intentsMade(0) ?? 0n)
  }

  get exits(): number {
    return Number(this.image?.control.exitIntents(0) ?? 0n)
  }

  take(outcome: Outcome): void {
    this.last = outcome
    this.events += outcome.to - outcome.from
    if (outcome.from === 0) this.takeFrame(outcome)
    this.feeBefore.clear()
    for (const points of this.equities.values()) points.splice(0, points.length - 1)
    this.ledger.take(outcome)
    if (outcome.tape.count > 0) this.outcomes.next(outcome)
    this.held.readUntil(outcome.to)
    if (this.failure !== undefined) throw this.failure.error
  }

  private takeFrame({ frame }: Outcome): void {
    const { memory } = frame.context
    this.held.begin(frame)
    this.frames++
    this.evaluations += frame.evaluations.count
    this.decisions += frame.decisions.count
    for (let row = 0; row < frame.signals.count; row++) {
      const at = frame.signals.at(row)
      if (memory.u8[at] === SIGNAL) this.signals++
      else if (memory.u8[at] === DROP) {
        const reason = REASON_NAMES[memory.u32[(at >> 2) + 5]]
        this.drops[reason] = (this.drops[reason] ?? 0) + 1
      }
    }
    if (frame.context.universe.sources.list.length === 0) return
    for (let row = 0; row < frame.input.count; row++)
      if (memory.u8[frame.input.at(row)] === EVALUATION) this.evaluations++
  }

  private takeVerdict(verdict: VerdictEvent): void {
    if (verdict.verdict === 'in-band') this.inBand++
    else this[verdict.verdict]++
    if (verdict.verdict === 'in-band') return
    if (verdict.verdict !== 'approved') {
      const count = this.reasons.get(verdict.reason) ?? { refused: 0, reduced: 0 }
      count[verdict.verdict]++
      this.reasons.set(verdict.reason, count)
    }
    const full =
      verdict.verdict === 'refused'
        ? this.refusalsKept >= REFUSALS_KEPT
        : this.trades.length - this.refusalsKept >= TRADES_KEPT
    if (full) {
      this.tradesLeftOut++
      return
    }
    if (verdict.verdict === 'refused') this.refusalsKept++
    this.trades.push({ verdict, checks: [], chain: reasonsAt(this.last!, verdict), fills: [] })
    this.bySequence.set(`${verdict.sequence}/${verdict.portfolio}/${verdict.instrument}`, this.trades.at(-1))
  }

  private takeCheck(check: CheckEvent): void {
    this.bySequence.get(`${check.sequence}/${check.portfolio}/${check.instrument}`)?.checks.push(check)
    const count = this.reasons.get(check.check)
    if (count === undefined) return
    if (count.worst === undefined || overshoot(check) > overshoot(count.worst)) count.worst = check
  }

  private takeOrder(order: OrderEvent): void {
    if (order.event !== 'sent' || order.orderId === null) return
    const trade = this.bySequence.get(`${order.sequence}/${order.portfolio}/${order.instrument}`)
    if (trade === undefined) return
    trade.order = order
    this.byOrder.set(order.orderId, trade)
  }

  private takeFill(fill: FillEvent): void {
    const curves = this.curves(fill.portfolio)
    this.fills++
    this.smallestFillDistance = Math.min(this.smallestFillDistance, fill.rowsLater)
    const { image } = this.last!
    const factor = homeFactor(image, fill.portfolio, fill.instrument)
    curves.traded += Number(fill.price) * Number(fill.quantity) * factor
    curves.costs.take(fill, image, factor)
    this.feeBefore.set(placeOf(fill) + 1, Number(fill.fee))
    const trade = fill.orderId === null ? undefined : this.byOrder.get(fill.orderId)
    if (trade !== undefined && trade.fills.length < 20) trade.fills.push(fill)
  }

  private takeEquity(point: EquityEvent): void {
    const { equity: equityCurve, gross, net, highWater, buyAndHold, daily } = this.curves(point.portfolio)
    const value = Number(point.equity)
    equityCurve.add(point.timeMicros, value)
    daily.set(Math.floor((point.timeMicros - 1) / MICROS_PER_DAY), value)
    this.held.readUntil(point.sequence - this.last!.frame.firstSequence + 1)
    buyAndHold.add(point.timeMicros, (equityCurve.first ?? value) * this.held.growth())
    gross.add(point.timeMicros, Number(point.gross))
    net.add(point.timeMicros, Math.abs(Number(point.net)))
    highWater.add(point.timeMicros, Number(point.highWater))
    const points = this.equities.get(point.portfolio)
    if (points === undefined) this.equities.set(point.portfolio, [{ place: placeOf(point), value }])
    else points.push({ place: placeOf(point), value })
  }

  private takePosition(position: PositionEvent): void {
    const { portfolio, instrument, value, timeMicros } = position
    const { concentration, closed } = this.curves(portfolio)
    const place = placeOf(position)
    const key = `${portfolio}/${instrument}`
    const factor = homeFactor(this.last!.image, portfolio, instrument)
    const gained = Number(position.realised) - (this.realised.get(key) ?? 0)
    this.realised.set(key, Number(position.realised))
    if (gained !== 0 && closed.length < CLOSED_KEPT) closed.push((gained - (this.feeBefore.get(place) ?? 0)) * factor)
    let curve = concentration.get(instrument)
    if (curve === undefined) {
      if (concentration.size >= CONCENTRATIONS_KEPT) return
      curve = new Curve()
      concentration.set(instrument, curve)
    }
    const equityThen = this.equities.get(portfolio)?.findLast((point) => point.place < place)?.value
    if (equityThen !== undefined && equityThen > 0) curve.add(timeMicros, Math.abs(Number(value) * factor) / equityThen)
  }

  private takeAlert(alert: AlertEvent): void {
    this.alertCount++
    if (!alert.cleared) this.alertReasons.set(alert.reason, (this.alertReasons.get(alert.reason) ?? 0) + 1)
    if (this.alerts.length < ALERTS_KEPT) this.alerts.push(alert)
    this.onAlert?.(alert)
  }

  private curves(portfolio: string): PortfolioCurves {
    let curves = this.portfolios.get(portfolio)
    if (curves === undefined) {
      curves = {
        equity: new Curve(),
        gross: new Curve(),
        net: new Curve(),
        highWater: new Curve(),
        buyAndHold: new Curve(),
        concentration: new Map(),
        daily: new Map(),
        traded: 0,
        costs: new TradingCosts(),
        closed: [],
      }
      this.portfolios.set(portfolio, curves)
    }
    return curves
  }
}

const overshoot = ({ value, limit }: CheckEvent): number => Number(value) - Number(limit)
