/** A market update before the sequencer: conflated by its key, or, without one, never dropped. */
export interface Conflatable {
  /** What a newer update replaces: an instrument's quotes share one. Absent: trades, fills, commands. */
  readonly conflateBy?: string
}

/**
 * A bounded queue that stands before the sequencer and keeps the newest update of each key, in order of arrival: a newer
 * one waits where it arrived, so that it overtakes no trade that came before it. What is conflated never had a sequence
 * number. Updates without a key are never dropped: when they fill the queue, `offer` says so and the feed has to wait.
 */
export class Conflation<T extends Conflatable> {
  /** Updates from `taken` on; undefined where a newer one replaced one. */
  private waiting: (T | undefined)[] = []
  private readonly at = new Map<string, number>()
  private readonly capacity: number
  private taken = 0
  private held = 0
  private dropped = 0

  /** @param capacity Updates that may wait. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`conflation: capacity must be a count of at least 1, was ${capacity}`)
    this.capacity = capacity
  }

  /** Updates waiting. */
  get size(): number {
    return this.held
  }

  /** Updates replaced by newer ones. */
  get conflated(): number {
    return this.dropped
  }

  /** Puts an update in; false, and not taken, when the queue is full and nothing can be replaced. */
  offer(update: T): boolean {
    const { conflateBy } = update
    const place = conflateBy === undefined ? undefined : this.at.get(conflateBy)
    if (place !== undefined) {
      this.waiting[place] = undefined
      this.dropped++
    } else if (this.held < this.capacity) this.held++
    else return false
    // Closing up costs O(1) an update: it happens when at least as many are gone as may wait.
    if (this.waiting.length >= 2 * this.capacity) this.closeUp()
    if (conflateBy !== undefined) this.at.set(conflateBy, this.waiting.length)
    this.waiting.push(update)
    return true
  }

  /** Takes the update that has waited longest, or undefined. */
  take(): T | undefined {
    if (this.held === 0) return undefined
    let update: T | undefined
    while (update === undefined) {
      update = this.waiting[this.taken]
      this.waiting[this.taken++] = undefined
    }
    if (update.conflateBy !== undefined) this.at.delete(update.conflateBy)
    this.held--
    return update
  }

  /** Takes all. */
  drain(): T[] {
    const all = this.waiting.filter((update) => update !== undefined)
    this.waiting = []
    this.taken = 0
    this.held = 0
    this.at.clear()
    return all
  }

  private closeUp(): void {
    this.waiting = this.waiting.filter((update) => update !== undefined)
    this.taken = 0
    this.at.clear()
    this.waiting.forEach((update, place) => {
      if (update?.conflateBy !== undefined) this.at.set(update.conflateBy, place)
    })
  }
}
