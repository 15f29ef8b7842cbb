import { describe, expect, it } from 'vitest'
import type { Instrument } from '../../model/instrument.ts'
import { gaps } from '../../operators/market/gaps.ts'
import type { Gap, GapOptions } from '../../operators/market/gaps.ts'
import { openMicrosBetween } from '../../operators/market/open-time.ts'
import { fromRows } from '../../pipeline/read/memory-source.ts'
import { buildSession } from '../../pipeline/read/sessions.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { poolOf } from './frames.ts'
import type { PlainRow } from './frames.ts'
import { framesOfRows, marbleContract } from './marble-contract.ts'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const START = 18_263 * 24 * HOUR
const quote = (time: number, venueSequence = 0, instrument = 0, source = 0): PlainRow => ({
  kind: 'QUOTE',
  time,
  bid: 1,
  ask: 2,
  venueSequence,
  instrument,
  source,
})
const found = (
  rows: readonly PlainRow[],
  options: GapOptions,
  instruments: readonly Instrument[] = [instrumentOf(), instrumentOf({ symbol: 'B' })],
  cut = 64,
): [kind: string, instrument: string, timeMicros: number, size: number][] => {
  const told: Gap[] = []
  let failure: unknown
  fromRows(rows, () => poolOf(instruments, cut), cut)
    .pipe(gaps({ ...options, onGap: (gap) => told.push(gap) }))
    .subscribe({
      error: (error) => {
        failure = error
      },
    })
  if (failure !== undefined) throw failure as Error
  return told.map(({ kind, instrument, timeMicros, size }) => [kind, instrument, timeMicros, size])
}

describe('gaps', () => {
  let told: Gap[] = []
  marbleContract({
    make: () => gaps({ silenceMicros: SECOND, onGap: (gap) => told.push(gap) }),
    // Numbers 1, 3 | 5, 7 | …: one missing within a frame, one between two.
    frames: () => {
      told = []
      return framesOfRows((k) => [quote(START + 2 * k, 4 * k + 1), quote(START + 2 * k + 1, 4 * k + 3)])
    },
    read: (frame) => [frame.rowCount, told.splice(0).map(({ kind, timeMicros, size }) => [kind, timeMicros, size])],
    value: (k) => {
      const within = ['sequence', START + 2 * k + 1, 1]
      return [2, k === 0 ? [within] : [['sequence', START + 2 * k, 1], within]]
    },
  })
})

describe('silence', () => {
  const at = (text: string): number => Date.parse(text) * 1000
  const session = buildSession('us-equity', at('2020-01-01T00:00Z'), at('2020-02-01T00:00Z'))
  const equity = [instrumentOf({ session }), instrumentOf({ symbol: 'B', session })]
  it('is time in which the session is open: neither a night nor a weekend', () => {
    const friday = at('2020-01-03T20:59Z')
    const rows = [quote(friday), quote(at('2020-01-06T14:31Z')), quote(at('2020-01-06T15:31Z'))]
    expect(found(rows, { silenceMicros: 5 * MINUTE }, equity)).toEqual([['time', 'ABC', at('2020-01-06T15:31Z'), HOUR]])
    expect(openMicrosBetween(session, friday, rows[1].time as number)).toBe(2 * MINUTE)
    expect(openMicrosBetween(session, 0, at('2020-01-03T00:00Z'))).toBe(6.5 * HOUR * 2)
    expect(openMicrosBetween(session, at('2021-01-01T00:00Z'), at('2021-02-01T00:00Z'))).toBe(0)
  })
  it('is noticed at a row of another instrument, once, and told again when it ends', () => {
    const rows = [0, 1, 2, 3, 4].map((k) => quote(START + k * MINUTE, 0, 1))
    rows.splice(1, 0, quote(START))
    rows.push(quote(START + 4.5 * MINUTE), quote(START + 4.6 * MINUTE, 0, 1))
    const options = { silenceMicros: 2 * MINUTE, silenceMicrosBySymbol: { B: HOUR } }
    const expected = [
      ['stale', 'ABC', START + 3 * MINUTE, 3 * MINUTE],
      ['time', 'ABC', START + 4.5 * MINUTE, 4.5 * MINUTE],
    ]
    for (const cut of [1, 2, 64]) expect(found(rows, options, undefined, cut)).toEqual(expected)
  })
  it('needs a limit above 0, of an instrument that is there', () => {
    expect(() => gaps({ silenceMicros: 1, silenceMicrosBySymbol: { B: 0 } })).toThrow('gaps: B must be above 0, was 0')
    expect(() => found([quote(START)], { silenceMicros: 1, silenceMicrosBySymbol: { C: 1 } })).toThrow(
      'gaps: there is no instrument C',
    )
  })
})

describe('venue numbers', () => {
  it('that come late or again are reordered, and leave the newest where it was', () => {
    const rows = [5, 8, 6, 8, 9].map((number, k) => quote(START + k, number))
    expect(found(rows, { silenceMicros: HOUR })).toEqual([
      ['sequence', 'ABC', START + 1, 2],
      ['reordered', 'ABC', START + 2, 2],
      ['reordered', 'ABC', START + 3, 0],
    ])
  })
  it('are counted by source, and may start anew at 1', () => {
    const rows = [quote(START, 5), quote(START, 100, 0, 3), quote(START, 6), quote(START, 101, 0, 3), quote(START, 1)]
    expect(found([...rows, quote(START, 2)], { silenceMicros: HOUR })).toEqual([])
  })
})
