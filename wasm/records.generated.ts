// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

/** Bytes 0 … 63 of the memory: the arguments and the result of a kernel's `advance`. Byte offsets of headers. */
@unmanaged
export class Call {
  /** the control record */
  image: i32
  /** tape */
  input: i32
  /** tape */
  evaluations: i32
  /** tape */
  decisions: i32
  /** tape */
  outcome: i32
  /** first row to step */
  from: i32
  /** row to stop before */
  to: i32
  /** `to`, or the row it stopped before */
  result: i32
}
export const CALL_BYTES: i32 = 32

/** One record at offset 0 of the image: where everything is, how far the desk has come. */
@unmanaged
export class Control {
  /** tsEvent of the row being stepped, Unix ns */
  now: i64
  /** its sequence */
  sequence: i64
  /** next timer's ordinal */
  nextOrdinal: i64
  /** rows this image has been stepped through */
  rowsAdvanced: i64
  /** of them by the reference */
  rowsReference: i64
  /** of them by the WASM backend */
  rowsWasm: i64
  /** of them by the native backend */
  rowsNative: i64
  /** what the fault is about */
  faultValue: i64
  /** decisions × followers */
  decisionsSeen: i64
  /** by decisions */
  intentsMade: i64
  /** by exit rules, trims and flattens */
  exitIntents: i64
  /** desk → venue */
  latencyNanos: i64
  /** fill → report */
  reportLatencyNanos: i64
  /** of a bar's volume */
  participationPpm: i64
  /** of the price, on bars */
  slippagePpb: i64
  /** of the price, per touch size walked */
  walkStepPpb: i64
  /** least time between equity rows nothing caused */
  equityIntervalNanos: i64
  /** Unix ns */
  nextEquityAt: i64
  /** count */
  instruments: i32
  /** leaf portfolios; groups of portfolios follow them as scopes */
  portfolios: i32
  /** portfolios + portfolio groups */
  scopes: i32
  /** count */
  currencies: i32
  /** sectors and free groups */
  groups: i32
  /** records */
  orderCapacity: i32
  /** records */
  timerCapacity: i32
  /** records: fills that may be on their way at once */
  reportCapacity: i32
  /** client order ids remembered, and executions */
  idCapacity: i32
  /** heap size */
  timerCount: i32
  /** head of the free list, −1 = none */
  freeOrder: i32
  /** head of the free list, −1 = none */
  freeReport: i32
  /** record of executions to use next, −1 = every one belongs to an open order */
  firstExecution: i32
  /** tail of that list */
  lastExecution: i32
  /** ids remembered so far, ring position = count mod capacity */
  idCount: i32
  /** 0 refuse, 1 trade */
  crossedPolicy: i32
  /** 0 wait, 1 walk, 2 cancel */
  remainder: i32
  /** 0 or 1 */
  zeroLatency: i32
  /** 0 or 1 */
  plantSameClose: i32
  /** 1: fills come as REPORT rows, no simulated venue */
  external: i32
  /** count */
  sessions: i32
  /** 1: assert conservation and sums after every row */
  debug: i32
  /** orders not yet done */
  liveOrders: i32
  /** instruments with a market row or an adjustment in this instant, −1 = none */
  firstTouched: i32
  /** what wakes the policy: 0 there is none, 1 decisions, 2 fills, 3 both */
  policyWakes: i32
  /** 0 stepping, 1 the row waits for the policy, 2 it has answered */
  policyState: i32
  /** 1: a flatten stands somewhere */
  flattening: i32
  /** positions with a fill since the last instant, −1 = none */
  firstWoken: i32
  /** why the engine must halt, 0 = nothing; by number in kernels/faults.ts */
  fault: i32
  /** compiled kernels: intents of this instant */
  pendingCount: i32
  /** compiled kernels: of them, those that increase */
  increaseCount: i32
  /** compiled kernels: violated checks of the intent at hand */
  violationCount: i32
  /** byte offset of the instrument records */
  instrumentAt: i32
  /** byte offset of the tick records */
  tickAt: i32
  /** byte offset of the scope records */
  scopeAt: i32
  /** byte offset of the changed records */
  changedAt: i32
  /** byte offset of the ledger records */
  ledgerAt: i32
  /** byte offset of the position records */
  positionAt: i32
  /** byte offset of the exposure records */
  exposureAt: i32
  /** byte offset of the concentrate records */
  concentrateAt: i32
  /** byte offset of the order records */
  orderAt: i32
  /** byte offset of the timer records */
  timerAt: i32
  /** byte offset of the report records */
  reportAt: i32
  /** byte offset of the clientId records */
  clientIdAt: i32
  /** byte offset of the execution records */
  executionAt: i32
  /** byte offset of the session records */
  sessionAt: i32
  /** byte offset of the instant records */
  instantAt: i32
  /** byte offset of the covariance records */
  covarianceAt: i32
  /** byte offset of the group records */
  groupAt: i32
  /** byte offset of the orderBucket records */
  orderBucketAt: i32
  /** byte offset of the amend records */
  amendAt: i32
  /** byte offset of the currency records */
  currencyAt: i32
  /** byte offset of the rate records */
  ratesAt: i32
  /** byte offset of the pending records */
  pendingAt: i32
  /** byte offset of the increase records */
  increaseAt: i32
  /** byte offset of the violation records */
  violationAt: i32
  /** byte offset of the weight records */
  weightAt: i32
}
export const CONTROL_BYTES: i32 = 376

