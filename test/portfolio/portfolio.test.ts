import { describe, expect, it } from 'vitest'
import type { ExitRules, Portfolio, PortfolioGroup } from '../../model/portfolio.ts'
import { EQUITY_INTERVAL_NANOS, portfolio } from '../../operators/portfolio/portfolio.ts'

const one = (overrides: Partial<Portfolio> = {}): Portfolio => ({
  name: 'one',
  currency: 'USD',
  cash: '1000',
  strategy: 'main',
  ...overrides,
})
const group = (overrides: Partial<PortfolioGroup> = {}): PortfolioGroup => ({
  name: 'all',
  members: ['one'],
  limits: {},
  ...overrides,
})
const grouped = (groups: PortfolioGroup[], ...portfolios: Portfolio[]): (() => unknown) => {
  const all = portfolios.length === 0 ? [one()] : portfolios
  return () => portfolio({ portfolios: all, groups, equityIntervalNanos: 0n })
}

describe('portfolio(…)', () => {
  it('takes a list, or the whole with groups', () => {
    expect(portfolio([one()])).toEqual({
      part: 'portfolio',
      portfolios: { portfolios: [one()], groups: [], equityIntervalNanos: EQUITY_INTERVAL_NANOS },
    })
    const whole = {
      portfolios: [one(), one({ name: 'two' })],
      groups: [group({ members: ['one', 'two'] })],
      equityIntervalNanos: 5n,
    }
    expect(portfolio(whole)).toEqual({ part: 'portfolio', portfolios: whole })
  })

  it('takes overrides of limits and sizing, and exit rules', () => {
    const full = one({
      limits: { leverage: '2' },
      sizing: { fraction: '0.1' },
      exits: {
        stop: '0.05',
        target: '0.1',
        trailing: '0.03',
        minHoldingNanos: 0n,
        maxHoldingNanos: 10n,
        coolDownNanos: 5n,
      },
    })
    expect(portfolio([full]).portfolios.portfolios).toEqual([full])
  })

  it.each<[string, Partial<Portfolio>]>([
    ['portfolios[0].name must not be empty', { name: '' }],
    ['portfolios[0].currency must not be empty', { currency: '' }],
    ['portfolios[0].strategy must not be empty', { strategy: '' }],
    ['portfolios[0].cash must be at least 0, was -1', { cash: '-1' }],
    ['portfolios[0].cash must be a decimal number in quotes such as "0.25", was 1000', { cash: 1000 as never }],
    ['portfolios[0].limits.leverage must be above 0, was 0', { limits: { leverage: '0' } }],
    ['portfolios[0].sizing.kelly must be at most 1, was 2', { sizing: { kelly: '2' } }],
  ])('%s', (message, overrides) => {
    expect(() => portfolio([one(overrides)])).toThrow(message)
  })

  it.each<[string, ExitRules]>([
    ['portfolios[0].exits.stop must be above 0, was 0', { stop: '0' }],
    ['portfolios[0].exits.target must be above 0, was -1', { target: '-1' }],
    ['portfolios[0].exits.trailing must be above 0, was 0', { trailing: '0' }],
    ['portfolios[0].exits.minHoldingNanos must be at least 0 ns, was -1', { minHoldingNanos: -1n }],
    ['portfolios[0].exits.maxHoldingNanos must be at least 1 ns, was 0', { maxHoldingNanos: 0n }],
    ['portfolios[0].exits.coolDownNanos must be at least 0 ns, was -1', { coolDownNanos: -1n }],
    [
      'portfolios[0].exits.minHoldingNanos must be at most maxHoldingNanos, 5, was 6',
      { minHoldingNanos: 6n, maxHoldingNanos: 5n },
    ],
  ])('%s', (message, exits) => {
    expect(() => portfolio([one({ exits })])).toThrow(message)
  })

  it('cash is not optional', () => {
    const portfolios = [{ name: 'one', currency: 'USD', strategy: 'main' } as Portfolio]
    expect(() => portfolio(portfolios)).toThrow('portfolios[0].cash is missing')
  })

  it('names are unique, groups are of known members of one currency, each in one group', () => {
    expect(() => portfolio([])).toThrow('portfolios: name at least one portfolio')
    expect(() => portfolio([one(), one()])).toThrow('portfolios[1].name: "one" stands twice')
    expect(grouped([group({ name: 'one' })])).toThrow('groups[0].name: "one" stands twice')
    expect(grouped([group({ members: [] })])).toThrow('groups[0].members: all needs at least one portfolio')
    expect(grouped([group({ members: ['two'] })])).toThrow('groups[0].members: there is no portfolio "two"')
    expect(grouped([group(), group({ name: 'more' })])).toThrow('groups[1].members: one is a member of all already')
    expect(grouped([group({ members: ['one', 'two'] })], one(), one({ name: 'two', currency: 'EUR' }))).toThrow(
      'groups[0].members: all mixes the currencies USD, EUR',
    )
    expect(grouped([group({ limits: { gross: '-1' } })])).toThrow('groups[0].limits.gross must be at least 0, was -1')
    expect(() => portfolio({ portfolios: [one()], groups: [], equityIntervalNanos: -1n })).toThrow(
      'equityIntervalNanos must be at least 0 ns, was -1',
    )
  })
})
