import type { Instrument } from './instrument.ts'
import type { Portfolio } from './portfolio.ts'

/** Names that get dense ids in the order they are first seen. */
export class Names {
  private readonly ids = new Map<string, number>()
  readonly list: string[] = []

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.id(name)
  }

  /** The id of a name, given now if it had none. */
  id(name: string): number {
    const known = this.ids.get(name)
    if (known !== undefined) return known
    const id = this.list.length
    this.list.push(name)
    this.ids.set(name, id)
    return id
  }

  /** The id of a name, or undefined. */
  find(name: string): number | undefined {
    return this.ids.get(name)
  }
}

/** Currencies by id: those that instruments settle in, then those that portfolios are kept in and begin with. */
export function currencyNames(
  instruments: readonly Pick<Instrument, 'currency'>[],
  portfolios: readonly Pick<Portfolio, 'currency' | 'balances'>[],
): Names {
  return new Names([
    ...instruments.map(({ currency }) => currency),
    ...portfolios.flatMap(({ currency, balances }) => [currency, ...Object.keys(balances ?? {})]),
  ])
}

/** Everything that rows name by a dense id. */
export class Universe {
  readonly instruments: readonly Instrument[]
  readonly symbols: Names
  readonly strategies = new Names()
  /** Feeds, evaluators and sources of evaluations. */
  readonly sources = new Names()

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments
    this.symbols = new Names(instruments.map(({ symbol }) => symbol))
    if (this.symbols.list.length !== instruments.length) {
      const twice = instruments.find(({ symbol }, at) => this.symbols.find(symbol) !== at)
      throw new Error(`instrument ${twice?.symbol} is configured twice`)
    }
  }
}