/** Parameters and market state of one instrument. */
@unmanaged
export class Instrument {
  /** half price units, last good; 0 = none yet */
  mark: i64
  /** Unix ns of the last good mark */
  markAt: i64
  /** Unix ns of the last market row */
  lastAt: i64
  /** price units */
  bid: i64
  /** price units */
  ask: i64
  /** lots */
  bidLots: i64
  /** lots */
  askLots: i64
  /** position index, −1 = none */
  firstHolder: i32
  /** order at the venue, −1 = none; arrival order */
  firstOrder: i32
  /** money per half price unit and lot; inverse: money × half price units per lot */
  unitValue: i64
  /** age beyond which the mark is stale */
  staleNanos: i64
  /** of exposure, contracts; 0 = none */
  initialMarginPpm: i64
  /** of exposure, contracts; 0 = none */
  maintenanceMarginPpm: i64
  /** 0 spot, 1 linear, 2 inverse */
  kind: i32
  /** 1: the market is crossed now */
  crossed: i32
  /** 1: it had a market row in this instant, 2: what is held of it was adjusted only */
  touched: i32
  /** the list of those, −1 = end */
  nextTouched: i32
  /** kind of the last market row, 0 = none */
  feed: i32
  /** 0 not yet watched, 1 watched, 2 a stale alert stands */
  staleWatch: i32
  /** 0 or 1 */
  tradable: i32
  /** id */
  currency: i32
  /** lots */
  lotStep: i64
  /** lots */
  minLots: i64
  /** lots, −1 = none */
  maxLots: i64
  /** money, −1 = none */
  minNotional: i64
  /** money, −1 = none */
  maxNotional: i64
  /** that can be borrowed by all portfolios together, −1 = unlimited */
  borrowLots: i64
  /** lots: Σ over portfolios of the short position if every open sell fills */
  shortWorst: i64
  /** price units of the last trade, 0 = none yet */
  last: i64
  /** group id, −1 = none */
  group0: i32
  group1: i32
  group2: i32
  group3: i32
  group4: i32
  group5: i32
  group6: i32
  group7: i32
  /** price units: no open priced buy of ours is above it; 0 = none */
  highestBuy: i64
  /** price units: no open priced sell of ours is below it; 0 = none */
  lowestSell: i64
  /** of notional */
  takerFeePpb: i64
  /** of the price */
  halfSpreadPpb: i64
  /** open priced buys of ours */
  pricedBuys: i32
  /** open priced sells of ours */
  pricedSells: i32
  /** 1: highestBuy may be above the highest */
  looseBuys: i32
  /** 1: lowestSell may be below the lowest */
  looseSells: i32
  /** first row in the tick table */
  tickStart: i32
  /** rows */
  tickCount: i32
  /** of notional */
  makerFeePpb: i64
  /** age up to which a reduction may be priced */
  reduceMarkAgeNanos: i64
  /** lots */
  assumedTopLots: i64
  /** lots */
  assumedVolumeLots: i64
  /** lots of the current bar's volume still to be had */
  volumeLeft: i64
  /** id */
  session: i32
  /** spec of the bars the venue walks, 0 = none yet */
  barSpec: i32
  /** tail of that list */
  lastOrder: i32
  /** the list of instruments that settle in its currency, −1 = end */
  nextOfCurrency: i32
}
export const INSTRUMENT_BYTES: i32 = 384

