import type { Image } from '../../kernels/image.ts'
import type { Accounts } from './exchange-config.ts'
import type { Statement } from './statement.ts'

/** Where the venue's statement is not the engine's: the venue's less ours. */
export interface Break {
  readonly portfolio: number
  readonly instrument: number
  readonly lots: bigint
  readonly cost: bigint
  /** Of the portfolio in the instrument's currency. */
  readonly cash: bigint
}

/** A difference that an operator has rejected: ours stands, and it is no break any more. */
export interface Rejected {
  readonly portfolio: number
  readonly instrument: number
  readonly lots: string
  /** The same in all of one portfolio and currency. */
  readonly cash: string
}

/**
 * The breaks of two statements by position. Money that no position explains is a break of every instrument that settles in
 * its currency.
 */
export function breaksOf(
  image: Image,
  accounts: Accounts,
  ours: Statement,
  theirs: Statement,
  rejected: readonly Rejected[],
): Break[] {
  const { instruments, portfolios } = image.size
  const found: Break[] = []
  for (let portfolio = 0; portfolio < portfolios; portfolio++) {
    for (let currency = 0; currency < accounts.currencies.length; currency++) {
      const own = accounts.instrumentsIn(currency)
      const settled = rejected.filter((one) => one.portfolio === portfolio && own.includes(one.instrument))
      const at = portfolio * accounts.currencies.length + currency
      const cash = theirs.balances[at] - ours.balances[at]
      const differences = own.map((instrument): Break => {
        const index = portfolio * instruments + instrument
        const [mine, its] = [ours.holdings.get(index), theirs.holdings.get(index)]
        const lots = (its?.lots ?? 0n) - (mine?.lots ?? 0n)
        return { portfolio, instrument, lots, cost: (its?.cost ?? 0n) - (mine?.cost ?? 0n), cash }
      })
      const broken = differences.filter((one) => isBroken(one, settled))
      const stands = BigInt(settled.at(-1)?.cash ?? '0')
      // What contracts earn follows from what is held of them: where that differs, so does their cash.
      const drifts = settled.some(({ instrument, lots }) => image.instrument.kind(instrument) !== 0 && lots !== '0')
      if (broken.length > 0) found.push(...broken)
      else if (cash !== stands && !drifts) found.push(...differences)
    }
  }
  return found
}

function isBroken({ instrument, lots, cost }: Break, settled: readonly Rejected[]): boolean {
  const one = settled.find((each) => each.instrument === instrument)
  return one === undefined ? lots !== 0n || cost !== 0n : lots !== BigInt(one.lots)
}
