import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { FRAME_ROWS_MAX, LAYOUT_HASH } from '../../model/layout.generated.ts'
import { JournalError } from './errors.ts'
import type { FromJournal, JournalOrder } from './journal-worker.ts'
import type { Durability, JournalState, JournalWriter } from './port.ts'
import type { PrepareOrder } from './prepare-worker.ts'
import { RingProducer, rowRingMemory } from './row-ring.ts'

/** The threads' files, wherever set-up has compiled them. */
export interface JournalThreads {
  readonly journal: URL
  readonly prepare: URL
}

const compiled = (name: string): URL => {
  const beside = new URL(`./${name}`, import.meta.url)
  return existsSync(beside) ? beside : new URL(`../../dist/pipeline/journal/${name}`, import.meta.url)
}

/** The threads that set-up compiles: beside this file or, run from the sources, in dist/. */
export const journalThreads = (): JournalThreads => ({
  journal: compiled('journal-worker.js'),
  prepare: compiled('prepare-worker.js'),
})

/** The writer of a folder's journal: rows go by a ring to a thread that writes and syncs. */
export class EmbeddedWriter implements JournalWriter {
  readonly journal: string
  readonly epoch: number
  readonly durability: Durability
  /** What was put in order when it was opened: empty after an orderly end. */
  readonly found: readonly string[]
  private readonly ring: RingProducer
  private readonly helper: Worker
  private readonly exited: Promise<void>
  private readonly release: () => void
  private nextSequence: number
  private closing: Promise<void> | undefined
  private failure: Error | undefined

  private constructor(
    worker: Worker,
    exited: Promise<void>,
    helper: Worker,
    ring: RingProducer,
    order: Omit<JournalOrder, 'ring'>,
    found: readonly string[],
    release: () => void,
  ) {
    this.ring = ring
    this.helper = helper
    this.exited = exited
    this.journal = order.facts.journal
    this.epoch = order.facts.epoch
    this.durability = order.durability
    this.found = found
    this.nextSequence = order.tail.sequence
    this.release = release
    worker.on('error', (error) => {
      this.failure = error
    })
  }

  /**
   * @param release Gives the lock up; called once, when nothing more is written.
   * @throws what the disk throws when the first segment is made
   */
  static async start(
    order: Omit<JournalOrder, 'ring'>,
    found: readonly string[],
    release: () => void,
    threads: JournalThreads,
  ): Promise<EmbeddedWriter> {
    for (const { pathname } of [threads.journal, threads.prepare].filter((url) => !existsSync(url))) {
      throw new Error(`there is no thread of the journal at ${pathname}: run "npm run build"`)
    }
    const ring = rowRingMemory()
    const producer = new RingProducer(ring)
    const { folder, segmentBytes, pack } = order
    const epoch = order.facts.epoch
    const helper = new Worker(threads.prepare, {
      workerData: { ring, folder, epoch, segmentBytes, pack } satisfies PrepareOrder,
    })
    try {
      await firstMessage(helper)
      const worker = new Worker(threads.journal, { workerData: { ...order, ring } satisfies JournalOrder })
      const exited = ended(worker)
      const message = (await firstMessage(worker)) as FromJournal
      if (message.kind !== 'ready' || message.layoutHash !== LAYOUT_HASH) {
        await worker.terminate()
        throw new Error(`the thread at ${threads.journal.pathname} is not of this version: run "npm run build"`)
      }
      return new EmbeddedWriter(worker, exited, helper, producer, order, found, release)
    } catch (error) {
      await helper.terminate()
      throw error
    }
  }

  get next(): number {
    return this.nextSequence
  }

  get durable(): number {
    return this.nextSequence - 1 - this.ring.unsynced
  }

  get releasable(): number {
    return this.durability === 'off' ? this.nextSequence - 1 : this.durable
  }

  get state(): JournalState {
    const { state } = this.ring
    if (state === 'failed' || this.failure !== undefined) return this.closing === undefined ? 'unavailable' : 'closed'
    return this.closing === undefined || state === 'fenced' ? state : 'closed'
  }