/** Order price increments by price. */
@unmanaged
export class Tick {
  /** price units */
  from: i64
  /** price units */
  tick: i64
}
export const TICK_BYTES: i32 = 16

/** One portfolio, or one group of portfolios (its sums over the members). Limits of −1 are absent. */
@unmanaged
export class Scope {
  /** money: cash + spot values + unrealised of contracts */
  equity: i64
  /** money: Σ |position| × value */
  gross: i64
  /** money: Σ position × value */
  net: i64
  /** money: Σ (worst case − |position|) × value, from open orders */
  worstExtra: i64
  /** money: Σ open buys × value */
  buyExtra: i64
  /** money: Σ open sells × value */
  sellExtra: i64
  /** money: Σ of the worst case */
  initialMargin: i64
  /** money: Σ of positions */
  maintenanceMargin: i64
  /** scope index of its group, −1 = none */
  parent: i32
  /** 0 active, 1 reducing, 2 halted */
  state: i32
  /** 1: a flatten stands */
  flatten: i32
  /** count */
  openOrders: i32
  /** −1 = none */
  openOrdersMax: i32
  /** id */
  currency: i32
  /** 0 or 1 */
  allowShort: i32
  /** 0 allow, 1 refuse orders that could meet one of our own */
  selfTrade: i32
  /** block of the covariance table, −1 = none */
  covariance: i32
  /** id; −1 for a group */
  strategy: i32
  /** GCRA theoretical arrival time, increasing orders */
  rateAt: i64
  /** per order */
  ratePeriodNanos: i64
  /** tolerance */
  rateBurstNanos: i64
  /** money */
  grossMax: i64
  /** money */
  netMax: i64
  /** ppm of equity */
  leveragePpm: i64
  /** ppm of equity */
  concentrationPpm: i64
  /** money */
  orderNotionalMax: i64
  /** money */
  cashReserve: i64
  /** ppm of the mark */
  collarPpm: i64
  /** age beyond which a currency rate is stale */
  rateStaleNanos: i64
  /** money */
  highWater: i64
  /** money: equity below this trips something */
  lossFloor: i64
  /** bit per check: alert standing */
  alerts: i64
  /** money: equity at the start of the loss day, net of deposits since */
  dayStart: i64
  /** the same, reductions */
  reduceRateAt: i64
  /** ppm of equity */
  volatilityPpm: i64
  /** ppm of equity */
  valueAtRiskPpm: i64
  /** of value at risk, in standard deviations */
  quantilePpm: i64
  /** ppm of equity, of instruments that are correlated */
  correlatedPpm: i64
  /** money: deposits − withdrawals */
  paidIn: i64
  /** money: loss budget */
  lossReducing: i64
  /** money: loss budget */
  lossHalted: i64
  /** ppm of the day's starting equity */
  dayReducingPpm: i64
  /** ppm */
  dayHaltedPpm: i64
  /** ppm of the high water */
  drawdownReducingPpm: i64
  /** ppm */
  drawdownHaltedPpm: i64
  /** sizing: ppm of equity */
  fractionPpm: i64
  /** sizing: ppm a year */
  volatilityTargetPpm: i64
  /** sizing: ppm of full Kelly */
  kellyPpm: i64
  /** sizing: ppm of equity */
  maxFractionPpm: i64
  /** no-trade band, ppm of equity */
  bandPpm: i64
  /** exit rules, ppm of the entry price */
  stopPpm: i64
  targetPpm: i64
  trailingPpm: i64
  minHoldNanos: i64
  maxHoldNanos: i64
  coolDownNanos: i64
  /** reason code of the last change */
  stateReason: i32
  /** id of the session that bounds its loss day */
  session: i32
  /** 0 fixed lots, 1 fixed fraction, 2 volatility target, 3 fractional Kelly */
  sizing: i32
  /** 0 alert, 1 trim, 2 reducing */
  passiveConcentration: i32
  passiveGross: i32
  passiveNet: i32
  passiveLeverage: i32
  passiveGroups: i32
  passivePosition: i32
}
export const SCOPE_BYTES: i32 = 448

