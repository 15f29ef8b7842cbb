import { createRequire } from 'node:module'
import type {
  ReportCurve,
  ReportData,
  ReportExposure,
  ReportPortfolio,
  ReportTrade,
} from '../../analytics/report/report-data.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { REASON_DOCS } from '../../model/reasons.generated.ts'

interface Minute {
  readonly time: string
  readonly close: number
}
interface Book {
  cash: bigint
  cost: bigint
  lots: bigint
  realised: bigint
  fees: bigint
  traded: bigint
}
interface Series {
  times: number[]
  equity: number[]
  held: number[]
  exposure: number[]
}

const LOTS = 10_000n // a lot is 0.0001 BTC
const START = 100_000_00n

/** Real BTC-USD minutes of 1 to 3 January 2016, with a small rule traded on them: money in cents, exactly. */
const minutes: { micros: number; cents: bigint }[] = (
  createRequire(import.meta.url)('gdax-sim-test-data') as { candles: { threeDaysAsArray: Minute[][] } }
).candles.threeDaysAsArray
  .flat()
  .map(({ time, close }) => ({ micros: Date.parse(time) * 1000, cents: BigInt(Math.round(close * 100)) }))
  .sort((a, b) => a.micros - b.micros)

const money = (cents: bigint): string => formatDecimal(cents, 2)
const share = (part: bigint, whole: bigint): number => Number(part) / Number(whole)
const percentText = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

/** A report as a run of an EMA cross over those minutes would fill it, for a cautious and a bold portfolio. */
export function btcReport(): ReportData {
  const portfolios = [trade('cautious', 0.25, 0.6), trade('bold', 0.6, 0.9)]
  const trades = portfolios.flatMap((portfolio) => portfolio.trades)
  const of = (verdict: string): number => trades.filter((one) => one.verdict === verdict).length
  const [refused, reduced, approved] = [of('refused'), of('reduced'), of('approved')]
  return {
    run: {
      title: 'BTC-USD, 1 to 3 January 2016',
      version: '0.1.0',
      commit: '8aba0ac',
      backend: 'reference',
      node: '20.20.2',
      fromMicros: minutes[0].micros,
      toMicros: minutes.at(-1)!.micros,
      configHash: '51c2a0f6f1d0b7aa',
      inputHash: '0b6f9a11c55e23d4',
      stateHash: '7c1f4d0833aee09a',
      outputHashes: [
        { label: 'outcome', value: 'a91b7f00c1d2e3f4' },
        { label: 'all', value: '7c1f6655aa01e09a' },
      ],
      config: 'signal:\n  minimumConfidence: "0.2"\nlimits:\n  concentration: "0.25"\n',
    },
    assumptions: [
      { label: 'Fee', value: '25 bp of the value, maker and taker' },
      { label: 'Half-spread', value: '2 bp, because bars carry no quotes' },
      { label: 'Fills', value: 'at the next bar’s open' },
      { label: 'Volume', value: 'at most 5 % of a bar’s' },
      { label: 'Return', value: 'price only: no interest, no lending' },
      { label: 'Financing', value: 'not modelled' },
    ],
    files: [
      {
        name: 'gdax-sim-test-data/2016-01.csv',
        rows: minutes.length,
        instruments: 1,
        rejected: [
          { code: 'ROW_OUT_OF_ORDER', count: 2, examples: ['2016-01.csv:1207: time 12:00 after 12:01'] },
          { code: 'ROW_PRICE_NOT_POSITIVE', count: 1, examples: ['2016-01.csv:2290: low is -1.00'] },
        ],
        rounded: 3,
        missingIntervals: 393,
        crossed: 0,
      },
    ],
    flow: {
      events: minutes.length,
      evaluations: 524,
      signals: 389,
      decisions: 214,
      intents: 201 + trades.length,
      inBand: 201,
      refused,
      reduced,
      approved,
      fills: reduced + approved,
      exits: 3,
      drops: [
        { code: 'EVALUATION_WARMING_UP', count: 48 },
        { code: 'EVALUATION_CONFIDENCE_LOW', count: 87 },
      ],
    },
    refusals: [
      {
        code: 'CONCENTRATION_MAX',
        meaning: REASON_DOCS.CONCENTRATION_MAX,
        refused,
        reduced,
        worst: { asked: '90.0 %', limit: '60.0 %', where: 'bold BTC-USD, 2016-01-01 06:15' },
      },
      {
        code: 'CASH_INSUFFICIENT',
        meaning: REASON_DOCS.CASH_INSUFFICIENT,
        refused: 9,
        reduced: 0,
        worst: { asked: '12 400.00', limit: '9 871.20' },
      },
      { code: 'MARK_STALE', meaning: REASON_DOCS.MARK_STALE, refused: 2, reduced: 0 },
    ],
    portfolios,
    alerts: [
      {
        timeMicros: minutes[2280].micros,
        severity: 'warning',
        code: 'CONCENTRATION_MAX',
        portfolio: 'cautious',
        text: 'concentration of BTC-USD drifted to 25.3 %, limit 25 % (policy: alert)',
      },
      {
        timeMicros: minutes[3000].micros,
        severity: 'error',
        code: 'DRAWDOWN',
        portfolio: 'bold',
        text: 'fall of 2.1 % from the highest equity, limit 2 %: reducing',
      },
    ],
    speed: {
      events: minutes.length,
      seconds: 0.041,
      eventsPerSecond: 95_780,
      frames: 62,
      latencyNanos: { p50: 3_100, p99: 9_200, max: 812_000 },
    },
  }
}

