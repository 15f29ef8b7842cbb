/**
 * What a run's report is made of: plain data, JSON-serialisable, no live objects. The pipeline fills it after a run,
 * `renderReport` draws it, `--json` may print parts of it.
 *
 * Units. Money and quantities that must be exact are decimal strings. Curves are plain numbers, because they are only
 * drawn and averaged. Ratios are fractions (0.25 is 25 %), drawdowns are zero or negative. Times are Unix microseconds.
 * Texts such as a check's value arrive ready to read ("31.2 %", "12 400.00 USD"), because only the filler knows their
 * unit and scale. Nothing needs to be escaped: the renderer escapes everything.
 */
import type { Decimal } from '../../model/decimal.ts'

export interface ReportData {
  readonly run: ReportRun
  /** What was assumed where the data says nothing: fees, half-spread, fill rule, volume share, price return, … */
  readonly assumptions: readonly LabelledText[]
  /** One entry per file read, faultless ones included. */
  readonly files: readonly ReportFile[]
  readonly flow: ReportFlow
  /** Refusals and reductions by reason code, most frequent first. */
  readonly refusals: readonly ReportRefusal[]
  readonly portfolios: readonly ReportPortfolio[]
  readonly alerts: readonly ReportAlert[]
  readonly speed: ReportSpeed
  /** File or folder that the run was recorded to: where `millrace explain` answers for each trade. */
  readonly recording?: string
}

export interface LabelledText {
  readonly label: string
  readonly value: string
}

export interface ReportRun {
  /** Shown as the page's heading, such as `BTC-USD, 1–3 January 2016`. */
  readonly title: string
  /** Version of Millrace. */
  readonly version: string
  /** Commit of the source, where it is known. */
  readonly commit?: string
  readonly backend: string
  readonly node: string
  /** First and last event time of the input. */
  readonly fromMicros: number
  readonly toMicros: number
  readonly configHash: string
  readonly inputHash: string
  readonly stateHash: string
  /** Hash of each tape that came out, in manifest order, and last the one of all of them. */
  readonly outputHashes: readonly LabelledText[]
  /** The resolved configuration as YAML or JSON text, shown folded in the footer. */
  readonly config?: string
}

/** What a data file held and what was wrong with it. */
export interface ReportFile {
  readonly name: string
  readonly rows: number
  readonly instruments: number
  readonly rejected: readonly ReportRejection[]
  /** Values finer than the instrument's scale, rounded half away from zero. */
  readonly rounded: number
  /** Bars, or sessions, that should be there and are not. */
  readonly missingIntervals: number
  /** Quotes whose bid is above the ask: kept, a state of the market. */
  readonly crossed: number
}

export interface ReportRejection {
  readonly code: string
  readonly count: number
  /** The first few, such as `btc.csv:1207: time 12:00 after 12:01`. */
  readonly examples: readonly string[]
}

/** Counts along the graph. `decisions × followers = intents = inBand + refused + reduced + approved`. */
export interface ReportFlow {
  readonly events: number
  readonly evaluations: number
  readonly signals: number
  readonly decisions: number
  readonly intents: number
  readonly inBand: number
  readonly refused: number
  readonly reduced: number
  readonly approved: number
  readonly fills: number
  /** Intents of exit rules, trims and flattens; not among `intents`. */
  readonly exits: number
  /** Evaluations dropped, by reason code. */
  readonly drops: readonly { readonly code: string; readonly count: number }[]
}

export interface ReportRefusal {
  readonly code: string
  readonly meaning: string
  readonly refused: number
  readonly reduced: number
  /** The most extreme case. */
  readonly worst?: { readonly asked: string; readonly limit: string; readonly where?: string }
}

/** A number over time. `timesMicros` ascends; both arrays have one length. */
export interface ReportCurve {
  readonly timesMicros: readonly number[]
  readonly values: readonly number[]
}

