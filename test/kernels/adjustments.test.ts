import { describe, expect, it } from 'vitest'
import type { Backend } from '../../kernels/kernel.ts'
import type { Limits } from '../../model/limits.ts'
import { ADJUST, FLAG_CLEARED } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { Harness, instrumentOf, NO_CAPS, ofKind, portfolioOf, reasonOf } from './harness.ts'
import type { Row } from './harness.ts'

const alerts = (rows: readonly Row[]): unknown[] =>
  ofKind(rows, 'ALERT').map(({ aux, flags, time }) => [REASON_NAMES[aux & 0xffff], (flags & FLAG_CLEARED) !== 0, time])

describe.each(BACKENDS as readonly Backend[])('what an adjustment puts over a limit, by the %s desk', (backend) => {
  const start = (limits: Limits, exits = {}): Harness => {
    const h = new Harness({
      backend,
      limits: { ...NO_CAPS, ...limits },
      portfolios: [portfolioOf({ cash: '100000', exits }), portfolioOf({ name: 'two' })],
      instruments: [instrumentOf({ sector: 'tech' }), instrumentOf({ symbol: 'B', sector: 'tech' })],
    })
    h.quote(10_000, 10_000)
    h.quote(10_000, 10_000, { instrument: 1 })
    h.submit(10)
    return h
  }
  /** Lots appear at their cost: what is worth 100 each. */
  const adjust = (h: Harness, lots: number, extra = {}): Row[] =>
    h.send(ADJUST, { 0: lots, 1: BigInt(lots) * 100_000n, 2: BigInt(-lots) * 100_000n }, extra)

  it.each<[string, Limits]>([
    ['POSITION_MAX', { position: { '*': '50' } }],
    ['CONCENTRATION_MAX', { concentration: '0.05' }],
    ['SECTOR_MAX', { sectors: { tech: '0.05' } }],
    ['GROSS_MAX', { gross: '5000' }],
  ])('%s is told at its own instant, once, and cleared at the one that takes it away', (name, limits) => {
    const h = start(limits)
    expect(alerts(adjust(h, 40))).toEqual([])
    expect(alerts(adjust(h, 1))).toEqual([[name, false, h.now]])
    expect(alerts(adjust(h, 5))).toEqual([])
    expect(alerts(adjust(h, -20))).toEqual([[name, true, h.now]])
  })

  it('in the middle of an instant it is told at its end', () => {
    const h = start({ position: { '*': '50' } })
    expect(alerts(adjust(h, 45, { last: false }))).toEqual([])
    expect(alerts(h.send(9, {}))).toEqual([['POSITION_MAX', false, h.now]])
    expect(alerts(h.send(9, {}))).toEqual([])
  })

  it('with a price of the same instrument in the same instant it is told once', () => {
    const h = start({ position: { '*': '50' } })
    adjust(h, 45, { last: false })
    expect(alerts(h.quote(10_000, 10_000))).toEqual([['POSITION_MAX', false, h.now]])
    const other = start({ position: { '*': '50' } })
    other.quote(10_000, 10_000, { last: false })
    expect(alerts(adjust(other, 45))).toEqual([['POSITION_MAX', false, other.now]])
  })

  it('a policy of trim or reducing acts at once', () => {
    const trims = start({ position: { '*': '50' }, passive: { position: 'trim' } })
    expect(ofKind(adjust(trims, 45), 'VERDICT').map((row) => [reasonOf(row), row['approvedLots']])).toEqual([
      ['PASSIVE_TRIM', -5],
    ])
    const reduces = start({ position: { '*': '50' }, passive: { position: 'reducing' } })
    adjust(reduces, 45)
    expect(reduces.image.scope.state(0)).toBe(1)
  })

  it('everyone who holds the instrument is looked at, and nothing else that they hold', () => {
    const h = start({ position: { '*': '50' } })
    const told = (rows: readonly Row[]): unknown => ofKind(rows, 'ALERT').map((row) => [row.source, row.instrument])
    h.image.position.setLotsMax(h.image.positionAt(0, 0), 5n)
    expect(told(adjust(h, 51, { instrument: 1 }))).toEqual([[0, 1]])
    expect(told(adjust(h, 60, { source: 1 }))).toEqual([
      [1, 0],
      [0, 0],
    ])
  })

  it('exit rules wait for a price', () => {
    const h = start({}, { stop: '0.01' })
    // The cost rises by half: a loss that a stop sees at the next price, and not before.
    expect(ofKind(h.send(ADJUST, { 0: 0, 1: 500_000n, 2: 0n }), 'ORDER')).toEqual([])
    expect(ofKind(h.quote(10_000, 10_000), 'ORDER')).toHaveLength(1)
  })
})
