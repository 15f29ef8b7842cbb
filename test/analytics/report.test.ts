import { Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { CHART_SCRIPT } from '../../analytics/report/chart-script.ts'
import { Charts, POINTS_MAX } from '../../analytics/report/charts.ts'
import { keyFigures } from '../../analytics/report/key-figures.ts'
import type { ReportData, ReportPortfolio } from '../../analytics/report/report-data.ts'
import { renderReport } from '../../analytics/report/report.ts'
import { TRADES_SHOWN } from '../../analytics/report/sections/trades.ts'
import { btcReport } from './btc-report.ts'
import { PLANTED, planted } from './planted.ts'

const count = (page: string, found: string): number => page.split(found).length - 1
const repeated = <T>(many: number, one: T): T[] => Array.from({ length: many }, () => one)
/** What a reader sees: no markup, no script, spaces as one. */
const seen = (page: string): string =>
  page
    .replace(/<(script|style|title)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/[ \n]+/g, ' ')

describe('the report', () => {
  const data = btcReport()
  const page = renderReport(data)
  const text = seen(page)

  it('shows its sections in the order that matters', () => {
    const heads = [...page.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, head]) => head)
    expect(heads).toEqual([
      'What this rests on',
      'Key figures',
      'Equity and drawdown, beside buy and hold',
      'Exposure against each limit',
      'Costs, from gross to net',
      'Flow and refusals',
      'Trades, and why',
      'Alerts',
      'Fingerprints',
    ])
  })

  it('has every link of its contents, and no address outside itself', () => {
    const links = [...page.matchAll(/href="#([a-z]+)"/g)].map(([, id]) => id)
    expect(links).toHaveLength(9)
    for (const id of links) expect(page).toContain(`id="${id}"`)
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/)
    expect(page).toContain("default-src 'none'")
  })

  it('says what data and graph had to say', () => {
    expect(text).toContain('25 bp of the value, maker and taker')
    expect(text).toContain('2016-01.csv:1207: time 12:00 after 12:01')
    expect(text).toMatch(/gdax-sim-test-data\/2016-01\.csv 3\u202f927 3 3 393 0/)
    expect(text).toMatch(/3\u202f927 events 524 evaluations 389 signals 214 decisions/)
    expect(text).toContain('asked 90.0 % , limit 60.0 %')
    expect(text).toContain('concentration of BTC-USD drifted to 25.3 %')
    for (const hash of [data.run.configHash, data.run.inputHash, data.run.stateHash, data.run.commit]) {
      expect(text).toContain(hash)
    }
  })

  it('prints the figures and the books of each portfolio', () => {
    const [cautious] = data.portfolios
    expect(text).toContain('absent 3 daily returns (needs 30)')
    expect(text).toContain('balances to the last unit')
    expect(text).toContain(cautious.equity.replace(/^(\d+)(\d{3})/, '$1\u202f$2'))
    expect(text).toContain(`95 % interval 0 … 49\u00a0%; 0 of ${cautious.closedResults.length} closed`)
  })

  it('opens each trade into the whole chain', () => {
    const trades = data.portfolios.flatMap((portfolio) => portfolio.trades)
    expect(count(page, '<details class="trade')).toBe(trades.length)
    for (const link of ['Market', 'Evaluations', 'Signal', 'Decision', 'Checks', 'Size', 'Order', 'Fills']) {
      expect(count(page, `<h5>${link}</h5>`)).toBe(trades.length)
    }
    expect(text).toContain('every check of the gate passed')
    expect(text).toContain('✗ CONCENTRATION_MAX 60.0 % 25.0 % 25.0 %')
    expect(text).toContain('nothing was sent')
  })

  it('is the same page for the same data', () => {
    expect(renderReport(structuredClone(data))).toBe(page)
    expect(renderReport(JSON.parse(JSON.stringify(data)) as ReportData)).toBe(page)
  })

  it('never prints what is no number', () => {
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it('escapes every text of the data', () => {
    const hostile = renderReport(planted(data))
    expect(hostile).not.toContain(PLANTED)
    expect(hostile).not.toContain('<img')
    expect(hostile).not.toContain('</script><script>window')
    expect(count(hostile, '<script')).toBe(count(page, '<script'))
    expect(count(hostile, '&lt;img src=x')).toBeGreaterThan(100)
  })
})