export interface ReportPortfolio {
  readonly name: string
  readonly currency: string
  readonly strategy: string
  readonly tradingState: 'active' | 'reducing' | 'halted'
  readonly startingCash: Decimal
  /** Final cash, signed total cost of the positions, realised result before fees, fees paid, equity at the marks. */
  readonly cash: Decimal
  readonly cost: Decimal
  readonly realised: Decimal
  readonly fees: Decimal
  readonly equity: Decimal
  /** Deposits less withdrawals and corrections after the start; absent = 0. */
  readonly adjustments?: Decimal
  /** Equity at each EQUITY row. */
  readonly equityCurve: ReportCurve
  /** Fall from the highest equity, as a fraction ≤ 0, at the times of `equityCurve`; the desk's own, where known. */
  readonly drawdown?: readonly number[]
  /** Starting cash spread over the instruments at their first price and held, without costs. */
  readonly buyAndHold?: ReportCurve
  readonly exposures: readonly ReportExposure[]
  /**
   * Return of each session day in order; `days` are dates such as `2016-01-02`. `buyAndHold`: those of the curve of
   * that name on the same days, where known; tracking error and beta need them.
   */
  readonly dailyReturns: {
    readonly days: readonly string[]
    readonly returns: readonly number[]
    readonly buyAndHold?: readonly number[]
  }
  /** Session days a year: 365 for crypto, 252 for equities. */
  readonly daysPerYear: number
  readonly costs: ReportCosts
  /** Sum of |price × quantity| of all fills. */
  readonly tradedNotional: Decimal
  /** Result of each closing fill, after its share of the fees, in money. */
  readonly closedResults: readonly number[]
  readonly trades: readonly ReportTrade[]
}

/** One limit and how much of it was used. */
export interface ReportExposure {
  /** Such as `concentration BTC-USD` or `gross`. */
  readonly name: string
  readonly code: string
  /** `fraction` is printed as per cent, `money` in the portfolio's currency. */
  readonly unit: 'fraction' | 'money' | 'quantity' | 'count'
  readonly used: ReportCurve
  /** The limit at the times of `used`, or one number if it never moved. */
  readonly limit: number | readonly number[]
}

/** From the result before costs to the result after them. `gross − fees − spread − slippage − financing = net`. */
export interface ReportCosts {
  readonly fees: Decimal
  /** Half-spread paid against the mid; absent where it is not known. */
  readonly spread?: Decimal
  readonly slippage?: Decimal
  readonly financing?: Decimal
  /** Change of equity: what is left. */
  readonly net: Decimal
}

/** One order of a portfolio, or a refused intent, with everything that led to it. Times in Unix µs. */
export interface ReportTrade {
  /** Client order id, or the decision's id where nothing left. */
  readonly id: string
  readonly timeMicros: number
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  /** What was sent; `"0"` if refused. */
  readonly quantity: Decimal
  readonly verdict: 'approved' | 'reduced' | 'refused'
  /** What the order was for, such as `DECISION_ENTER`, `EXIT_STOP`, `PASSIVE_TRIM`. */
  readonly reason: string
  /** Market at the instant, ready to read: `bid 430.35 · ask 430.39 · 2016-01-01 00:15`. */
  readonly market: readonly LabelledText[]
  readonly evaluations: readonly ReportEvaluation[]
  readonly signal?: {
    readonly strength: number
    readonly confidence: number
    readonly quality: number
    readonly consensus: number
  }
  readonly decision?: {
    readonly id: string
    readonly targetFraction: number
    readonly previousFraction: number
    readonly reason: string
    readonly detail?: readonly LabelledText[]
  }
  readonly checks: readonly ReportCheck[]
  /** From asked to sent: `asked 1.2 BTC → sent 0.81 BTC`, the rule that sized it, the budget's scale. */
  readonly size: readonly LabelledText[]
  /** Type, time in force, prices; empty if nothing was sent. */
  readonly order: readonly LabelledText[]
  readonly fills: readonly ReportFill[]
  /** Result this order realised, after its fees, if it closed something. */
  readonly realised?: Decimal
}

export interface ReportEvaluation {
  readonly source: string
  readonly timeframe: string
  readonly rating: number
  readonly confidence: number
  readonly timeMicros: number
}

export interface ReportCheck {
  readonly code: string
  readonly passed: boolean
  readonly value: string
  readonly limit: string
  readonly headroom: string
}

export interface ReportFill {
  readonly timeMicros: number
  readonly price: Decimal
  readonly quantity: Decimal
  readonly fee: Decimal
  /** Rows between the order and this fill. */
  readonly rowsLater: number
}

export interface ReportAlert {
  readonly timeMicros: number
  readonly severity: 'info' | 'warning' | 'error'
  readonly code: string
  readonly portfolio: string
  readonly text: string
}

export interface ReportSpeed {
  readonly events: number
  readonly seconds: number
  readonly eventsPerSecond: number
  readonly frames: number
  /** Time to step one frame; absent where it was not measured. */
  readonly latencyNanos?: { readonly p50: number; readonly p99: number; readonly max: number }
}
