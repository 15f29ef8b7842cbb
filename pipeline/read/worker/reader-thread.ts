import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { LAYOUT_HASH } from '../../../model/layout.generated.ts'
import type { ReadReport } from '../read-report.ts'
import { READER_VERSION } from '../reader-version.ts'
import type { FromReader, ReaderOrder, ReaderStart } from './messages.ts'
import { ringMemory, RingReader } from './ring.ts'
import { receivedError } from './thread-error.ts'

/** Gets shared bytes, valid inside the call; returns false where no more rows are wanted. */
type Take = (bytes: Uint8Array, at: number, rows: number) => boolean

const BUNDLED = 'bundle/reader-worker.js'
const COMPILED = new URL(`../../../${BUNDLED}`, import.meta.url)

/** The worker that set-up makes, of one file: in dist/, where this file lies too unless it is run from the sources. */
export function readerWorker(): URL {
  return existsSync(COMPILED) ? COMPILED : new URL(`../../../dist/${BUNDLED}`, import.meta.url)
}

/** Whether this is the compiled build, with a worker made of the same sources. */
export const workerIsCompiled = (): boolean => existsSync(COMPILED)

/** A pass over the files on a thread of its own, and the rows it hands over. */
export class ReaderThread {
  private readonly worker: Worker
  private readonly url: URL
  private readonly ring: RingReader
  /** Resolves with the names of all sources; with undefined where the pass ended before it knew them. */
  private readonly begun = promised<readonly string[] | undefined>()
  private readonly ended = promised<undefined>()
  private done: Extract<FromReader, { kind: 'done' }> | undefined
  private failure: Error | undefined
  private closed = false

  /** Starts the thread. @throws where there is no worker at `url`. */
  constructor(url: URL) {
    if (!existsSync(url)) throw new Error(`there is no reader worker at ${url.pathname}: run "npm run build"`)
    const ring = ringMemory()
    this.url = url
    this.ring = new RingReader(ring)
    this.worker = new Worker(url, { workerData: { ring } satisfies ReaderStart })
    this.worker.on('message', (message: FromReader) => this.hear(message))
    this.worker.on('error', (error) => this.fail(error))
    this.worker.on('exit', (code) => this.fail(new Error(`the reader's thread ended (${code}) before its rows did`)))
  }

  /**
   * Has everything read and takes all rows. Resolves when they are taken, or no more are wanted, and the pass has ended; throws what reading
   * threw, after the rows before it.
   *
   * @param begin Gets the names of all sources before the first row.
   * @param pause Called after each take: the next comes when what it gives has resolved.
   */
  async run(
    order: ReaderOrder,
    begin: (sources: readonly string[]) => void,
    take: Take,
    pause: () => Promise<unknown> = setImmediate,
  ): Promise<void> {
    const { ring } = this
    this.worker.postMessage(order, [])
    const sources = await this.begun.promise
    const each = (bytes: Uint8Array, at: number, rows: number): void => {
      if (!take(bytes, at, rows)) this.close()
    }
    try {
      if (sources !== undefined && !this.closed) begin(sources)
      while (!this.closed && !ring.ended) {
        // Between two slots signals and timers have their turn.
        if (ring.next(each)) await pause()
        else await ring.more()
      }
    } finally {
      this.close()
      await this.ended.promise
    }
    if (this.failure !== undefined) throw this.failure
    if (this.done?.error !== undefined) throw receivedError(this.done.error)
  }

  /** What was found; known when `run` has ended. */
  get report(): ReadReport | undefined {
    return this.done?.report
  }

  /** Ends the pass. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.ring.close()
  }

  private hear(message: FromReader): void {
    if (message.kind === 'begin') this.begun.resolve(message.sources)
    else if (message.kind === 'done') {
      this.done = message
      this.begun.resolve(undefined)
      this.ended.resolve(undefined)
    } else if (message.readerVersion !== READER_VERSION || message.layoutHash !== LAYOUT_HASH) {
      this.fail(new Error(`${this.url.pathname} was built from other sources: run "npm run build"`))
    }
  }

  /** The thread is of no use any more, unless it had ended its pass. */
  private fail(error: Error): void {
    if (this.done === undefined) this.failure ??= error
    this.begun.resolve(undefined)
    this.ended.resolve(undefined)
    this.ring.wake()
  }
}

function promised<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