/** One bit per scope whose equity, exposure, limits or state changed since the last LAST row; 64 scopes a record. */
@unmanaged
export class Changed {
  /** the lowest is the first scope */
  bits: i64
}
export const CHANGED_BYTES: i32 = 8

/** One (portfolio, currency): cash + cost = deposits − withdrawals + realised − fees + adjustments, always. */
@unmanaged
export class Ledger {
  /** money */
  cash: i64
  /** money: Σ total cost of spot positions settled in this currency */
  cost: i64
  /** money */
  deposits: i64
  /** money */
  withdrawals: i64
  /** money */
  realised: i64
  /** money */
  fees: i64
  /** money */
  adjustments: i64
  /** money of this currency that open orders reserve */
  reserved: i64
}
export const LEDGER_BYTES: i32 = 64

/** One currency. */
@unmanaged
export class Currency {
  /** that settles in it, −1 = none */
  firstInstrument: i32
  /** 1: some portfolio is kept in it */
  home: i32
}
export const CURRENCY_BYTES: i32 = 8

/** One (currency that portfolios are kept in, currency): what an amount of the second is in the first is amount × numerator ÷ denominator. */
@unmanaged
export class Rate {
  /** 0 = no rate yet */
  numerator: i64
  /** > 0 where there is a rate */
  denominator: i64
  /** Unix ns of the last rate */
  markedAt: i64
  /** minor units of the first a minor unit of the second is at a rate of one, or 1 */
  scaleUp: i64
  /** the other way round, or 1 */
  scaleDown: i64
}
export const RATE_BYTES: i32 = 40

/** One (portfolio, instrument). */
@unmanaged
export class Position {
  /** signed */
  lots: i64
  /** lots of open buy orders */
  openBuys: i64
  /** lots of open sell orders */
  openSells: i64
  /** limit, −1 = none */
  lotsMax: i64
  /** bit per check: alert standing */
  alerts: i64
  /** 1: may only be reduced */
  restricted: i32
  /** 1: in the instrument's list of holders */
  held: i32
  /** position index, −1 = none */
  nextHolder: i32
  /** its open orders in order of sending, −1 = none */
  firstOrder: i32
  /** tail of that list */
  lastOrder: i32
  /** id */
  portfolio: i32
  /** money, signed total */
  cost: i64
  /** money */
  realised: i64
  /** money */
  fees: i64
  /** Unix ns */
  openedAt: i64
  /** best mark since entry, half price units */
  peak: i64
  /** Unix ns before which it is not reopened */
  cooledAt: i64
  /** sizing by fixed lots */
  fixedLots: i64
  /** standing target */
  targetPpm: i64
  targetVolatilityPpm: i64
  targetEdgePpm: i64
  /** decision id */
  targetDecision: i64
  /** lots a trim of this instant keeps */
  trimTo: i64
  /** what the policy wants: signed lots, money, or ppm of equity */
  policyValue: i64
  /** intent of this instant: 0 none, 1 decision, 2 exit, 3 trim, 4 flatten, 5 policy woken by a fill */
  pending: i32
  /** 0 or 1 */
  hasTarget: i32
  /** 0 sizing decides, 1 lots, 2 money, 3 ppm of equity; for this instant */
  policyKind: i32
  /** 1: in the list of positions with a fill */
  woken: i32
  /** position index, −1 = end */
  nextWoken: i32
  /** reason code of the intent */
  pendingReason: i32
}
export const POSITION_BYTES: i32 = 192