  get reason(): string | undefined {
    if (this.failure !== undefined) return `the journal's thread failed: ${this.failure.message}`
    const { state } = this.ring
    if (state === 'unavailable' || state === 'failed') return `the disk said ${this.ring.code}`
    return state === 'fenced' ? 'another writer took the journal over' : undefined
  }

  room(): number {
    return this.takes ? this.ring.room() : 0
  }

  append(sequence: number, bytes: Uint8Array, at: number, rows: number): void {
    if (rows < 1 || rows > FRAME_ROWS_MAX)
      throw new RangeError(`an append has 1 to ${FRAME_ROWS_MAX} rows, was ${rows}`)
    if (sequence !== this.nextSequence) {
      throw new JournalError('JOURNAL_SEQUENCE', `the next sequence is ${this.nextSequence}, was ${sequence}`)
    }
    if (!this.takes || !this.ring.fits(rows)) throw this.refusal(rows)
    this.ring.publish(bytes, at, rows)
    this.nextSequence += rows
  }

  async settled(sequence: number): Promise<void> {
    if (sequence >= this.nextSequence) {
      throw new JournalError('JOURNAL_SEQUENCE', `the last sequence is ${this.nextSequence - 1}, was ${sequence}`)
    }
    await this.until(
      () => this.taken >= sequence,
      () => `sequence ${sequence} was not taken, the last is ${this.taken}`,
    )
  }

  async roomFor(rows: number): Promise<void> {
    await this.until(
      () => this.room() >= rows,
      () => `no room for ${rows} rows`,
    )
  }

  close(): Promise<void> {
    this.closing ??= this.shut()
    return this.closing
  }

  /** Last sequence that the medium has, by the policy. */
  private get taken(): number {
    return this.durability === 'off' ? this.nextSequence - 1 - this.ring.waiting : this.durable
  }

  private async until(done: () => boolean, otherwise: () => string): Promise<void> {
    const over = (): boolean => done() || this.ended
    while (!done()) {
      if (this.ended) throw this.endedError(otherwise())
      await this.ring.progress(over)
    }
  }

  private get takes(): boolean {
    return this.state === 'available' || this.state === 'unavailable'
  }

  private get ended(): boolean {
    return this.failure !== undefined || ['fenced', 'closed', 'failed'].includes(this.ring.state)
  }

  private endedError(text: string): JournalError {
    if (this.ring.state === 'fenced') {
      return new JournalError('JOURNAL_FENCED', `${text}: epoch ${this.epoch} was taken over`)
    }
    const fault = this.ring.state === 'closed' ? 'JOURNAL_CLOSED' : 'JOURNAL_UNAVAILABLE'
    return new JournalError(fault, this.reason === undefined ? text : `${text}: ${this.reason}`, {
      cause: this.failure,
    })
  }

  private refusal(rows: number): JournalError {
    const { state } = this
    const waiting = `${this.ring.waiting} rows wait, ${rows} more do not fit`
    if (state === 'fenced') return this.endedError(`${rows} rows from sequence ${this.nextSequence} were refused`)
    if (state === 'closed')
      return new JournalError('JOURNAL_CLOSED', `the journal was closed at ${this.nextSequence - 1}`)
    if (state === 'unavailable') return new JournalError('JOURNAL_UNAVAILABLE', `${waiting}: ${this.reason}`)
    return new JournalError('JOURNAL_BUSY', waiting)
  }

  private async shut(): Promise<void> {
    this.ring.close()
    await this.exited
    // Whatever it is at is thrown away, as if the process had been killed: a close waits for no packing.
    await this.helper.terminate()
    this.release()
    const { state } = this.ring
    if (state === 'closed') return
    throw this.endedError(`the journal was not closed in order; rows beyond sequence ${this.durable} are not durable`)
  }
}

const ended = (worker: Worker): Promise<void> => new Promise((resolve) => worker.once('exit', () => resolve()))

const firstMessage = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
