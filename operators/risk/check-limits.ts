import type { Limits } from '../../model/limits.ts'
import { checkCount, checkDecimal, checkName, checkNanos, checkOrder } from './check-values.ts'

const STATES = ['active', 'reducing', 'halted']
const POSITION_POLICIES = ['alert', 'trim', 'reducing']
const TOTAL_POLICIES = ['alert', 'reducing']

/**
 * Throws, naming path and both numbers, where a limit can't be meant. What needs the instruments (symbols, scales,
 * groups) is checked when the state image is built.
 */
export function checkLimits(limits: Limits, path: string): void {
  checkName(limits.tradingState, `${path}.tradingState`, STATES)
  checkTable(limits.position, `${path}.position`)
  for (const name of ['orderNotional', 'gross', 'net', 'cashReserve'] as const) {
    checkDecimal(limits[name], `${path}.${name}`, { least: 0 })
  }
  for (const name of ['leverage', 'concentration', 'priceCollar'] as const) {
    checkDecimal(limits[name], `${path}.${name}`, { above: 0 })
  }
  checkTable(limits.sectors, `${path}.sectors`)
  for (const name of ['countries', 'issuers', 'currencies', 'groups'] as const)
    checkTable(limits[name], `${path}.${name}`)
  checkName(limits.selfTrade, `${path}.selfTrade`, ['allow', 'refuse'])
  checkDecimal(limits.lossBudget?.reducing, `${path}.lossBudget.reducing`, { above: 0 })
  checkDecimal(limits.lossBudget?.halted, `${path}.lossBudget.halted`, { above: 0 })
  checkOrder(
    limits.lossBudget?.reducing,
    `${path}.lossBudget.reducing`,
    limits.lossBudget?.halted,
    `${path}.lossBudget.halted`,
  )
  if (limits.orderRate !== undefined) {
    const { count, perNanos } = limits.orderRate
    checkCount(count, `${path}.orderRate.count`, 1)
    checkNanos(perNanos, `${path}.orderRate.perNanos`, BigInt(count))
  }
  checkNanos(limits.rateStaleAfterNanos, `${path}.rateStaleAfterNanos`, 0n)
  checkCount(limits.openOrders, `${path}.openOrders`, 0)
  checkLosses(limits.dailyLoss, `${path}.dailyLoss`)
  checkLosses(limits.drawdown, `${path}.drawdown`)
  if (limits.volatility !== undefined) checkVolatility(limits.volatility, `${path}.volatility`)
  for (const name of ['concentration', 'position'] as const) {
    checkName(limits.passive?.[name], `${path}.passive.${name}`, POSITION_POLICIES)
  }
  for (const name of ['gross', 'net', 'leverage', 'groups'] as const) {
    checkName(limits.passive?.[name], `${path}.passive.${name}`, TOTAL_POLICIES)
  }
}

function checkTable(table: Readonly<Record<string, string>> | undefined, path: string): void {
  for (const [name, value] of Object.entries(table ?? {})) checkDecimal(value, `${path}.${name}`, { least: 0 })
}

/** Losses are fractions of equity; what only reduces must not come after what halts. */
function checkLosses(losses: { readonly reducing?: string; readonly halted?: string } | undefined, path: string): void {
  checkDecimal(losses?.reducing, `${path}.reducing`, { above: 0, most: 1 })
  checkDecimal(losses?.halted, `${path}.halted`, { above: 0, most: 1 })
  checkOrder(losses?.reducing, `${path}.reducing`, losses?.halted, `${path}.halted`)
}

function checkVolatility(
  { limit, instruments, covariance, valueAtRisk, correlation }: NonNullable<Limits['volatility']>,
  path: string,
): void {
  checkDecimal(limit, `${path}.limit`, { above: 0 })
  checkDecimal(valueAtRisk?.limit, `${path}.valueAtRisk.limit`, { above: 0 })
  checkDecimal(valueAtRisk?.quantile, `${path}.valueAtRisk.quantile`, { above: 0, most: 8 })
  checkDecimal(correlation?.limit, `${path}.correlation.limit`, { above: 0 })
  checkDecimal(correlation?.threshold, `${path}.correlation.threshold`, { above: 0, most: 1 })
  const twice = instruments.find((symbol, at) => instruments.indexOf(symbol) !== at)
  if (twice !== undefined) throw new Error(`${path}.instruments: ${twice} stands twice`)
  const size = instruments.length
  if (covariance.length !== size)
    throw new RangeError(`${path}.covariance must have ${size} rows, one an instrument, was ${covariance.length}`)
  covariance.forEach((row, at) => {
    if (row.length !== size)
      throw new RangeError(`${path}.covariance[${at}] must have ${size} entries, was ${row.length}`)
    row.forEach((entry, column) => {
      checkDecimal(entry, `${path}.covariance[${at}][${column}]`, at === column ? { least: 0 } : {})
      const mirrored = covariance[column][at]
      if (entry !== mirrored) {
        throw new RangeError(
          `${path}.covariance must be symmetric: [${at}][${column}] is ${entry}, [${column}][${at}] is ${mirrored}`,
        )
      }
    })
  })
}
