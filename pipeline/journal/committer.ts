import { JournalError } from './errors.ts'
import { BATCH_ROWS_MAX } from './format.ts'
import type { Durability } from './port.ts'
import type { RingConsumer } from './row-ring.ts'
import type { SegmentWriter } from './segment-writer.ts'

/** Pause before another try of a write that failed: short at first, then longer. */
const PAUSE_MILLIS_MIN = 5
const PAUSE_MILLIS_MAX = 500

/**
 * Takes rows from the ring to the disk, and says they are durable only when they are and this writer still holds the
 * journal. What a failed write or sync may have left undone is written again, from the ring, at the same place.
 */
export class Committer {
  /** Commits, and tries that failed. */
  commits = 0
  failures = 0
  private readonly ring: RingConsumer
  private readonly writer: SegmentWriter
  private readonly durability: Durability
  private readonly holds: () => boolean
  private pauseMillis = PAUSE_MILLIS_MIN
  private unavailable = false

  /** @param holds Whether this writer still holds the journal. */
  constructor(ring: RingConsumer, writer: SegmentWriter, durability: Durability, holds: () => boolean) {
    this.ring = ring
    this.writer = writer
    this.durability = durability
    this.holds = holds
  }

  /** Works until the journal is closed or taken over; blocks its thread. */
  run(): void {
    for (;;) {
      const outcome = this.step()
      if (outcome === 'ended') return
      if (outcome === 'failed') this.ring.pause(this.pauseMillis)
      else if (outcome === 'idle' && !this.ring.closing) this.ring.sleep()
    }
  }

  /** Commits once; `ended`: nothing more will be written. */
  step(): 'committed' | 'idle' | 'failed' | 'ended' {
    const { ring, writer, durability } = this
    const rows = ring.ready(BATCH_ROWS_MAX, durability === 'every')
    try {
      if (rows === 0) return ring.closing ? this.close() : 'idle'
      writer.commit(rows, (target, at, from, count) => ring.copy(target, at, from, count))
      if (!this.holds()) return this.end('fenced')
    } catch (error) {
      return this.fail(error)
    }
    this.commits++
    if (this.unavailable) this.resume()
    ring.release(rows, durability !== 'off')
    return 'committed'
  }

  private close(): 'ended' {
    const { ring, writer } = this
    // A fenced writer leaves its segment as it is: the journal goes on in another one.
    if (!this.holds()) return this.end('fenced')
    writer.close()
    if (!this.holds()) return this.end('fenced')
    ring.allDurable()
    return this.end('closed')
  }

  private end(state: 'fenced' | 'closed'): 'ended' {
    this.writer.drop()
    this.ring.enter(state)
    return 'ended'
  }

  private fail(error: unknown): 'failed' | 'ended' {
    if (error instanceof JournalError && error.fault === 'JOURNAL_FENCED') return this.end('fenced')
    this.failures++
    this.pauseMillis = this.unavailable ? Math.min(this.pauseMillis * 2, PAUSE_MILLIS_MAX) : PAUSE_MILLIS_MIN
    this.unavailable = true
    const { ring } = this
    if (ring.closing) {
      // Who closes does not wait for a disk that may never come back.
      this.writer.drop()
      ring.enter('failed', error)
      return 'ended'
    }
    ring.enter('unavailable', error)
    return 'failed'
  }

  private resume(): void {
    this.unavailable = false
    this.pauseMillis = PAUSE_MILLIS_MIN
    this.ring.enter('available')
  }
}
