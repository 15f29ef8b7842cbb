import { describe, expect, it } from 'vitest'
import { Frame } from '../../kernels/frame.ts'
import { buildImage } from '../../kernels/image-build.ts'
import { Memory } from '../../kernels/memory.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { largestIncrease } from '../../kernels/reference/gate-bisect.ts'
import { largestIncreaseByFormula } from '../../kernels/reference/gate-formula.ts'
import { sideOf } from '../../kernels/reference/intent.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import { Tape } from '../../kernels/tape.ts'
import { EVALUATION, EVALUATION_AS_OF, FLAG_LAST } from '../../model/layout.generated.ts'
import type { ContractKind } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import {
  checkOf,
  Harness,
  instrumentOf,
  MINUTE,
  NO_CAPS,
  ofKind,
  portfolioOf,
  reasonOf,
  START,
  venueOf,
} from './harness.ts'

const plain: Intent = {
  portfolio: 0,
  instrument: 0,
  lots: 0n,
  type: 0,
  timeInForce: 0,
  flags: 0,
  price: 0n,
  stop: 0n,
  decision: 0n,
  reason: 0,
  ready: false,
  clientId: 0n,
  flatten: false,
  target: 0n,
  standing: 0n,
}

describe('cash and fees bound the size alike by formula and bisection', () => {
  const cases: [ContractKind, number, string, string][] = [
    ['spot', 1, '5000', '0.001'],
    ['spot', -1, '100', '0.3'],
    ['linear', 1, '10', '0.001'],
    ['inverse', 1, '0.05', '0.001'],
    ['spot', 1, '0', '0.001'],
  ]
  it.each(cases)('%s, side %i, cash %s, fee %s', (kind, sign, cash, takerFee) => {
    const h = new Harness({
      limits: { concentration: '100000000', allowShort: true },
      portfolios: [portfolioOf({ cash })],
      instruments: [instrumentOf({ kind, takerFee, multiplier: kind === 'inverse' ? '100' : '1' })],
    })
    h.quote(9_973, 9_977)
    const intent = { ...plain, lots: BigInt(sign) * 100_000n }
    const side = sideOf(h.image, 0, 0, intent.lots)
    const size = largestIncrease(h.image, intent, side, 100_000n)
    expect(largestIncreaseByFormula(h.image, intent, side, 100_000n)).toBe(size)
    expect(size).toBeLessThan(100_000n)
    if (cash !== '0') expect(size).toBeGreaterThan(0n)
  })
})

describe('the gate', () => {
  it('names instruments that are switched off, and ticks by price', () => {
    const off = new Harness({ instruments: [instrumentOf({ tradable: false })] })
    off.quote(10_000, 10_000)
    expect(ofKind(off.submit(1), 'CHECK').map(checkOf)).toEqual(['INSTRUMENT_NOT_TRADABLE'])
    const table = new Harness({
      instruments: [
        instrumentOf({
          tick: [
            { from: '0', tick: '0.01' },
            { from: '100', tick: '0.05' },
          ],
        }),
      ],
    })
    table.quote(10_000, 10_000)
    expect(reasonOf(ofKind(table.submit(1, { type: 1, price: 9_999 }), 'VERDICT')[0])).toBe('COMMANDED')
    expect(reasonOf(ofKind(table.submit(1, { type: 1, price: 10_001 }), 'VERDICT')[0])).toBe('PRICE_OFF_TICK')
  })

  it('a reduction off the lot step is cut to it, and one below the minimum refused', () => {
    const h = new Harness({
      limits: NO_CAPS,
      instruments: [instrumentOf({ lotStep: '10', minQuantity: '20' })],
      sizing: { method: 'fixed-lots', lots: { '*': '100' } },
    })
    h.quote(10_000, 10_000, { decisions: [{ target: 1_000_000 }] })
    h.image.position.setTargetPpm(0, 0n)
    expect(ofKind(h.quote(10_000, 10_000, { decisions: [{ target: 950_000 }] }), 'VERDICT').map(reasonOf)).toEqual([
      'BELOW_MINIMUM',
    ])
    h.send(11, { 0: 5, 1: 0n, 2: 0n })
    expect(ofKind(h.quote(10_000, 10_000, { decisions: [{ target: 500_000 }] }), 'VERDICT')).toMatchObject([
      { requestedLots: -55, approvedLots: -50 },
    ])
    h.quote(10_000, 10_000, { decisions: [{ target: 0 }] })
    expect(h.lots()).toBe(0n)
  })

  it('a reduction on a mark too old waits for a flatten at any price', () => {
    const h = new Harness({ instruments: [instrumentOf(), instrumentOf({ symbol: 'B' })] })
    h.quote(10_000, 10_000, { decisions: [{ target: 1_000_000 }] })
    h.quote(5_000, 5_000, { instrument: 1, after: 700n * MINUTE })
    expect(reasonOf(ofKind(h.submit(-5), 'VERDICT')[0])).toBe('MARK_STALE')
    h.command(4, {}, 16)
    h.quote(10_010, 10_000)
    expect(h.lots()).toBe(100n)
    h.quote(10_000, 10_000)
    expect(h.lots()).toBe(0n)
  })
})

describe('evaluations of the graph', () => {
  it('that know the future halt the desk on their own row, in a frame of several', () => {
    const memory = new Memory(2 ** 22)
    const universe = new Universe([instrumentOf()])
    const image = buildImage(
      memory,
      universe,
      {
        limits: {},
        sizing: { method: 'fixed-lots' },
        venue: venueOf(),
        portfolios: { portfolios: [portfolioOf()], groups: [], equityIntervalNanos: 0n },
        orders: 4,
        clientIds: 0,
      },
      false,
    )
    const outcome = new Tape(memory, 5, 64, 'outcome')
    const kernel = new ReferenceKernel(image, outcome)
    const frame = new Frame({ memory, universe, kernel: () => kernel, debug: false, stages: [] }, 4, 8)
    frame.begin(1)
    for (let row = 0; row < 4; row++) {
      const at = frame.input.push()
      memory.u8[at] = 9
      memory.u8[at + 1] = FLAG_LAST
      memory.i64[(at >> 3) + 1] = START + BigInt(row)
    }
    for (const [row, ahead] of [
      [1, 0n],
      [2, 5n],
      [3, 0n],
    ] as const) {
      const at = frame.evaluations.append(row, frame.input.at(row), EVALUATION, 0, 0, 0, 0)
      memory.i64[(at >> 3) + EVALUATION_AS_OF] = START + BigInt(row) + ahead
    }
    expect(kernel.advance(frame, 0, 2)).toBe(2)
    expect(image.scope.state(0)).toBe(0)
    expect(kernel.advance(frame, 2, 4)).toBe(4)
    expect(image.scope.state(0)).toBe(2)
  })
})
