import { SeededRandom } from '../../pipeline/generate/seeded-random.ts'

/** A seeded generator: the same seed gives the same stream everywhere. */
export class Random extends SeededRandom {
  /** True with a probability. */
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** An integer in [from, to]. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]
  }

  /** One of the keys, by weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      left -= weight
      if (left < 0) return key
    }
    return entries[0][0]
  }

  /** A value, or undefined with a probability. */
  maybe<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined
  }
}