/** One (scope, group): exposure to a sector or free group. */
@unmanaged
export class Exposure {
  /** money */
  gross: i64
  /** money */
  worstExtra: i64
  /** ppm of equity, −1 = none */
  limitPpm: i64
  /** bit per check */
  alerts: i64
}
export const EXPOSURE_BYTES: i32 = 32

/** One (portfolio group, instrument): summed position of its members. */
@unmanaged
export class Concentrate {
  /** lots: Σ |position| */
  gross: i64
  /** lots: Σ worst case */
  worst: i64
  /** bit per check */
  alerts: i64
}
export const CONCENTRATE_BYTES: i32 = 24

/** A reservation, and the order it stands for. */
@unmanaged
export class Order {
  /** client order id */
  id: i64
  /** > 0 */
  lots: i64
  /** lots filled at the venue */
  filled: i64
  /** lots booked by the ledger */
  booked: i64
  /** money still reserved */
  reserved: i64
  /** price units, 0 = none */
  price: i64
  /** id */
  portfolio: i32
  /** id */
  instrument: i32
  /** 1 buy, −1 sell */
  side: i32
  /** 0 free, 1 sent, 2 working, 3 cancel pending, 4 done at the venue */
  state: i32
  /** in its position's list, −1 = end */
  nextOfPosition: i32
  /** in its position's list, −1 = first */
  previousOfPosition: i32
  /** in the hash chain of ids, −1 = end */
  nextWithId: i32
  /** in the venue's list or the free list */
  next: i32
  /** in the venue's list */
  previous: i32
  /** 1: in the venue's list */
  listed: i32
  /** fills not yet reported */
  reports: i32
  /** 1: it reserved quantity only; 2: the same, but an amend that waits would increase */
  reduces: i32
  /** price units, 0 = none */
  stop: i64
  /** Unix ns */
  sentAt: i64
  /** row that caused it */
  sentSequence: i64
  /** decision id */
  decision: i64
  /** Unix ns, 0 = never */
  expiresAt: i64
  /** Unix ns, when the venue has it */
  arrivesAt: i64
  /** Unix ns, when a cancel reaches the venue, 0 = none */
  cancelAt: i64
  /** 0 market, 1 limit, 2 stop, 3 stop-limit */
  type: i32
  /** 0 GTC, 1 DAY, 2 IOC, 3 FOK */
  timeInForce: i32
  /** 1 post-only, 2 reduce-only, 4 triggered, 16 at any price, 32 an amend waits for its answer, 64 it waits for a report record, 128 its lots and prices are those before a split */
  flags: i32
  /** reported by an external venue, in order, −1 = none */
  firstExecution: i32
  /** tail of that list */
  lastExecution: i32
}
export const ORDER_BYTES: i32 = 192

/** What an order would become, by the order's index; zeros where no amend waits for its answer (flag 32 of the order). */
@unmanaged
export class Amend {
  /** > 0, the whole order */
  lots: i64
  /** price units, 0 = none */
  price: i64
  /** money reserved by what would be open; the larger of this and the order's counts */
  reserved: i64
  /** Unix ns, when the venue has it */
  arrivesAt: i64
}
export const AMEND_BYTES: i32 = 32

