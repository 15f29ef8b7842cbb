import { describe, expect, it } from 'vitest'
import { runGraph, runHandLoop, StageRun } from '../../bench/reference-rule/measure.ts'
import { differences } from '../../bench/reference-rule/reference-rule.ts'
import { columnsOf, readRows } from '../../bench/reference-rule/rows.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { encodeRows } from '../../pipeline/read/memory-source.ts'
import type { PlainRow } from '../../pipeline/read/memory-source.ts'
import { describeShared, sharedData } from '../shared-data.ts'

/** 2014-05-01, Unix µs. */
const START = 1_398_902_400_000_000

type Step = readonly [quotes: number, bid: number, ask: number]

/** Quotes of one feed, a millisecond apart: so many at each touch, prices in price units. */
function planted(instrument: number, steps: readonly Step[]): PlainRow[] {
  return steps
    .flatMap(([quotes, bid, ask]) => Array.from({ length: quotes }, () => ({ bid, ask })))
    .map((touch, at) => ({ kind: 'QUOTE', time: START + at * 1_000, instrument, ...touch }))
}

const low: Step = [500, 989_900, 990_100]
const high: Step = [500, 1_009_900, 1_010_100]
const gold = planted(0, [
  [10, 999_900, 1_000_100],
  [490, 1_000_900, 1_001_100],
  low, // crosses before the 2 000th quote: not counted
  [1_500, 1_000_900, 1_001_100],
  low, // sells 100 at 989.9
  high, // buys 200 at 1 010.1
])
/** The same on a feed whose bid is above its ask by 10 units all the time. */
const crossed = planted(1, [
  [10, 139_000, 138_990],
  [2_490, 139_010, 139_000],
  [500, 138_900, 138_890], // sells 100 000 at 1.38900
  [500, 139_110, 139_100], // buys 200 000 at 1.39100
])
const tooShort = planted(2, [
  [900, 139_000, 139_010],
  [900, 138_000, 138_010],
  [190, 139_000, 139_010],
])
const rows = encodeRows(
  [...gold, ...crossed, ...tooShort].sort((a, b) => Number(a.time) - Number(b.time) || a.instrument! - b.instrument!),
)

describe('the reference rule on planted quotes', () => {
  const hand = runHandLoop(columnsOf(rows))
  const graphs = [1, 64, 1_000].map((frame) => runGraph(rows, frame))

  it('counts crossings from the 2 000th quote of each feed on', () => {
    expect(graphs[0].crossings).toEqual([2, 2, 0])
    expect([graphs[0].orders, graphs[0].fills]).toEqual([4, 4])
    expect(hand.crossings).toEqual([2, 2, 0])
  })

  it('fills at the touch of the same quote and pays 0.2 bp', () => {
    const goldWon = 98_990 - 202_020 + 100_990
    const euroWon = 138_900 - 278_200 + 139_110
    const commission = (98_990 + 202_020 + 138_900 + 278_200) * 0.00002
    expect(formatDecimal(graphs[0].profit, 6)).toBe((goldWon + euroWon - commission).toFixed(6))
    expect(hand.profit).toBe(graphs[0].profit)
  })

  it('does the same where the evaluator reads raw lanes', () => {
    const { seconds: _seconds, stateHash: _stages, ...raw } = runGraph(rows, 64, 'auto', 'raw')
    expect(graphs[1]).toMatchObject(raw)
  })

  it('gives one state for all cuts, and says so', () => {
    expect(new Set(graphs.map(({ stateHash }) => stateHash)).size).toBe(1)
    expect(differences(hand, graphs, [1, 64, 1_000])).toEqual([])
  })

  it('names what differs between graph, loop and cuts', () => {
    const wrong = { ...graphs[1], crossings: [2, 1, 0], profit: graphs[1].profit + 1n, stateHash: 'other' }
    expect(differences(hand, [graphs[0], wrong], [1, 64])).toEqual([
      'crossings at frames of 64: 2,1,0, expected 2,2,0',
      `final P&L at frames of 64: ${hand.profit + 1n}, expected ${hand.profit}`,
      `state hash at frames of 64: other, expected ${graphs[0].stateHash}`,
    ])
  })

  it('makes one decision a crossing in the stages before the desk', () => {
    const run = new StageRun(rows, 64)
    run.send(0, 1_000)
    run.send(1_000, rows.length / 64)
    expect(run.quotes).toBe(gold.length + crossed.length + tooShort.length)
    expect(run.decisions).toBe(4)
  })
})

describe('the reference rule without quotes', () => {
  it('does nothing', () => {
    const none = new Uint8Array(0)
    expect(runGraph(none, 64)).toMatchObject({ quotes: 0, orders: 0, profit: 0n })
    expect(runHandLoop(columnsOf(none))).toMatchObject({ crossings: [0, 0, 0], profit: 0n })
  })
})

describeShared('the reference rule on the three tick feeds', () => {
  it('crosses 1 614, 540 and 1 167 times, as a loop by hand does', async () => {
    const real = await readRows(sharedData('ticks')!)
    const graph = runGraph(real, 64)
    expect(graph.quotes).toBe(3_160_613)
    expect(graph.crossings).toEqual([1_614, 540, 1_167])
    expect(formatDecimal(graph.profit, 6)).toBe('-82756.426296')
    expect(differences(runHandLoop(columnsOf(real)), [graph], [64])).toEqual([])
    const { seconds: _seconds, stateHash: _stages, ...raw } = runGraph(real, 1_024, 'auto', 'raw')
    expect(graph).toMatchObject(raw)
  }, 60_000)
})
