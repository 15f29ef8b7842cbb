import { constants, platform, setPriority } from 'node:os'
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

/** How it went. */
export interface Written {
  readonly sequence: number
  /** Whether it is durable. */
  readonly durable: boolean
  /** Why it is not, or why those that it replaced are still there. */
  readonly reason: string | undefined
}

const { folder, keep, wholeEvery, busy } = workerData as WriterStart
const writer = new SnapshotWriter(realDisk, folder, keep, wholeEvery)
const words = new Int32Array(busy)

const port = parentPort!
giveWay()
port.on('message', ({ state, changed, ...order }: WriteOrder) => {
  const failed = faultOf(() => writer.write(order, new Uint8Array(state), new Uint8Array(changed)))
  Atomics.store(words, 0, 0)
  const left = failed === undefined ? faultOf(() => writer.prune()) : undefined
  const reason = failed ?? (left === undefined ? undefined : `older ones were not removed: ${left}`)
  const written: Written = { sequence: order.sequence, durable: failed === undefined, reason }
  port.postMessage(written)
})

function faultOf(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return 'code' in (error as object) ? `the disk said ${codeOf(error)}` : (error as Error).message
  }
}

/** On Linux a thread has a priority of its own: being woken, this one does not take the engine's core. */
function giveWay(): void {
  try {
    if (platform() === 'linux') setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // It works without.
  }
}
