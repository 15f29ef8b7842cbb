import type { Names } from '../../model/universe.ts'

/**
 * Dense numbers for what evaluations come from: a *view* is one (source, spec), a *timeframe* one spec. Both are given
 * when first seen; nothing is allocated for a pair that is known.
 */
export class ViewTable {
  private readonly names: Names
  readonly sources: number[] = []
  readonly specs: number[] = []
  /** Timeframe of each view. */
  readonly timeframes: number[] = []
  readonly timeframeSpecs: number[] = []
  /** Views by source name, then spec: sums are formed in this order, so that who spoke first changes no last bit. */
  readonly order: number[] = []
  /** First view of each source, and the next of the same source; −1 ends. */
  private readonly first: number[] = []
  private readonly next: number[] = []

  constructor(names: Names) {
    this.names = names
  }

  get count(): number {
    return this.sources.length
  }

  /** The view of a source and spec. */
  of(source: number, spec: number): number {
    const { first, next, specs } = this
    for (let view = source < first.length ? first[source] : -1; view >= 0; view = next[view]) {
      if (specs[view] === spec) return view
    }
    return this.add(source, spec)
  }

  private add(source: number, spec: number): number {
    while (this.first.length <= source) this.first.push(-1)
    const view = this.count
    this.sources.push(source)
    this.specs.push(spec)
    let timeframe = this.timeframeSpecs.indexOf(spec)
    if (timeframe < 0) timeframe = this.timeframeSpecs.push(spec) - 1
    this.timeframes.push(timeframe)
    this.next.push(this.first[source])
    this.first[source] = view
    this.order.push(view)
    this.order.sort((a, b) => this.compare(a, b))
    return view
  }

  private compare(a: number, b: number): number {
    const [one, other] = [this.nameOf(a), this.nameOf(b)]
    return one < other ? -1 : one > other ? 1 : this.specs[a] - this.specs[b]
  }

  /** Plain data: the views in order. */
  state(): unknown {
    return this.order.map((view) => ({ source: this.nameOf(view), spec: this.specs[view] }))
  }

  restore(state: unknown): void {
    for (const { source, spec } of state as readonly { source: string; spec: number }[])
      this.of(this.names.find(source) ?? Number(source.slice(1)), spec)
  }

  /** Name of a view's source; its number where it has none. */
  nameOf(view: number): string {
    return this.names.list[this.sources[view]] ?? `#${this.sources[view]}`
  }
}
