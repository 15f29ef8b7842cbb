import { ROW_BYTES } from '../../../model/layout.generated.ts'
import type { RowTarget } from '../row-target.ts'

/** Rows of one slot: what is handed over at a time. */
const SLOT_ROWS = 1_024
const SLOTS = 32
const RING_BYTES = SLOTS * SLOT_ROWS * ROW_BYTES
/** A sleeper is woken when half the ring is ready for it, not for every slot: a wake costs as much as many rows. */
const WAKE_SLOTS = SLOTS / 2
const SLOT_WORDS = (SLOT_ROWS * ROW_BYTES) / 4

/** Control words, a cache line (16 words) each for those that both threads touch. */
const PUBLISHED = 0
const RELEASED = 16
/** Count of slots published at which the sleeping engine wants to be woken, where `ENGINE_SLEEPS` is 1. */
const ENGINE_WAKES_AT = 32
const ENGINE_SLEEPS = 33
const READER_WAKES_AT = 48
const READER_SLEEPS = 49
const CLOSED = 64
const ENDED = 65
/** Rows of each slot. */
const COUNTS = 80
const CONTROL_WORDS = COUNTS + SLOTS

/** The shared memory of a ring of rows between two threads, 2 MiB and never more. */
export interface RingMemory {
  readonly control: SharedArrayBuffer
  readonly rows: SharedArrayBuffer
}

export function ringMemory(): RingMemory {
  return { control: new SharedArrayBuffer(CONTROL_WORDS * 4), rows: new SharedArrayBuffer(RING_BYTES) }
}

/** How far a counter that wraps has come since another. */
const since = (later: number, earlier: number): number => (later - earlier) | 0

/** The reader's end: blocks while the ring is full. */
export class RingWriter implements RowTarget {
  readonly capacity = SLOT_ROWS
  readonly u32: Uint32Array
  readonly i32: Int32Array
  private readonly control: Int32Array
  private published = 0

  constructor({ control, rows }: RingMemory) {
    this.control = new Int32Array(control)
    this.u32 = new Uint32Array(rows)
    this.i32 = new Int32Array(rows)
  }

  room(): number {
    const { control, published } = this
    for (;;) {
      if (Atomics.load(control, CLOSED) === 1) return -1
      const released = Atomics.load(control, RELEASED)
      if (since(published, released) < SLOTS) return slotOf(published) * SLOT_WORDS
      Atomics.store(control, READER_WAKES_AT, (released + WAKE_SLOTS) | 0)
      Atomics.store(control, READER_SLEEPS, 1)
      // Waits only if nothing was released meanwhile; a wake-up too many does no harm.
      if (Atomics.load(control, CLOSED) === 0) Atomics.wait(control, RELEASED, released)
      Atomics.store(control, READER_SLEEPS, 0)
    }
  }

  publish(rows: number): boolean {
    const { control } = this
    control[COUNTS + slotOf(this.published)] = rows
    this.published = (this.published + 1) | 0
    Atomics.store(control, PUBLISHED, this.published)
    const wanted = Atomics.load(control, ENGINE_SLEEPS) === 1
    if (wanted && since(this.published, Atomics.load(control, ENGINE_WAKES_AT)) >= 0) this.wake()
    return Atomics.load(control, CLOSED) === 0
  }

  /** Resolves when the other end wants no more rows. */
  async closed(): Promise<void> {
    const waiting = waitAsync(this.control, CLOSED, 0)
    if (waiting.async) await waiting.value
  }

  /** Says that nothing comes after what was published. */
  end(): void {
    Atomics.store(this.control, ENDED, 1)
    this.wake()
  }

  private wake(): void {
    Atomics.store(this.control, ENGINE_SLEEPS, 0)
    Atomics.notify(this.control, PUBLISHED)
  }
}

const slotOf = (count: number): number => (count >>> 0) % SLOTS

/** `Atomics.waitAsync`, which this version of TypeScript's library does not know. */
type WaitAsync = (
  words: Int32Array,
  at: number,
  value: number,
) => { async: false; value: string } | { async: true; value: Promise<string> }
const { waitAsync } = Atomics as unknown as { waitAsync: WaitAsync }

/** The engine's end: never blocks its thread. */
export class RingReader {
  private readonly control: Int32Array
  private readonly bytes: Uint8Array
  private released = 0

  constructor({ control, rows }: RingMemory) {
    this.control = new Int32Array(control)
    this.bytes = new Uint8Array(rows)
  }

  /**
   * Hands the rows of the next slot to `take` and gives the slot back; false where there is none.
   *
   * @param take Gets the shared bytes, valid inside the call.
   */
  next(take: (bytes: Uint8Array, at: number, rows: number) => void): boolean {
    const { control } = this
    if (Atomics.load(control, PUBLISHED) === this.released) return false
    const slot = slotOf(this.released)
    take(this.bytes, slot * SLOT_WORDS * 4, control[COUNTS + slot])
    this.released = (this.released + 1) | 0
    Atomics.store(control, RELEASED, this.released)
    const wanted = Atomics.load(control, READER_SLEEPS) === 1
    if (wanted && since(this.released, Atomics.load(control, READER_WAKES_AT)) >= 0) Atomics.notify(control, RELEASED)
    return true
  }

  /** Nothing is there and nothing will come. */
  get ended(): boolean {
    // In this order: what was published before the end is seen with it.
    return Atomics.load(this.control, ENDED) === 1 && Atomics.load(this.control, PUBLISHED) === this.released
  }

  /** Resolves when half the ring is filled, at first when there is a slot, or at the end. */
  async more(): Promise<void> {
    const { control, released } = this
    Atomics.store(control, ENGINE_WAKES_AT, (released + (released === 0 ? 1 : WAKE_SLOTS)) | 0)
    Atomics.store(control, ENGINE_SLEEPS, 1)
    if (Atomics.load(control, ENDED) === 0) {
      const waiting = waitAsync(control, PUBLISHED, released)
      if (waiting.async) await waiting.value
    }
    Atomics.store(control, ENGINE_SLEEPS, 0)
  }

  /** No more rows are wanted: a reader that waits for room goes on and ends. */
  close(): void {
    Atomics.store(this.control, CLOSED, 1)
    Atomics.notify(this.control, CLOSED)
    Atomics.notify(this.control, RELEASED)
    this.wake()
  }

  /** Ends a wait of this end, because the other one is gone. */
  wake(): void {
    Atomics.store(this.control, ENDED, 1)
    Atomics.notify(this.control, PUBLISHED)
  }
}