/** Trades an EMA cross every 15 minutes: `wanted` of equity when fast is above slow, cut to `limit`; else flat. */
function trade(name: string, limit: number, wanted: number): ReportPortfolio {
  const book: Book = { cash: START, cost: 0n, lots: 0n, realised: 0n, fees: 0n, traded: 0n }
  const series: Series = { times: [], equity: [], held: [], exposure: [] }
  const [trades, closedResults]: [ReportTrade[], number[]] = [[], []]
  let [fast, slow] = [Number(minutes[0].cents), Number(minutes[0].cents)]
  minutes.forEach(({ micros, cents }, at) => {
    const value = (book.lots * cents) / LOTS
    const equity = book.cash + value
    series.times.push(micros)
    series.equity.push(share(equity, 100n))
    series.held.push(share(START * cents, 100n * minutes[0].cents))
    series.exposure.push(share(value, equity))
    if (at % 15 !== 14) return
    fast += (Number(cents) - fast) / 6
    slow += (Number(cents) - slow) / 24
    const target = fast > slow ? wanted : 0
    if (target > 0 === book.lots > 0n) return
    const asked = target === 0 ? -book.lots : (BigInt(Math.floor(Number(equity) * target)) * LOTS) / cents
    const most = (BigInt(Math.floor(Number(equity) * limit)) * LOTS) / cents
    const refused = asked > 0n && at % 4 === 2
    const sent = refused ? 0n : asked > most ? most : asked
    const realised = fill(book, sent, cents)
    if (sent < 0n) closedResults.push(share(realised, 100n))
    const before = share(value, equity)
    trades.push(story({ name, micros, cents, asked, sent, limit, target, before, fast, slow, realised, at }))
  })
  return portfolioOf(name, limit, book, series, trades, closedResults)
}

/** Books a fill at average cost with a fee of 25 bp, rounded against us; gives what it realised after its fee. */
function fill(book: Book, lots: bigint, cents: bigint): bigint {
  if (lots === 0n) return 0n
  const value = (lots * cents) / LOTS
  const size = value < 0n ? -value : value
  const fee = (size * 25n + 9_999n) / 10_000n
  const released = lots < 0n ? (book.cost * -lots) / book.lots : 0n
  const realised = lots < 0n ? size - released : 0n
  book.cash -= value + fee
  book.cost += lots > 0n ? value : -released
  book.lots += lots
  book.realised += realised
  book.fees += fee
  book.traded += size
  return realised - fee
}

interface Story {
  readonly name: string
  readonly micros: number
  readonly cents: bigint
  readonly asked: bigint
  readonly sent: bigint
  readonly limit: number
  readonly target: number
  readonly before: number
  readonly fast: number
  readonly slow: number
  readonly realised: bigint
  readonly at: number
}

