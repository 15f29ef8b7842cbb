import { tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../../model/decimal.ts'
import { BAR, BAR_CLOSE, SIGNAL, SIGNAL_HORIZON_MICROS } from '../../model/layout.generated.ts'
import { verdicts } from '../../operators/risk/verdicts.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import { ended } from '../../pipeline/explain/ended.ts'
import { microsAt } from '../../pipeline/explain/mentions.ts'
import { whyNot } from '../../pipeline/explain/why-not.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { replayed } from '../../pipeline/recording/replayed.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { recorded } from './recorded.ts'

const btc = btcFolder()
const MICROS = (time: string): number => Date.parse(time) * 1000
const CONFIG = `
portfolios:
  - { name: main, cash: '100000' }
  - { name: cautious, cash: '10000', limits: { concentration: 0.1, allowShort: true } }
`

/** Everything the naive count needs: verdicts, closes by time, horizons by row. */
async function seen(recording: Recording) {
  const all: VerdictEvent[] = []
  const closes: [micros: number, cents: bigint][] = []
  const horizons = new Map<number, number>()
  const outcomes = replayed(recording).pipe(
    tap(({ frame, from, to }) => {
      const { u8, f64 } = frame.context.memory
      for (let row = from; row < to; row++) {
        const at = frame.input.at(row)
        if (u8[at] === BAR) closes.push([microsAt(frame, row), BigInt(f64[(at >> 3) + BAR_CLOSE])])
      }
      for (let row = 0; row < frame.signals.count; row++) {
        const at = frame.signals.at(row)
        if (u8[at] === SIGNAL)
          horizons.set(frame.firstSequence + frame.signals.position(row), f64[(at >> 3) + SIGNAL_HORIZON_MICROS])
      }
    }),
    verdicts(),
    tap((verdict) => all.push(verdict)),
  )
  await ended(outcomes)
  return { all, closes, horizons }
}

describe('why not', () => {
  it('counts what the run counted, and values what was missed as a naive loop over the bars does', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const window = { from: MICROS('2016-01-01T12:00:00Z'), to: MICROS('2016-01-03T06:00:00Z') }
    const { all, closes, horizons } = await seen(recording)
    const result = await whyNot(recording, window)
    const inside = all.filter(({ timeMicros }) => timeMicros >= window.from && timeMicros <= window.to)
    const cut = inside.filter(({ verdict }) => verdict === 'refused' || verdict === 'reduced')
    expect(result.approved).toBe(inside.filter(({ verdict }) => verdict === 'approved').length)
    const closeAt = (micros: number): bigint => closes.findLast(([time]) => time <= micros)![1]
    const sums = new Map<string, bigint>()
    for (const verdict of cut) {
      const { timeMicros, sequence, portfolio, reason } = verdict
      const next = all.find((one) => one.sequence > sequence && one.portfolio === portfolio)?.timeMicros ?? Infinity
      const end = Math.min(timeMicros + horizons.get(sequence)!, next, window.to)
      const lots = parseDecimal(verdict.requested, 8) - parseDecimal(verdict.approved, 8)
      sums.set(reason, (sums.get(reason) ?? 0n) + lots * (closeAt(end) - closeAt(timeMicros)))
    }
    const gate = result.reasons.filter(({ stage }) => stage === 'gate')
    expect(gate.length).toBeGreaterThan(1)
    for (const { code, refused, reduced, hindsight } of gate) {
      expect(refused + reduced).toBe(cut.filter(({ reason }) => reason === code).length)
      // Lots of 1e-8 and prices of 0.01.
      expect(parseDecimal(hindsight!['USD'], 12)).toBe(sums.get(code)! * 100n)
    }
    const amounts = result.byHindsight.map((code) => Number(gate.find((one) => one.code === code)!.hindsight!['USD']))
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a))
    expect(result.reasons.map(({ count }) => count)).toEqual(
      result.reasons.map(({ count }) => count).toSorted((a, b) => b - a),
    )
  }, 60_000)

  it('does not depend on the cut, and knows whom it is asked about', async () => {
    const { recording } = await recorded(CONFIG, [btc.csv])
    const cut = (frame: number | 'ragged'): Recording => ({
      ...recording,
      frames: (options) => recording.frames({ ...options, frame }),
    })
    const question = { portfolio: 'cautious', instrument: 'BTC-USD', to: MICROS('2016-01-02T06:07:00Z') }
    const whole = await whyNot(recording, question)
    expect(whole.reasons.some(({ code }) => code === 'CONCENTRATION_MAX')).toBe(true)
    expect(whole.reasons.some(({ code }) => code === 'SHORT_NOT_ALLOWED')).toBe(false)
    for (const frame of [1, 'ragged', 1_024] as const) expect(await whyNot(cut(frame), question)).toEqual(whole)
    await expect(whyNot(recording, { portfolio: 'other' })).rejects.toThrow('no portfolio other, but main, cautious')
  }, 60_000)
})
