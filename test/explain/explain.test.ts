import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../model/reasons.generated.ts'
import { explain } from '../../pipeline/explain/explain.ts'
import { explanationText } from '../../pipeline/explain/explain-text.ts'
import type { Chain, Explanation, Judgement } from '../../pipeline/explain/explanation.ts'
import { indexOf } from '../../pipeline/explain/recording-index.ts'
import type { SmallestChange } from '../../pipeline/explain/smallest-change.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { describeShared, sharedData } from '../shared-data.ts'
import { recorded } from './recorded.ts'

const btc = btcFolder()

const CONFIG = `
limits: { orderRate: { count: 2, per: 2h } }
portfolios:
  - { name: main, cash: '100000' }
  - { name: cautious, cash: '10000', limits: { concentration: 0.1, allowShort: true } }
`
const MICROS = (time: string): number => Date.parse(time) * 1000

const chainOf = ({ chains }: Explanation, portfolio: string): Chain =>
  chains.find((one) => one.portfolio === portfolio)!
const judgementOf = (explanation: Explanation, portfolio: string): Judgement =>
  chainOf(explanation, portfolio).judgements[0]
const wholeOf = ({ changes }: Judgement): SmallestChange =>
  changes.find((one) => one.goal === 'whole') as SmallestChange

describe('explain', () => {
  it('says of every trade and refusal what the run itself said', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const sampled = ['approved', 'reduced', 'refused'].flatMap((kind) => {
      const all = trades.filter(({ verdict }) => verdict.verdict === kind && verdict.decisionId !== null)
      return [all[0], all[all.length >> 1], all[all.length - 1]]
    })
    for (const { verdict, checks, order, fills } of sampled) {
      const { portfolio } = verdict
      const explanation = await explain(recording, { decision: verdict.decisionId!, portfolio })
      const judgement = judgementOf(explanation, portfolio)
      expect(judgement.verdict).toEqual(verdict)
      const violated = judgement.checks.filter((one) => one.status === 'violated' && one.reached)
      expect(violated.map(({ check, value, limit, headroom }) => ({ check, value, limit, headroom }))).toEqual(
        checks.map(({ check, value, limit, headroom }) => ({ check, value, limit, headroom })),
      )
      expect(judgement.orders[0]?.sent).toEqual(order)
      // A run keeps twenty fills of a trade.
      expect(judgement.orders[0]?.fills.slice(0, 20) ?? []).toEqual(fills)
      // Each of the gate's checks is either told with its numbers, or as one that is not asked here.
      const told = new Set([...judgement.checks.map(({ check }) => check), ...judgement.notAsked])
      expect(CHECKS.every(({ code }) => told.has(code))).toBe(true)
    }
  }, 60_000)

  it('finds a change that holds when the whole run is made with it, and not with a unit less', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const cut = trades.find(({ verdict }) => verdict.portfolio === 'cautious' && verdict.verdict === 'reduced')!
    const explanation = await explain(recording, { decision: cut.verdict.decisionId! })
    const { changes, becomes, verified } = wholeOf(judgementOf(explanation, 'cautious'))
    expect({ becomes, verified, needed: changes.length }).toEqual({ becomes: 'approved', verified: true, needed: 1 })
    const [{ input, to }] = changes
    expect(input).toBe('limits.concentration of cautious')
    const verdictWith = async (concentration: string): Promise<string> => {
      const other = await recorded(CONFIG.replace('concentration: 0.1', `concentration: ${concentration}`), [btc.csv])
      return other.trades.find(({ verdict }) => verdict.id === cut.verdict.id)!.verdict.verdict
    }
    expect(await verdictWith(to!)).toBe('approved')
    expect(await verdictWith((Number(to) - 0.000001).toFixed(6))).toBe('reduced')
  }, 60_000)

  it('says of two violated checks that both have to change', async () => {
    const config = `${CONFIG}sizing: { fraction: 0.3 }\n`.replace('allowShort: true', "orderNotional: '1500'")
    const { recording, trades } = await recorded(config, [btc.csv])
    const cut = trades.find(({ verdict, checks }) => verdict.verdict === 'reduced' && checks.length === 2)!
    const explanation = await explain(recording, { decision: cut.verdict.decisionId! })
    const { changes, verified } = wholeOf(judgementOf(explanation, cut.verdict.portfolio))
    expect(changes.map(({ checks, oneLess, without }) => ({ checks, oneLess, without }))).toEqual(
      cut.checks.map(({ check }) => ({ checks: [check], oneLess: 'reduced', without: 'reduced' })),
    )
    expect(verified).toBe(true)
    expect(explanationText(explanation)).toContain('all 2 needed, verified on a copy of the state')
  }, 60_000)

  it('finds orders by their id, and the whole story of one', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const { order, verdict } = trades.find(({ verdict: { verdict: kind }, order: sent, fills }) => {
      const filled = fills.reduce((sum, { quantity }) => sum + Math.round(Number(quantity) * 1e8), 0)
      return kind === 'approved' && fills.length > 1 && filled === Math.round(Number(sent?.quantity) * 1e8)
    })!
    const explanation = await explain(recording, { order: order!.orderId! })
    expect(explanation.chains.map(({ portfolio }) => portfolio)).toEqual([verdict.portfolio])
    const [found] = judgementOf(explanation, verdict.portfolio).orders
    expect(found).toMatchObject({ id: order!.orderId, state: 'filled' })
    expect(chainOf(explanation, verdict.portfolio).first).toMatchObject({ stage: 'none', code: 'NONE' })
    await expect(explain(recording, { order: '7.3' })).rejects.toThrow('row 7 sent no order 7.3')
    await expect(explain(recording, { decision: '352.9' })).rejects.toThrow('row 352 made 352.0')
    await expect(explain(recording, { decision: '352' })).rejects.toThrow('ids are sequence.sub')
    await expect(explain(recording, { decision: '99999.0' })).rejects.toThrow('the recording has no row 99999')
  }, 60_000)
})