function story(told: Story): ReportTrade {
  const { name, micros, cents, asked, sent, limit, target, before, fast, slow, realised, at } = told
  const size = (lots: bigint): string => formatDecimal(lots < 0n ? -lots : lots, 4)
  const verdict = sent === asked ? 'approved' : sent === 0n ? 'refused' : 'reduced'
  const reason = asked > 0n ? 'DECISION_ENTER' : 'DECISION_EXIT'
  const strength = Math.max(-1, Math.min(1, ((fast - slow) / slow) * 400))
  return {
    id: `${at}.${name === 'bold' ? 1 : 0}`,
    timeMicros: micros,
    instrument: 'BTC-USD',
    side: asked > 0n ? 'buy' : 'sell',
    quantity: size(sent),
    verdict,
    reason: verdict === 'approved' ? reason : 'CONCENTRATION_MAX',
    market: [
      { label: 'close', value: money(cents) },
      { label: 'mark', value: money(cents) },
    ],
    evaluations: ['15m', '1h'].map((timeframe) => ({
      source: 'ema-cross',
      timeframe,
      rating: 3 + 2 * strength,
      confidence: 0.6,
      timeMicros: micros,
    })),
    signal: { strength, confidence: 0.6, quality: 0.52, consensus: 1 },
    decision: { id: `${at}.0`, targetFraction: target, previousFraction: before, reason },
    checks:
      verdict === 'approved'
        ? []
        : [
            {
              code: 'CONCENTRATION_MAX',
              passed: false,
              value: percentText(target),
              limit: percentText(limit),
              headroom: percentText(limit - before),
            },
            { code: 'CASH_INSUFFICIENT', passed: true, value: '55 800.00', limit: '100 000.00', headroom: '44 200.00' },
          ],
    size: [
      { label: 'asked', value: `${size(asked)} BTC` },
      { label: 'sent', value: `${size(sent)} BTC` },
    ],
    order:
      sent === 0n
        ? []
        : [
            { label: 'type', value: 'market' },
            { label: 'time in force', value: 'GTC' },
          ],
    fills:
      sent === 0n
        ? []
        : [{ timeMicros: micros + 60e6, price: money(cents), quantity: size(sent), fee: '12.50', rowsLater: 1 }],
    ...(asked < 0n ? { realised: money(realised) } : {}),
  }
}

function portfolioOf(
  name: string,
  limit: number,
  book: Book,
  { times, equity, held, exposure }: Series,
  trades: ReportTrade[],
  closedResults: number[],
): ReportPortfolio {
  const curve = (values: number[]): ReportCurve => ({ timesMicros: times, values })
  const value = (book.lots * minutes.at(-1)!.cents) / LOTS
  const net = book.cash + value - START
  const days = ['2016-01-01', '2016-01-02', '2016-01-03']
  const ends = days.map((_, day) => equity[Math.min(equity.length - 1, (day + 1) * 1309 - 1)])
  const exposures: ReportExposure[] = [
    { name: 'concentration BTC-USD', code: 'CONCENTRATION_MAX', unit: 'fraction', used: curve(exposure), limit },
    {
      name: 'gross',
      code: 'GROSS_MAX',
      unit: 'money',
      used: curve(exposure.map((part, at) => part * equity[at])),
      limit: equity.map((amount) => amount * 0.8),
    },
  ]
  return {
    name,
    currency: 'USD',
    strategy: 'ema-cross',
    tradingState: name === 'bold' ? 'reducing' : 'active',
    startingCash: money(START),
    cash: money(book.cash),
    cost: money(book.cost),
    realised: money(book.realised),
    fees: money(book.fees),
    equity: money(book.cash + value),
    equityCurve: curve(equity),
    buyAndHold: curve(held),
    exposures,
    dailyReturns: { days, returns: ends.map((end, day) => end / (day === 0 ? 100_000 : ends[day - 1]) - 1) },
    daysPerYear: 365,
    costs: { fees: money(book.fees), net: money(net) },
    tradedNotional: money(book.traded),
    closedResults,
    trades,
  }
}
