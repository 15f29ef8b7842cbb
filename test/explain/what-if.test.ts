import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../pipeline/config/faults.ts'
import { explain } from '../../pipeline/explain/explain.ts'
import type { SmallestChange } from '../../pipeline/explain/smallest-change.ts'
import { whatIf } from '../../pipeline/explain/what-if.ts'
import type { WhatIfGate, WhatIfSim } from '../../pipeline/explain/what-if-answer.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { recorded } from './recorded.ts'

const btc = btcFolder()
const MICROS = (time: string): number => Date.parse(time) * 1000
const CONFIG = `
limits: { orderRate: { count: 2, per: 2h }, gross: '60000' }
portfolios:
  - { name: main, cash: '100000' }
  - { name: cautious, cash: '10000', limits: { concentration: 0.1, allowShort: true } }
`
const gateOf = async (recording: Recording, set: string[], from?: string): Promise<WhatIfGate> =>
  (await whatIf(recording, {
    set,
    mode: 'gate',
    ...(from === undefined ? {} : { from: MICROS(from) }),
  })) as WhatIfGate & {
    set: readonly string[]
  }
const simOf = async (
  recording: Recording,
  set: string[],
  window: { from?: string; to?: string } = {},
): Promise<WhatIfSim> =>
  (await whatIf(recording, {
    set,
    mode: 'sim',
    ...(window.from === undefined ? {} : { from: MICROS(window.from) }),
    ...(window.to === undefined ? {} : { to: MICROS(window.to) }),
  })) as WhatIfSim & { set: readonly string[] }

describe('what if, at the gate', () => {
  it('finds no difference where the settings are the same, and knows the recorded counts', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const result = await gateOf(recording, ['limits.gross=60000', 'portfolios.cautious.limits.concentration=0.1'])
    expect(result.different).toBe(0)
    expect(result.changed).toEqual(result.recorded)
    const kinds = (kind: string): number => trades.filter(({ verdict }) => verdict.verdict === kind).length
    expect({ approved: result.recorded.approved, reduced: result.recorded.reduced }).toEqual({
      approved: kinds('approved'),
      reduced: kinds('reduced'),
    })
  }, 60_000)

  it('changes a verdict by one unit of a limit that binds', async () => {
    const { recording, trades } = await recorded(CONFIG, [btc.csv])
    const cut = trades.find(({ verdict }) => verdict.portfolio === 'cautious' && verdict.verdict === 'reduced')!
    const explanation = await explain(recording, { decision: cut.verdict.decisionId!, portfolio: 'cautious' })
    const change = explanation.chains[0].judgements[0].changes.find((one) => one.goal === 'whole') as SmallestChange
    const to = change.changes[0].to!
    const at = async (concentration: string): Promise<string | undefined> => {
      const { differences } = await gateOf(recording, [`portfolios.cautious.limits.concentration=${concentration}`])
      return differences.find(
        ({ sequence, portfolio }) => sequence === cut.verdict.sequence && portfolio === 'cautious',
      )?.changed.verdict
    }
    expect(await at(to)).toBe('approved')
    expect(await at((Number(to) - 0.000001).toFixed(6))).toBe('reduced')
  }, 60_000)

  it('also has the budget of an instant made anew', async () => {
    const config = "limits: { leverage: '0.05' }"
    const { recording } = await recorded(config, [btc.csv])
    const loose = await gateOf(recording, ['limits.leverage=1'])
    expect(loose.recorded.reduced).toBeGreaterThan(0)
    expect(loose.differences.length).toBe(loose.different)
    expect(loose.differences.every(({ recorded: { reason } }) => reason === 'BUDGET_SCALED')).toBe(true)
    expect(loose.changed.reduced).toBe(0)
  }, 60_000)

  it('leaves the run as it was, and refuses what does not act at the gate', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const late = await gateOf(recording, ['limits.allowShort=true'], '2016-01-03T00:00:00Z')
    expect(late.differences.every(({ time }) => time >= '2016-01-03')).toBe(true)
    expect(late.different).toBeGreaterThan(0)
    for (const set of [
      'sizing.fraction=0.1',
      'limits.drawdown.halted=0.1',
      'portfolios.main.exits.stop=0.1',
      'decision.enter=0.5',
    ])
      await expect(gateOf(recording, [set])).rejects.toThrow('does not act at the gate: ask with --mode sim')
  }, 60_000)
})

