import { describe, expect, it } from 'vitest'
import type { Policy, PolicyDecision, Target } from '../../operators/policy.ts'
import type { PortfolioView } from '../../operators/portfolio-view.ts'
import { Harness, instrumentOf, NO_CAPS, ofKind, portfolioOf } from '../kernels/harness.ts'
import type { HarnessOptions } from '../kernels/harness.ts'

type Decide = (view: PortfolioView, decision: PolicyDecision | null, state: { asked: number }) => Target | null

const policy = (decide: Decide, wakeOn: Policy['wakeOn'] = 'decision'): Policy<{ asked: number }> => ({
  name: 'test',
  version: '1',
  wakeOn,
  state: () => ({ asked: 0 }),
  decide: (view, decision, state) => {
    state.asked++
    return decide(view, decision, state)
  },
})

const desk = (decide: Decide, wakeOn?: Policy['wakeOn'], extra: HarnessOptions = {}): Harness =>
  new Harness({
    limits: NO_CAPS,
    portfolios: [portfolioOf({ cash: '10000' })],
    ...extra,
    desk: { policy: policy(decide, wakeOn) },
  })

const decided = { decisions: [{ target: 1_000_000 }] }

describe('a policy inside the desk', () => {
  it.each<[Target, bigint]>([
    [{ kind: 'fraction', fraction: 0.5 }, 50n],
    [{ kind: 'fraction', fraction: -0.25 }, -25n],
    [{ kind: 'quantity', quantity: '7' }, 7n],
    [{ kind: 'notional', amount: '-1250.00' }, -12n],
    [{ kind: 'flat' }, 0n],
  ])('wants %o, and the desk holds %s', (target, lots) => {
    const h = desk(() => target)
    h.quote(10_000, 10_000, decided)
    expect(h.lots()).toBe(lots)
  })

  it('leaves it to sizing with null', () => {
    const h = desk(() => null)
    h.quote(10_000, 10_000, decided)
    expect(h.lots()).toBe(100n)
  })

  it('sees the portfolio as it is at that row, and the decision', () => {
    const seen: unknown[] = []
    const h = desk((view, decision) => {
      seen.push([
        view.portfolio,
        view.instrument.symbol,
        view.equity,
        view.cash,
        view.position,
        view.mark,
        decision?.target,
      ])
      return { kind: 'quantity', quantity: '10' }
    })
    h.quote(10_000, 10_000, decided)
    h.quote(11_000, 11_000, decided)
    expect(seen).toEqual([
      ['one', 'ABC', '10000.000', '10000.000', '0', 100, 1],
      ['one', 'ABC', '10100.000', '9000.000', '10', 110, 1],
    ])
  })

  it('what it wants goes through the gate', () => {
    const h = desk(() => ({ kind: 'quantity', quantity: '90' }), 'decision', { limits: { concentration: '0.25' } })
    const rows = h.quote(10_000, 10_000, decided)
    expect(ofKind(rows, 'VERDICT')[0]['approvedLots']).toBe(25)
    expect(h.lots()).toBe(25n)
  })

  it('is woken by a fill, at the end of its instant', () => {
    const asked: (string | null)[] = []
    const h = desk((view, decision) => {
      asked.push(decision === null ? view.position : null)
      return decision === null && Number(view.position) > 5 ? { kind: 'quantity', quantity: '5' } : null
    }, 'fill')
    h.quote(10_000, 10_000)
    h.submit(20)
    expect(h.lots()).toBe(5n)
    expect(asked).toEqual(['20'])
    h.quote(10_000, 10_000)
    expect(asked).toEqual(['20', '5'])
    expect(h.lots()).toBe(5n)
  })

  it('throws out of the graph what it throws, and what can’t be meant', () => {
    const failing = desk(() => {
      throw new Error('no idea')
    })
    expect(() => failing.quote(10_000, 10_000, decided)).toThrow('no idea')
    const nan = desk(() => ({ kind: 'fraction', fraction: Number.NaN }))
    expect(() => nan.quote(10_000, 10_000, decided)).toThrow(
      'policy test: a fraction of equity must be a number, was NaN',
    )
    const fine = desk(() => ({ kind: 'quantity', quantity: '0.5' }))
    expect(() => fine.quote(10_000, 10_000, decided)).toThrow(/0\.5/)
  })

  it('may not keep its view', () => {
    let kept: PortfolioView | undefined
    const h = desk((view) => {
      kept = view
      return null
    })
    h.quote(10_000, 10_000, decided)
    expect(() => kept?.equity).toThrow('read after the call')
  })

  it('answers for each follower of a decision', () => {
    const h = desk((view) => ({ kind: 'quantity', quantity: view.portfolio === 'one' ? '1' : '2' }), 'both', {
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' })],
      instruments: [instrumentOf()],
    })
    h.quote(10_000, 10_000, decided)
    expect([h.lots(0), h.lots(1)]).toEqual([1n, 2n])
  })
})
