import { z } from 'zod'
import {
  amount,
  basisPoints,
  count,
  duration,
  flag,
  fraction,
  frameRows,
  positive,
  real,
  text,
  whole,
  word,
} from './scalars.ts'

/** The configuration file: unknown keys are refused, and everything may be left out that can be detected or has a default. */
const table = <T extends z.ZodType>(value: T) => z.record(z.string(), value)

const passive = z.strictObject({
  concentration: word('alert', 'trim', 'reducing').optional(),
  position: word('alert', 'trim', 'reducing').optional(),
  gross: word('alert', 'reducing').optional(),
  net: word('alert', 'reducing').optional(),
  leverage: word('alert', 'reducing').optional(),
  groups: word('alert', 'reducing').optional(),
})

const losses = z.strictObject({ reducing: positive.optional(), halted: positive.optional() })

export const limits = z.strictObject({
  tradingState: word('active', 'reducing', 'halted').optional(),
  position: table(amount).optional(),
  orderNotional: amount.optional(),
  gross: amount.optional(),
  net: amount.optional(),
  leverage: amount.optional(),
  concentration: amount.optional(),
  sectors: table(amount).optional(),
  countries: table(amount).optional(),
  issuers: table(amount).optional(),
  currencies: table(amount).optional(),
  groups: table(amount).optional(),
  cashReserve: amount.optional(),
  allowShort: flag.optional(),
  restricted: z.array(text).optional(),
  selfTrade: word('allow', 'refuse').optional(),
  lossBudget: losses.optional(),
  orderRate: z.strictObject({ count: whole, per: duration }).optional(),
  openOrders: whole.optional(),
  rateStaleAfter: duration.optional(),
  priceCollar: positive.optional(),
  dailyLoss: losses.optional(),
  drawdown: losses.optional(),
  volatility: z
    .strictObject({
      limit: positive,
      instruments: z.array(text),
      covariance: z.array(z.array(text)),
      valueAtRisk: z.strictObject({ limit: positive, quantile: positive }).optional(),
      correlation: z.strictObject({ limit: positive, threshold: positive }).optional(),
    })
    .optional(),
  passive: passive.optional(),
})

export const sizing = z.strictObject({
  method: word('fixed-lots', 'fixed-fraction', 'volatility-target', 'fractional-kelly').optional(),
  lots: table(amount).optional(),
  fraction: amount.optional(),
  volatilityTarget: positive.optional(),
  kelly: positive.optional(),
  maxFraction: amount.optional(),
  noTradeBand: amount.optional(),
})

export const instrument = z.strictObject({
  venue: text.optional(),
  kind: word('spot', 'linear', 'inverse').optional(),
  currency: text.optional(),
  priceScale: whole.optional(),
  quantityScale: whole.optional(),
  tick: z.union([positive, z.array(z.strictObject({ from: amount, tick: positive }))]).optional(),
  lotStep: positive.optional(),
  minQuantity: positive.optional(),
  maxQuantity: positive.optional(),
  minNotional: positive.optional(),
  maxNotional: positive.optional(),
  multiplier: positive.optional(),
  makerFeeBps: basisPoints.optional(),
  takerFeeBps: basisPoints.optional(),
  halfSpreadBps: basisPoints.optional(),
  tradable: flag.optional(),
  session: text.optional(),
  sector: text.optional(),
  country: text.optional(),
  issuer: text.optional(),
  initialMargin: positive.optional(),
  maintenanceMargin: positive.optional(),
  borrow: amount.optional(),
  groups: z.array(text).optional(),
  staleAfter: duration.optional(),
  reduceMarkAgeMax: duration.optional(),
  assumedTopSize: positive.optional(),
  assumedVolume: positive.optional(),
})

const exits = z.strictObject({
  stop: positive.optional(),
  target: positive.optional(),
  trailing: positive.optional(),
  minHolding: duration.optional(),
  maxHolding: duration.optional(),
  coolDown: duration.optional(),
})

export const portfolio = z.strictObject({
  name: text,
  currency: text.optional(),
  cash: amount,
  balances: table(amount).optional(),
  strategy: text.optional(),
  limits: limits.optional(),
  sizing: sizing.optional(),
  exits: exits.optional(),
  session: text.optional(),
})

const file = z.strictObject({
  path: text,
  format: word('ohlcv', 'closes', 'quotes', 'trades', 'candles-json').optional(),
  symbol: text.optional(),
  columns: table(text).optional(),
  spec: text.optional(),
  utcOffset: text.optional(),
  barTime: word('open', 'close').optional(),
  adjustment: word('none', 'split', 'total').optional(),
})

export const strategy = z.strictObject({
  strategy: text,
  timeframes: table(real).optional(),
  sources: z.array(text).optional(),
  minConfidence: fraction.optional(),
  halfLife: real.optional(),
})

const decision = z.strictObject({
  enter: fraction.optional(),
  exit: fraction.optional(),
  minConfidence: fraction.optional(),
  minQuality: fraction.optional(),
  coolDown: duration.optional(),
  step: fraction.optional(),
  conviction: word('full', 'strength').optional(),
  calmVolatility: real.optional(),
  volatilityHalfLife: real.optional(),
  volatilitySpec: text.optional(),
  edge: real.optional(),
  strategies: z.record(z.string(), z.unknown()).optional(),
})

export const venue = z.strictObject({
  latency: duration.optional(),
  reportLatency: duration.optional(),
  zeroLatency: flag.optional(),
  participation: positive.optional(),
  slippageBps: basisPoints.optional(),
  remainder: word('wait', 'walk', 'cancel').optional(),
  walkStepBps: basisPoints.optional(),
  crossedQuotes: word('refuse', 'trade').optional(),
})

export const configSchema = z.strictObject({
  instruments: table(instrument).optional(),
  data: z.array(file).optional(),
  evaluations: z.array(text).optional(),
  /** Files of dividends, splits, funding, settlements and borrowing costs. */
  events: z.array(text).optional(),
  /** Files of currency rates. */
  rates: z.array(text).optional(),
  ratingOrder: word('5-is-buy', '1-is-buy').optional(),
  badRows: word('skip', 'stop').optional(),
  /** Bar specs to make, and which shipped evaluators to run on them. */
  bars: z.array(text).optional(),
  evaluators: z.array(text).optional(),
  signal: z.array(strategy).optional(),
  decision: decision.optional(),
  sizing: sizing.optional(),
  limits: limits.optional(),
  portfolios: z.array(portfolio).optional(),
  portfolioGroups: z
    .array(z.strictObject({ name: text, members: z.array(text), limits: limits.optional() }))
    .optional(),
  equityInterval: duration.optional(),
  venue: venue.optional(),
  engine: z
    .strictObject({
      frame: frameRows.optional(),
      tapeFactor: count.optional(),
      orders: count.optional(),
      clientIds: count.optional(),
      backend: word('auto', 'reference', 'wasm', 'native').optional(),
      debug: flag.optional(),
      worker: word('auto', 'always', 'never').optional(),
      cache: word('auto', 'always', 'never').optional(),
      cacheFolder: text.optional(),
      cacheBytesMax: count.optional(),
    })
    .optional(),
})

export { decision as decisionSchema }
export type RawConfig = z.output<typeof configSchema>
export type RawInstrument = z.output<typeof instrument>
