import type { Instrument } from './instrument.ts'

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

/** Everything that rows name by a dense id. */
export class Universe {
  readonly instruments: readonly Instrument[]
  readonly symbols: Names
  readonly strategies = new Names()
  /** Feeds, evaluators and sources of evaluations. */
  readonly sources = new Names()
  /** Those that instruments settle in; the state image adds those that portfolios are kept in. */
  readonly currencies: Names

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments
    this.symbols = new Names(instruments.map(({ symbol }) => symbol))
    this.currencies = new Names(instruments.map(({ currency }) => currency))
    if (this.symbols.list.length !== instruments.length) {
      const twice = instruments.find(({ symbol }, at) => this.symbols.find(symbol) !== at)
      throw new Error(`instrument ${twice?.symbol} is configured twice`)
    }
  }
}
