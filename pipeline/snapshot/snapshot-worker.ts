import { parentPort, workerData } from 'node:worker_threads'
import { codeOf, realDisk } from '../journal/disk.ts'
import type { Order } from './encode.ts'
import { SnapshotWriter } from './snapshot-writer.ts'

/** What the thread is started with. */
export interface WriterStart {
  readonly folder: string
  readonly keep: number
  readonly wholeEvery: number
  /** Word 0: 1 while it has the copy, given back by it. */
  readonly busy: SharedArrayBuffer
}

/** A snapshot to write. The copy of the state is shared, and is not touched by the other side until it is given back. */
export interface WriteOrder extends Omit<Order, 'base'> {
  readonly state: SharedArrayBuffer
  readonly changed: SharedArrayBuffer
}

/** How it went: the reason where it failed. */
export interface Written {
  readonly sequence: number
  readonly reason: string | undefined
}

const { folder, keep, wholeEvery, busy } = workerData as WriterStart
const writer = new SnapshotWriter(realDisk, folder, keep, wholeEvery)
const words = new Int32Array(busy)

parentPort!.on('message', ({ state, changed, ...order }: WriteOrder) => {
  let reason: string | undefined
  try {
    writer.write(order, new Uint8Array(state), new Uint8Array(changed))
  } catch (error) {
    reason = 'code' in (error as object) ? `the disk said ${codeOf(error)}` : (error as Error).message
  }
  Atomics.store(words, 0, 0)
  parentPort!.postMessage({ sequence: order.sequence, reason } satisfies Written)
})