describe('explain, of what did not happen', () => {
  const first = async (
    recording: Recording,
    time: string,
    portfolio = 'main',
  ): Promise<Chain['first'] & { text: string }> => {
    const explanation = await explain(recording, { instrument: 'BTC-USD', at: MICROS(time), portfolio })
    return chainOf(explanation, portfolio).first
  }

  it('names the first thing that stood in the way, stage by stage', async () => {
    const { recording, trades } = await recorded(`${CONFIG}decision: { coolDown: 5h }\n`, [btc.csv])
    expect(await first(recording, '2016-01-01T03:00:00Z')).toMatchObject({
      stage: 'evaluation',
      code: 'EVALUATION_WARMING_UP',
    })
    expect(await first(recording, '2016-01-01T06:20:00Z')).toMatchObject({ stage: 'evaluation', code: 'NO_EVALUATION' })
    const cooling = trades.length > 0 ? await first(recording, '2016-01-01T14:00:00Z') : undefined
    expect(cooling).toMatchObject({ stage: 'decision', code: 'DECISION_COOL_DOWN' })
    await expect(first(recording, '2015-12-31T00:00:00Z')).rejects.toThrow('no row at or before 2015-12-31T00:00:00Z')
    await expect(first(recording, '2016-01-01T14:00:00Z', 'other')).rejects.toThrow(
      'no portfolio other, but main, cautious',
    )
  }, 60_000)

  it('tells what was dropped, what was in the band, and how far the band is from letting it through', async () => {
    const dropping = await recorded('signal: [{ strategy: main, minConfidence: 0.99 }]', [btc.csv])
    expect(await first(dropping.recording, '2016-01-01T14:00:00Z')).toMatchObject({
      stage: 'evaluation',
      code: 'EVALUATION_CONFIDENCE_LOW',
    })
    const banded = await recorded("sizing: { noTradeBand: '0.5' }", [btc.csv])
    const explanation = await explain(banded.recording, { instrument: 'BTC-USD', at: MICROS('2016-01-01T06:15:00Z') })
    expect(chainOf(explanation, 'main').first).toMatchObject({ stage: 'sizing', code: 'IN_BAND' })
    const [change] = judgementOf(explanation, 'main').changes as SmallestChange[]
    expect(change).toMatchObject({ goal: 'moves', verified: true, changes: [{ input: 'sizing.noTradeBand of main' }] })
  }, 60_000)

  it('knows an instrument that the market has said nothing of', async () => {
    const other = join(btc.folder, 'later.csv')
    await writeFile(
      other,
      'time,open,high,low,close,volume\n2016-01-03T00:00:00Z,10,11,9,10,5\n2016-01-03T00:01:00Z,10,11,9,10,5\n',
    )
    const { recording } = await recorded('', [btc.csv, other])
    const explanation = await explain(recording, { instrument: 'LATER', at: MICROS('2016-01-01T12:00:00Z') })
    expect(chainOf(explanation, 'main').first).toMatchObject({ stage: 'market', code: 'NO_MARKET_DATA' })
  }, 60_000)
})

describe('an explanation', () => {
  it('does not depend on cuts, backends or an index', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const { decisionId } = trades.find(({ verdict }) => verdict.verdict === 'reduced')!.verdict
    const cut = (frame: number | 'ragged', backend: 'wasm' | 'reference'): Recording => ({
      ...recording,
      frames: (options) => recording.frames({ ...options, frame, backend }),
    })
    const plain = await explain(recording, { decision: decisionId! })
    for (const one of [cut(1, 'wasm'), cut('ragged', 'reference'), cut(1_024, 'wasm')])
      expect(await explain(one, { decision: decisionId! })).toEqual(plain)
    const index = await indexOf(recording)
    for (const time of [
      '2016-01-01T03:00:00Z',
      '2016-01-01T14:00:00Z',
      '2016-01-02T17:31:30Z',
      '2016-01-05T00:00:00Z',
    ]) {
      for (const named of [{}, { portfolio: 'cautious' }]) {
        const question = { instrument: 'BTC-USD', at: MICROS(time), ...named }
        expect(await explain(recording, question, { index })).toEqual(await explain(recording, question))
      }
    }
  }, 90_000)
})

describeShared('explain on quotes', () => {
  it('tells bid, ask and the age of the mark, and stands up to a latency', async () => {
    const { recording, trades } = await recorded(
      "limits: { concentration: '0.05', allowShort: true }",
      [sharedData('ticks/eurusd_oanda')!],
      { truncateAtMicros: MICROS('2014-05-03T00:00:00Z') },
    )
    const cut = trades.find(({ verdict }) => verdict.verdict === 'reduced' && verdict.decisionId !== null)!
    const explanation = await explain(recording, { decision: cut.verdict.decisionId! })
    const { market } = explanation
    expect(market.bid).not.toBeNull()
    expect(Number(market.ask)).toBeGreaterThanOrEqual(Number(market.bid))
    const judgement = judgementOf(explanation, 'main')
    expect(wholeOf(judgement)).toMatchObject({ verified: true, becomes: 'approved' })
    expect(judgement.orders[0].fills.slice(0, 20)).toEqual(cut.fills)
  }, 120_000)
})