describe('what if, simulated', () => {
  it('has no difference where the settings are the same, whole or from an instant on', async () => {
    const { recording, hash, rows } = await recorded(CONFIG, [btc.csv])
    const known = { ...recording, hash }
    const whole = await simOf(known, ['limits.gross=60000'])
    expect({ ...whole.changed, hash: null }).toEqual({ ...whole.baseline, hash: null })
    expect(whole.baseline.hash).toBe(hash)
    expect(whole.modelError).toMatchObject({ asRecorded: true, orders: 0, fills: 0 })
    expect(whole.rowsRun).toBe(2 * rows)
    const part = await simOf(recording, ['limits.gross=60000', 'sizing.fraction=0.2', 'venue.participation=0.05'], {
      from: '2016-01-02T03:04:05Z',
    })
    expect(part.changed).toEqual(part.baseline)
    expect(part.modelError.asRecorded).toBeNull()
  }, 60_000)

  it('comes to what a run with these settings comes to', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const set = ['portfolios.cautious.limits.concentration=0.2', 'decision.coolDown=30m', 'sizing.fraction=0.3']
    const { baseline, changed } = await simOf(recording, set)
    const other = await recorded(
      `${CONFIG.replace('concentration: 0.1', 'concentration: 0.2')}decision: { coolDown: 30m }\nsizing: { fraction: 0.3 }\n`,
      [btc.csv],
    )
    expect(changed.hash).toBe(other.hash)
    expect(changed.hash).not.toBe(baseline.hash)
    const profits = changed.portfolios.map(({ equity, profit }) => Number(equity) - Number(profit))
    expect(profits.map((paid) => Math.round(paid))).toEqual([100_000, 10_000])
  }, 60_000)

  it('puts settings in from an instant on, wherever the stream is cut', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const cut = (frame: number | 'ragged'): Recording => ({
      ...recording,
      frames: (options) => recording.frames({ ...options, frame }),
    })
    const window = { from: '2016-01-02T00:00:30Z', to: '2016-01-03T11:11:00Z' }
    const set = ['portfolios.cautious.limits.concentration=0.2', 'limits.allowShort=true']
    const [one, other] = [await simOf(cut(1), set, window), await simOf(cut(1_024), set, window)]
    expect({ ...one, rowsRun: 0 }).toEqual({ ...other, rowsRun: 0 })
    expect(one.changed.refusals['SHORT_NOT_ALLOWED']).toBeUndefined()
    expect(one.baseline.refusals['SHORT_NOT_ALLOWED']).toBeGreaterThan(0)
    expect(one.changed.portfolios[0].profit).not.toBe(one.baseline.portfolios[0].profit)
  }, 60_000)

  it('refuses by name what can’t be meant', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const refused = async (set: string, from?: string): Promise<string> => {
      const error: unknown = await simOf(recording, [set], from === undefined ? {} : { from }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(ConfigError)
      return (error as ConfigError).message
    }
    expect(await refused('limits.concentration')).toContain('a setting is path=value')
    expect(await refused('limits.concentrated=0.2')).toContain('concentrated')
    expect(await refused('limits.concentration=much')).toContain('must be a decimal')
    expect(await refused('portfolios.other.cash=5')).toContain('there is no portfolio other, but main, cautious')
    expect(await refused('instruments.BTC-USD.priceScale=5')).toContain('can’t be set afterwards')
    expect(await refused('data=x')).toContain('must begin with limits')
    expect(await refused('decision.enter=0.5', '2016-01-02T00:00:00Z')).toContain('leave out --from')
    expect(await refused('limits.currencies={ USD: 0.5 }', '2016-01-02T00:00:00Z')).toContain('a state of another size')
  }, 60_000)
})