describe('the report of odd runs', () => {
  const data = btcReport()
  const [portfolio] = data.portfolios

  it('says what is absent', () => {
    const none = { timesMicros: [], values: [] }
    const { buyAndHold: _, ...rest } = portfolio
    const bare: ReportPortfolio = {
      ...rest,
      startingCash: '0',
      equityCurve: none,
      exposures: [{ name: 'gross', code: 'GROSS_MAX', unit: 'money', used: none, limit: 5 }],
      dailyReturns: { days: [], returns: [] },
      closedResults: [],
      tradedNotional: '0',
      costs: { fees: '0', net: '0' },
      trades: [],
    }
    const flow = { ...data.flow, drops: [], exits: 0, intents: 0, inBand: 0, refused: 0, reduced: 0, approved: 0 }
    const { commit: _commit, config: _config, ...run } = data.run
    const page = renderReport({
      ...data,
      run: { ...run, fromMicros: Number.NaN },
      files: [],
      flow,
      refusals: [],
      alerts: [],
      portfolios: [bare, { ...bare, exposures: [] }],
      speed: { events: 0, seconds: 0, eventsPerSecond: 0, frames: 0 },
    })
    for (const said of [
      'No file was read.',
      'The gate refused nothing and reduced nothing.',
      'No alert was raised.',
      'No intent left the decision.',
      'No limit on exposure is set.',
      'No points to draw.',
      'starting cash is 0, not positive',
      'the instruments were not held beside it',
      'absent: not run from a checkout',
      'time of a frame was not measured',
      'does not balance',
    ]) {
      expect(seen(page)).toContain(said)
    }
    expect(seen(page)).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('stays readable and below 2 MB, however long the run was', () => {
    const long = 20_000
    const curve = (scale: number): { timesMicros: number[]; values: number[] } => ({
      timesMicros: Array.from({ length: long }, (_, at) => 1_451_606_400_000_000 + at * 60_000_000),
      values: Array.from({ length: long }, (_, at) => scale * (1 + Math.sin(at / 777) / 3)),
    })
    const trade = { ...portfolio.trades[1], checks: repeated(60, portfolio.trades[1].checks[0]) }
    const huge: ReportPortfolio = {
      ...portfolio,
      equityCurve: curve(123_456.789),
      buyAndHold: curve(100_000.123),
      exposures: Array.from({ length: 30 }, (_, at) => ({
        ...portfolio.exposures[0],
        name: `limit ${at}`,
        used: curve(at),
        limit: curve(30).values,
      })),
      trades: repeated(4_000, { ...trade, evaluations: repeated(50, trade.evaluations[0]) }),
    }
    const page = renderReport({
      ...data,
      run: { ...data.run, config: 'x'.repeat(500_000), title: 't'.repeat(100_000) },
      portfolios: repeated(40, huge),
      files: repeated(500, data.files[0]),
      alerts: repeated(5_000, data.alerts[0]),
      refusals: repeated(200, data.refusals[0]),
    })
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000)
    expect(count(page, '<details class="trade')).toBeLessThanOrEqual(TRADES_SHOWN)
    expect(count(page, '<details class="trade')).toBeGreaterThan(100)
    const told = seen(page)
    expect(told.includes('16 more are not')).toBe(true)
    expect(told.includes('and 4\u202f800 more alerts')).toBe(true)
  })

  it('shows at most 500 trades of one portfolio, and how many are left', () => {
    const { trades } = portfolio
    const page = renderReport({ ...data, portfolios: [{ ...portfolio, trades: repeated(777, trades[2]) }] })
    const shown = count(page, '<details class="trade')
    expect(shown).toBeLessThanOrEqual(TRADES_SHOWN)
    expect(shown).toBeGreaterThan(400)
    expect(seen(page)).toContain(`The first ${shown} are shown; ${777 - shown} more are not.`)
  })

  it('thins a long curve to 2 000 points and keeps its peak', () => {
    const charts = new Charts(1)
    const values = Array.from({ length: 100_000 }, (_, at) => (at === 54_321 ? 9 : 1))
    const timesMicros = values.map((_, at) => at * 1000)
    const line = { label: 'x', role: 'own', curve: { timesMicros, values } } as const
    charts.add({ description: '', unit: 'money', heightPixels: 100, group: 'g', lines: [line] })
    const [{ lines }] = JSON.parse(charts.data().markup) as { lines: { steps: number[]; values: number[] }[] }[]
    expect(lines[0].values.length).toBeLessThanOrEqual(POINTS_MAX)
    const times = lines[0].steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], [])
    expect(times[lines[0].values.indexOf(9)]).toBe(54_321)
    expect(times.at(-1)).toBe(99_999)
  })

  it('knows whether books balance, to the last digit', () => {
    expect(keyFigures(portfolio).balanced).toBe(true)
    expect(keyFigures({ ...portfolio, adjustments: '0.00000001' }).balanced).toBe(false)
    expect(keyFigures({ ...portfolio, cash: 'much' }).balanced).toBe(false)
    const moved = { ...portfolio, adjustments: '-5', realised: String(Number(portfolio.realised) + 5) }
    expect(keyFigures(moved).balanced).toBe(true)
    expect(renderReport({ ...data, portfolios: [moved] })).toContain('adjustments')
  })

  it('compares with buy and hold where its returns are known', () => {
    const returns = Array.from({ length: 40 }, (_, at) => Math.sin(at) / 100)
    const days = returns.map((_, at) => `day ${at}`)
    const buyAndHold = returns.map((value) => 2 * value)
    const both = { ...portfolio, dailyReturns: { days, returns, buyAndHold } }
    const { comparison, volatility, sharpe } = keyFigures(both)
    expect((comparison!.beta as { value: number }).value).toBeCloseTo(0.5, 9)
    expect(volatility).toHaveProperty('value')
    expect(sharpe).toHaveProperty('value')
    expect(seen(renderReport({ ...data, portfolios: [both] }))).toContain('Beta to buy and hold 0.50')
    expect(keyFigures({ ...both, dailyReturns: { days, returns, buyAndHold: [] } }).comparison).toBeUndefined()
    expect(keyFigures({ ...portfolio, drawdown: [0, -0.5, 0] }).drawdownMax).toEqual({ value: -0.5 })
  })

  it('has a script that browsers can parse', () => {
    expect(() => new Script(CHART_SCRIPT)).not.toThrow()
    expect(CHART_SCRIPT).not.toContain('</')
  })
})
