import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { realDisk } from '../journal/disk.ts'
import { version } from '../version.ts'
import { pageBytesOf } from './encode.ts'
import { removeSnapshots, snapshotsIn } from './folder.ts'
import { pagesOf, updateCopy } from './image.ts'
import { stagesOf } from './kept-run.ts'
import type { KeptStages } from './kept-run.ts'
import type { WriteOrder, WriterStart, Written } from './snapshot-worker.ts'
import type { Moment, SnapshotOptions, Snapshots } from './snapshot.ts'

const KEEP_DEFAULT = 3
const WHOLE_EVERY_DEFAULT = 16

/** The thread that set-up compiles: beside this file or, run from the sources, in dist/. */
function compiledThread(): URL {
  const beside = new URL('./snapshot-worker.js', import.meta.url)
  return existsSync(beside) ? beside : new URL('../../dist/pipeline/snapshot/snapshot-worker.js', import.meta.url)
}

/**
 * Begins to keep snapshots of a run in a folder, which is made where it is missing. What is there beyond the row that the
 * run goes on from is removed first: those rows were lost, and others will have their sequences.
 *
 * @throws where the folder can't be made, or such a snapshot not be removed
 */
export function openSnapshots(folder: string, options: SnapshotOptions): Snapshots {
  realDisk.makeFolder(folder)
  const lost = snapshotsIn(realDisk, folder).filter(({ sequence }) => sequence > options.from)
  removeSnapshots(realDisk, folder, lost)
  return new RunningSnapshots(
    folder,
    options,
    lost.map(({ path }) => path),
  )
}

class RunningSnapshots implements Snapshots {
  readonly removed: readonly string[]
  readonly counts = { taken: 0, leftOut: 0, written: 0, failed: 0 }
  reason: string | undefined
  durable = 0
  private readonly config: string
  private readonly busy = new Int32Array(new SharedArrayBuffer(4))
  private readonly worker: Worker
  private copy: { readonly state: SharedArrayBuffer; readonly changed: SharedArrayBuffer } | undefined
  private newest: number
  private waiting: (() => void)[] = []
  private ended = false

  constructor(folder: string, options: SnapshotOptions, removed: readonly string[]) {
    const { config, from, keep = KEEP_DEFAULT, wholeEvery = WHOLE_EVERY_DEFAULT, thread = compiledThread() } = options
    this.removed = removed
    this.config = config.hash
    this.newest = from - 1
    const workerData: WriterStart = { folder, keep, wholeEvery, busy: this.busy.buffer }
    this.worker = new Worker(thread, { workerData })
    this.worker.on('message', (written: Written) => this.took(written))
    this.worker.on('error', (error) => this.end(error instanceof Error ? error.message : String(error)))
    this.worker.unref()
  }

  take({ sequence, image, context, chains, head, about }: Moment): boolean {
    const { counts, busy } = this
    if (this.ended || Atomics.load(busy, 0) === 1 || sequence <= this.newest) {
      counts.leftOut++
      return false
    }
    const { stateBytes, size } = image
    counts.taken++
    let kept: KeptStages
    try {
      kept = stagesOf(context)
    } catch (error) {
      this.reason = (error as Error).message
      counts.failed++
      return false
    }
    const facts = { engine: version, head, chains, size, ...kept, ...(about === undefined ? {} : { about }) }
    this.copy ??= {
      state: new SharedArrayBuffer(pageBytesOf(stateBytes)),
      changed: new SharedArrayBuffer(pagesOf(stateBytes)),
    }
    const { state, changed } = this.copy
    updateCopy(image, new Uint8Array(state, 0, stateBytes), new Uint8Array(changed))
    Atomics.store(busy, 0, 1)
    const order: WriteOrder = { sequence, config: this.config, facts, stateBytes, state, changed }
    this.worker.postMessage(order, [])
    // While something is being written, the process waits for it.
    this.worker.ref()
    this.newest = sequence
    return true
  }

  settled(): Promise<void> {
    return this.open === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve))
  }

  async close(): Promise<void> {
    await this.settled()
    this.ended = true
    await this.worker.terminate()
  }

  /** Taken, and not yet heard of. */
  private get open(): number {
    const { taken, written, failed } = this.counts
    return taken - written - failed
  }

  private took({ sequence, durable, reason }: Written): void {
    this.reason = reason
    if (durable) {
      this.counts.written++
      this.durable = sequence
    } else this.counts.failed++
    if (this.open === 0) this.rest()
  }

  /** The thread has ended by itself: none is written any more. */
  private end(reason: string): void {
    this.ended = true
    this.reason = reason
    this.counts.failed += this.open
    this.rest()
  }

  private rest(): void {
    this.worker.unref()
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}
