import { ROW_BYTES } from '../../model/layout.generated.ts'
import { codeOf } from './disk.ts'
import { waitAsync } from './wait-async.ts'

/** Rows on their way to the journal's thread: 4 MiB. */
export const RING_ROWS = 65_536
/** Appends on their way: never more than rows, so that they need no limit of their own. */
const RING_APPENDS = RING_ROWS
/** Rows that may wait while the medium can't be written. */
export const BUFFERED_ROWS_MAX = 10_000

/** Control words; a cache line (16 words) for each side. All counts wrap at 2^32. */
const PUBLISHED = 0
const APPENDS = 1
const CLOSING = 2
const WRITER_WAITS = 3
/** Segments asked for, and one for the close. */
const SEGMENTS = 4
const RELEASED = 16
const DURABLE = 17
const STATE = 18
const CODE = 19
const THREAD_SLEEPS = 20
const CONTROL_WORDS = 32

const STATES = ['available', 'unavailable', 'fenced', 'closed', 'failed'] as const
export type RingState = (typeof STATES)[number]
const SLEEP_MILLIS_MAX = 100
/** Errors that are told across the threads. */
const CODES = [
  '',
  'ENOSPC',
  'EROFS',
  'EIO',
  'EACCES',
  'EDQUOT',
  'EBADF',
  'ENOENT',
  'EMFILE',
  'EFBIG',
  'ENODEV',
  'EPERM',
] as const

export interface RowRingMemory {
  readonly control: SharedArrayBuffer
  readonly rows: SharedArrayBuffer
  /** Count of rows published at each append. */
  readonly bounds: SharedArrayBuffer
}

export const rowRingMemory = (): RowRingMemory => ({
  control: new SharedArrayBuffer(CONTROL_WORDS * 4),
  rows: new SharedArrayBuffer(RING_ROWS * ROW_BYTES),
  bounds: new SharedArrayBuffer(RING_APPENDS * 4),
})

/** How far a counter that wraps has come since another. */
const since = (later: number, earlier: number): number => (later - earlier) | 0

/** The end of the one who appends. */
export class RingProducer {
  private readonly control: Int32Array
  private readonly rows: Uint8Array
  private readonly bounds: Int32Array
  private published = 0
  private appends = 0
  /** Of the last answer of `room`, the rows that have not come. */
  private promised = 0

  constructor({ control, rows, bounds }: RowRingMemory) {
    this.control = new Int32Array(control)
    this.rows = new Uint8Array(rows)
    this.bounds = new Int32Array(bounds)
  }

  get state(): RingState {
    return STATES[Atomics.load(this.control, STATE)]
  }

  /** What the disk said last, where it is not available. */
  get code(): string {
    return CODES[Atomics.load(this.control, CODE)] ?? 'EIO'
  }

  /** Rows published and not yet taken over by the medium. */
  get waiting(): number {
    return since(this.published, Atomics.load(this.control, RELEASED))
  }

  /** Rows published and not yet durable. */
  get unsynced(): number {
    return since(this.published, Atomics.load(this.control, DURABLE))
  }

  /** Rows that fit from now on, in any appends, until it is asked again: also where the medium fails meanwhile. */
  room(): number {
    this.promised = this.free
    return this.promised
  }

  /** Whether rows fit: they are within what `room` has said, or there is room for them now. */
  fits(rows: number): boolean {
    return rows <= this.promised || rows <= this.free
  }

  private get free(): number {
    const limit = Atomics.load(this.control, STATE) === 1 ? BUFFERED_ROWS_MAX : RING_ROWS
    return Math.max(0, limit - this.waiting)
  }

  publish(bytes: Uint8Array, at: number, count: number): void {
    const { control, rows } = this
    const slot = (this.published >>> 0) % RING_ROWS
    const before = Math.min(count, RING_ROWS - slot)
    rows.set(view(bytes, at, before), slot * ROW_BYTES)
    if (before < count) rows.set(view(bytes, at + before * ROW_BYTES, count - before), 0)
    this.published = (this.published + count) | 0
    this.promised = Math.max(0, this.promised - count)
    this.bounds[(this.appends >>> 0) % RING_APPENDS] = this.published
    this.appends = (this.appends + 1) | 0
    Atomics.store(control, APPENDS, this.appends)
    Atomics.store(control, PUBLISHED, this.published)
    if (Atomics.load(control, THREAD_SLEEPS) === 1) Atomics.notify(control, PUBLISHED)
  }

  /** Resolves when `done` may have come true: the thread has taken rows over, or its state has changed. */
  async progress(done: () => boolean): Promise<void> {
    const { control } = this
    Atomics.store(control, WRITER_WAITS, 1)
    // Only now: what the thread tells between a look before the store and the wait would be missed.
    if (done()) return
    const waiting = waitAsync(control, WRITER_WAITS, 1)
    if (waiting.async) await waiting.value
  }

