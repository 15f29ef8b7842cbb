import { parentPort, workerData } from 'node:worker_threads'
import { realDisk } from './disk.ts'
import { firstBytesOf, prepareSegment } from './prepare.ts'
import { RingHelper } from './row-ring.ts'
import type { RowRingMemory } from './row-ring.ts'

/** What the thread that prepares segments is started with. */
export interface PrepareOrder {
  readonly ring: RowRingMemory
  readonly folder: string
  readonly epoch: number
  readonly segmentBytes: number
}

/** Has the next segment's zeros on the disk before they are needed; tells each time that it has tried. */
const { ring, folder, epoch, segmentBytes } = workerData as PrepareOrder
const port = parentPort!
const helper = new RingHelper(ring)
let bytes = firstBytesOf(segmentBytes)
do {
  try {
    prepareSegment(realDisk, folder, epoch, bytes)
    port.postMessage('prepared')
  } catch (error) {
    // The journal grows its file instead, slower, and says what is wrong with the disk when it comes to that.
    port.postMessage((error as Error).message)
  }
  bytes = segmentBytes
} while (helper.wanted())