/** Binary heap by (due, ordinal). */
@unmanaged
export class Timer {
  /** Unix ns */
  due: i64
  ordinal: i64
  /** 1 arrival, 2 report, 4 staleness, 5 session, 6 cancel arrival, 7 amend arrival */
  kind: i32
  /** order, report, instrument or session */
  argument: i32
}
export const TIMER_BYTES: i32 = 24

/** A fill on its way from the venue to the ledger. */
@unmanaged
export class Report {
  /** price units */
  price: i64
  /** > 0 */
  lots: i64
  /** index */
  order: i32
  /** 0 or 1 */
  maker: i32
  /** rows between order and fill */
  distance: i32
  /** free list */
  next: i32
}
export const REPORT_BYTES: i32 = 32

/** Ring of client order ids seen in commands, with hash chains. */
@unmanaged
export class ClientId {
  id: i64
  /** chain, −1 = end */
  next: i32
  /** head of chain for the hash equal to this index */
  bucket: i32
}
export const CLIENT_ID_BYTES: i32 = 16

/** Executions that an external venue reported, with hash chains: all of the open orders, and the last of those that ended. */
@unmanaged
export class Execution {
  /** 0 = not used yet */
  id: i64
  /** client order id */
  order: i64
  /** hash chain, −1 = end */
  next: i32
  /** head of chain for the hash equal to this index */
  bucket: i32
  /** of the same order, or of the records to use next, −1 = end */
  following: i32
}
export const EXECUTION_BYTES: i32 = 32

/** Session ends. */
@unmanaged
export class Session {
  /** first instant in the table */
  start: i32
  /** instants */
  length: i32
  /** next one to come */
  cursor: i32
}
export const SESSION_BYTES: i32 = 16

/** Sessions of all calendars. */
@unmanaged
export class Instant {
  /** Unix ns */
  opensAt: i64
  /** Unix ns */
  closesAt: i64
}
export const INSTANT_BYTES: i32 = 16

/** Per scope with a volatility limit: instruments × instruments, of returns, 1e-12. */
@unmanaged
export class Covariance {
  /** 1e-12 */
  value: i64
  /** 1 or −1 where the correlation is high, by its sign; 0 otherwise */
  tie: i64
}
export const COVARIANCE_BYTES: i32 = 16

/** A sector, country, currency, issuer or free group. */
@unmanaged
export class Group {
  /** id of the check of its limit */
  check: i32
}
export const GROUP_BYTES: i32 = 8

/** Heads of the hash chains of live orders by client order id. */
@unmanaged
export class OrderBucket {
  /** order, −1 = none */
  head: i32
}
export const ORDER_BUCKET_BYTES: i32 = 8

/** Scratch: positions with an intent in this instant; the reference fills it only for a policy. */
@unmanaged
export class Pending {
  /** index */
  position: i32
}
export const PENDING_BYTES: i32 = 8

/** Scratch of compiled kernels: intents of this instant that increase, and the budget of their portfolio on its first. */
@unmanaged
export class Increase {
  /** signed lots asked */
  lots: i64
  /** signed lots */
  target: i64
  /** decision id */
  decision: i64
  /** share the budget affords */
  ppm: i64
  /** money */
  need: i64
  /** money */
  room: i64
  /** index */
  position: i32
  /** reason code */
  reason: i32
  /** of the order */
  flags: i32
  /** 0 or 1 */
  flatten: i32
}
export const INCREASE_BYTES: i32 = 64

/** Scratch of compiled kernels: violated checks of the intent at hand. */
@unmanaged
export class Violation {
  /** by check */
  value: i64
  /** by check */
  limit: i64
  /** by check */
  headroom: i64
  /** check or reason id */
  check: i32
  /** portfolio or portfolio group */
  scope: i32
  /** group id, or −1 */
  subject: i32
}
export const VIOLATION_BYTES: i32 = 40

/** Scratch of compiled kernels: worst cases of a portfolio, by instrument. */
@unmanaged
export class Weight {
  /** ppm of equity, signed */
  value: i64
}
export const WEIGHT_BYTES: i32 = 8