  close(): void {
    Atomics.store(this.control, CLOSING, 1)
    Atomics.notify(this.control, PUBLISHED)
    Atomics.notify(this.control, CLOSING)
    Atomics.add(this.control, SEGMENTS, 1)
    Atomics.notify(this.control, SEGMENTS)
  }
}

/** The end of the thread that prepares segments. */
export class RingHelper {
  private readonly control: Int32Array
  private seen = 0
  private published = 0

  constructor({ control }: RowRingMemory) {
    this.control = new Int32Array(control)
  }

  /** Whether something is wanted now. */
  get called(): boolean {
    return Atomics.load(this.control, SEGMENTS) !== this.seen
  }

  /** Whether rows have come since the last call. */
  rowsCame(): boolean {
    const before = this.published
    this.published = Atomics.load(this.control, PUBLISHED)
    return this.published !== before
  }

  /** Blocks for a time, less when something is wanted. */
  rest(millis: number): void {
    Atomics.wait(this.control, SEGMENTS, this.seen, millis)
  }

  /** Blocks until another segment is wanted; false when the journal is closed. */
  wanted(): boolean {
    Atomics.wait(this.control, SEGMENTS, this.seen)
    this.seen = Atomics.load(this.control, SEGMENTS)
    return Atomics.load(this.control, CLOSING) === 0
  }
}

const view = (bytes: Uint8Array, at: number, rows: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + at, rows * ROW_BYTES)

/** The end of the journal's thread. */
export class RingConsumer {
  private readonly control: Int32Array
  private readonly rows: Uint8Array
  private readonly bounds: Int32Array
  private released = 0
  private taken = 0

  constructor({ control, rows, bounds }: RowRingMemory) {
    this.control = new Int32Array(control)
    this.rows = new Uint8Array(rows)
    this.bounds = new Int32Array(bounds)
  }

  get closing(): boolean {
    return Atomics.load(this.control, CLOSING) === 1
  }

  /** Rows that are there, at most `most`; with `one`: those of one append. */
  ready(most: number, one: boolean): number {
    const { control, released } = this
    // In this order: the bound of every append that is counted has been written.
    const upTo =
      one && this.appendsLeft() > 0 ? this.bounds[(this.taken >>> 0) % RING_APPENDS] : Atomics.load(control, PUBLISHED)
    return Math.min(most, since(upTo, released))
  }

  /** Copies waiting rows, from the `from`-th on. */
  copy(target: Uint8Array, at: number, from: number, count: number): void {
    const slot = ((this.released + from) >>> 0) % RING_ROWS
    const before = Math.min(count, RING_ROWS - slot)
    target.set(view(this.rows, slot * ROW_BYTES, before), at)
    if (before < count) target.set(view(this.rows, 0, count - before), at + before * ROW_BYTES)
  }

  /** Gives the room of rows back: the medium has them. */
  release(count: number, durable: boolean): void {
    const { control } = this
    this.released = (this.released + count) | 0
    while (this.appendsLeft() > 0 && since(this.released, this.bounds[(this.taken >>> 0) % RING_APPENDS]) >= 0) {
      this.taken = (this.taken + 1) | 0
    }
    Atomics.store(control, RELEASED, this.released)
    if (durable) Atomics.store(control, DURABLE, this.released)
    this.tell()
  }

  /** Everything that was taken is durable. */
  allDurable(): void {
    Atomics.store(this.control, DURABLE, this.released)
    this.tell()
  }

  /** Has the next segment prepared. */
  wantNext(): void {
    Atomics.add(this.control, SEGMENTS, 1)
    Atomics.notify(this.control, SEGMENTS)
  }

  enter(state: RingState, error?: unknown): void {
    const code = error === undefined ? 0 : CODES.indexOf(codeOf(error) as (typeof CODES)[number])
    Atomics.store(this.control, CODE, code === -1 ? CODES.indexOf('EIO') : code)
    Atomics.store(this.control, STATE, STATES.indexOf(state))
    this.tell()
  }

  /** Sleeps until rows are there or the journal is to be closed. */
  sleep(): void {
    const { control, released } = this
    Atomics.store(control, THREAD_SLEEPS, 1)
    // Not for ever: a close between the look and the wait is not heard.
    if (Atomics.load(control, CLOSING) === 0) Atomics.wait(control, PUBLISHED, released, SLEEP_MILLIS_MAX)
    Atomics.store(control, THREAD_SLEEPS, 0)
  }

  /** Waits before another try, less if the journal is to be closed. */
  pause(millis: number): void {
    Atomics.wait(this.control, CLOSING, 0, millis)
  }

  private appendsLeft(): number {
    return since(Atomics.load(this.control, APPENDS), this.taken)
  }

  private tell(): void {
    if (Atomics.exchange(this.control, WRITER_WAITS, 0) === 1) Atomics.notify(this.control, WRITER_WAITS)
  }
}
