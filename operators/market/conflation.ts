/** A market update before the sequencer: conflated by its key, or, without one, never dropped. */
export interface Conflatable {
  /** What a newer update replaces: an instrument's quotes share one. Absent: trades, fills, commands. */
  readonly conflateBy?: string
}

/**
 * A bounded queue that stands before the sequencer and keeps the newest update of each key, in the order their keys were
 * first waiting. What is conflated never had a sequence number. Updates without a key are never dropped: when they fill
 * the queue, `offer` says so and the feed has to wait.
 */
export class Conflation<T extends Conflatable> {
  private readonly waiting: (T | undefined)[] = []
  private readonly at = new Map<string, number>()
  private readonly capacity: number
  private taken = 0
  private dropped = 0

  /** @param capacity Updates that may wait. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`conflation: capacity must be a count of at least 1, was ${capacity}`)
    this.capacity = capacity
  }

  /** Updates waiting. */
  get size(): number {
    return this.waiting.length - this.taken
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
      this.waiting[place] = update
      this.dropped++
      return true
    }
    if (this.size >= this.capacity) return false
    if (conflateBy !== undefined) this.at.set(conflateBy, this.waiting.length)
    this.waiting.push(update)
    return true
  }

  /** Takes the update that has waited longest, or undefined. */
  take(): T | undefined {
    if (this.size === 0) return undefined
    const update = this.waiting[this.taken]
    this.waiting[this.taken++] = undefined
    if (update?.conflateBy !== undefined) this.at.delete(update.conflateBy)
    if (this.size === 0) {
      this.waiting.length = 0
      this.taken = 0
    } else if (this.taken >= this.capacity) this.compact()
    return update
  }

  private compact(): void {
    this.waiting.splice(0, this.taken)
    for (const [key, place] of this.at) this.at.set(key, place - this.taken)
    this.taken = 0
  }
}
