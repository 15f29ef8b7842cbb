import type { ExitRules, Portfolio, PortfolioGroup, Portfolios } from '../../model/portfolio.ts'
import { checkLimits } from '../risk/check-limits.ts'
import { checkDecimal, checkNanos } from '../risk/check-values.ts'
import { checkSizing } from '../sizing/check-sizing.ts'

/** Throws, naming path and what is wrong, where portfolios or their groups can't be meant. */
export function checkPortfolios({ portfolios, groups, equityIntervalNanos }: Portfolios): void {
  if (portfolios.length === 0) throw new Error('portfolios: name at least one portfolio')
  const names = new Set<string>()
  const once = (name: string, path: string): void => {
    if (name === '') throw new Error(`${path}.name must not be empty`)
    if (names.has(name)) throw new Error(`${path}.name: "${name}" stands twice`)
    names.add(name)
  }
  portfolios.forEach((portfolio, at) => {
    once(portfolio.name, `portfolios[${at}]`)
    checkPortfolio(portfolio, `portfolios[${at}]`)
  })
  groups.forEach((group, at) => once(group.name, `groups[${at}]`))
  checkGroups(groups, portfolios)
  checkNanos(equityIntervalNanos, 'equityIntervalNanos', 0n)
}

function checkPortfolio(portfolio: Portfolio, path: string): void {
  if (portfolio.currency === '') throw new Error(`${path}.currency must not be empty`)
  if (portfolio.strategy === '') throw new Error(`${path}.strategy must not be empty`)
  if (portfolio.cash === undefined) throw new Error(`${path}.cash is missing`)
  checkDecimal(portfolio.cash, `${path}.cash`, { least: 0 })
  for (const [name, amount] of Object.entries(portfolio.balances ?? {}))
    checkDecimal(amount, `${path}.balances.${name}`, { least: 0 })
  if (portfolio.limits !== undefined) checkLimits(portfolio.limits, `${path}.limits`)
  if (portfolio.sizing !== undefined) checkSizing(portfolio.sizing, `${path}.sizing`)
  if (portfolio.exits !== undefined) checkExits(portfolio.exits, `${path}.exits`)
}

function checkExits(exits: ExitRules, path: string): void {
  checkDecimal(exits.stop, `${path}.stop`, { above: 0 })
  checkDecimal(exits.target, `${path}.target`, { above: 0 })
  checkDecimal(exits.trailing, `${path}.trailing`, { above: 0 })
  checkNanos(exits.minHoldingNanos, `${path}.minHoldingNanos`, 0n)
  checkNanos(exits.maxHoldingNanos, `${path}.maxHoldingNanos`, 1n)
  checkNanos(exits.coolDownNanos, `${path}.coolDownNanos`, 0n)
  const { minHoldingNanos, maxHoldingNanos } = exits
  if (minHoldingNanos !== undefined && maxHoldingNanos !== undefined && minHoldingNanos > maxHoldingNanos) {
    throw new RangeError(
      `${path}.minHoldingNanos must be at most maxHoldingNanos, ${maxHoldingNanos}, was ${minHoldingNanos}`,
    )
  }
}

function checkGroups(groups: readonly PortfolioGroup[], portfolios: readonly Portfolio[]): void {
  const memberOf = new Map<string, string>()
  groups.forEach(({ name, members, limits }, at) => {
    const path = `groups[${at}]`
    if (members.length === 0) throw new Error(`${path}.members: ${name} needs at least one portfolio`)
    const currencies = new Set<string>()
    for (const member of members) {
      const portfolio = portfolios.find((one) => one.name === member)
      if (portfolio === undefined) throw new Error(`${path}.members: there is no portfolio "${member}"`)
      const other = memberOf.get(member)
      if (other !== undefined) throw new Error(`${path}.members: ${member} is a member of ${other} already`)
      memberOf.set(member, name)
      currencies.add(portfolio.currency)
    }
    if (currencies.size > 1)
      throw new Error(`${path}.members: ${name} mixes the currencies ${[...currencies].join(', ')}`)
    checkLimits(limits, `${path}.limits`)
  })
}
