/**
 * Millrace, as a library: RxJS operators from market data to a portfolio, and what runs them.
 * @packageDocumentation
 */
export { ExchangeRates } from '../analytics/ledger/exchange-rates.ts'
export type { Fraction, RateSide } from '../analytics/ledger/exchange-rates.ts'
export { LOT_METHODS } from '../analytics/ledger/lot.ts'
export type { LotMethod } from '../analytics/ledger/lot.ts'
export { marginOf } from '../analytics/ledger/margin.ts'
export { LedgerError, termsOf } from '../analytics/ledger/terms.ts'
export type { Terms } from '../analytics/ledger/terms.ts'
export { decision } from '../operators/decision/decision.ts'
export type { DecisionOptions, StrategyDecision } from '../operators/decision/options.ts'
export { desk } from '../operators/desk.ts'
export type { DeskOptions } from '../operators/desk.ts'
export type { Policy, PolicyDecision, Target } from '../operators/policy.ts'
export type { PortfolioView } from '../operators/portfolio-view.ts'
export { donchian } from '../operators/evaluation/donchian.ts'
export { emaCross } from '../operators/evaluation/ema-cross.ts'
export { evaluate } from '../operators/evaluation/evaluate.ts'
export { evaluator } from '../operators/evaluation/evaluator.ts'
export type { Emit, Evaluator, RawEvaluator, RawLanes } from '../operators/evaluation/evaluator.ts'
export {
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOTS,
  BAR_LOW,
  BAR_OPEN,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
  TRADE_LOTS,
  TRADE_PRICE,
} from '../model/layout.generated.ts'
export { imbalance } from '../operators/evaluation/imbalance.ts'
export { meanReversion } from '../operators/evaluation/mean-reversion.ts'
export { momentum } from '../operators/evaluation/momentum.ts'
export { execution, external } from '../operators/execution/execution.ts'
export { fills } from '../operators/execution/fills.ts'
export { orders } from '../operators/execution/orders.ts'
export { simulated } from '../operators/execution/simulated.ts'
export { sendTo } from '../operators/execution/venue-port.ts'
export type { VenuePort } from '../operators/execution/venue-port.ts'
export { bars } from '../operators/market/bars.ts'
export { conflate } from '../operators/market/conflate.ts'
export type { ConflateOptions } from '../operators/market/conflate.ts'
export { Conflation } from '../operators/market/conflation.ts'
export type { Conflatable } from '../operators/market/conflation.ts'
export { events } from '../operators/market/events.ts'
export type { EventKind, PlainEvent } from '../operators/market/events.ts'
export { gaps } from '../operators/market/gaps.ts'
export type { Gap, GapOptions } from '../operators/market/gaps.ts'
export type { Outcome } from '../operators/outcome.ts'
export { equity } from '../operators/portfolio/equity.ts'
export { portfolio } from '../operators/portfolio/portfolio.ts'
export { positions } from '../operators/portfolio/positions.ts'
export { alertLines, alertText } from '../operators/risk/alert-lines.ts'
export { alerts } from '../operators/risk/alerts.ts'
export { checks } from '../operators/risk/checks.ts'
export { risk } from '../operators/risk/risk.ts'
export { verdicts } from '../operators/risk/verdicts.ts'
export { signal } from '../operators/signal/signal.ts'
export type { SignalOptions, StrategySignal } from '../operators/signal/options.ts'
export { sizing } from '../operators/sizing/sizing.ts'
export { stage } from '../operators/stage.ts'
export type { OpenStage, Stage, StageDefinition } from '../operators/stage.ts'
export { days, hours, minutes, seconds } from '../model/time.ts'
export type { Frame } from '../kernels/frame.ts'
export type { Config } from './config/config.ts'
export { ConfigError } from './config/faults.ts'
export { loadConfig, parseConfig } from './config/load.ts'
export { graph } from './engine/graph.ts'
export { withEvents } from './engine/with-events.ts'
export { run } from './engine/run.ts'
export type { RunOptions } from './engine/run.ts'
export { csv, feed } from './engine/source.ts'
export { lots } from './result/lots.ts'
export type { ClosedLot, LotBook, LotsOptions, OpenLot } from './result/lots.ts'
export type { PortfolioBooks } from './result/run-parts.ts'
export type { RunResult } from './result/run-result.ts'
export { version } from './version.ts'
