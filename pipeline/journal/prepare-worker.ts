import { constants, platform, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { codeOf, pausing, realDisk } from './disk.ts'
import { firstBytesOf, prepareSegment } from './prepare.ts'
import { packNext } from './pack.ts'
import { RingHelper } from './row-ring.ts'
import type { RowRingMemory } from './row-ring.ts'

/** What the thread that prepares segments is started with. */
export interface PrepareOrder {
  readonly ring: RowRingMemory
  readonly folder: string
  readonly epoch: number
  readonly segmentBytes: number
  /** Pack the segments that are done with. */
  readonly pack: boolean
}

/** Milliseconds of rest for each of packing while rows come: even the lowest priority takes a core for whole milliseconds. */
const REST = 15

/** The journal's second thread. Has the next segment's zeros on the disk before they are needed; tells each time that it has tried. */
const { ring, folder, epoch, segmentBytes, pack } = workerData as PrepareOrder
const port = parentPort!
const helper = new RingHelper(ring)
const gentle = pausing(realDisk, rest)
let resumedAt = 0
prepare(firstBytesOf(segmentBytes))
// Only now: whoever opened the journal waits for the first.
giveWay()
packWhileIdle()
while (helper.wanted()) {
  prepare(segmentBytes)
  packWhileIdle()
}

function prepare(bytes: number): void {
  try {
    prepareSegment(realDisk, folder, epoch, bytes)
    port.postMessage('prepared')
  } catch (error) {
    // The journal grows its file instead, slower, and says what is wrong with the disk when it comes to that.
    port.postMessage((error as Error).message)
  }
}

/** Everything here can wait for the threads that can't: on Linux a priority is that of a thread. */
function giveWay(): void {
  try {
    if (platform() === 'linux') setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed to be modest: then as it is.
  }
}

/** Between two pieces of packing: rows that come need the processor more, and the next segment does not wait. */
function rest(): void {
  if (helper.rowsCame()) helper.rest((performance.now() - resumedAt) * REST)
  if (helper.called && helper.wanted()) prepare(segmentBytes)
  resumedAt = performance.now()
}

/** Packs segments that are done with, one by one, as long as nothing else is wanted. */
function packWhileIdle(): void {
  if (!pack) return
  resumedAt = performance.now()
  try {
    while (!helper.called && packNext(gentle, folder, epoch) !== undefined);
  } catch (error) {
    // They stay as they are, and are as good.
    port.postMessage(`${codeOf(error)}: ${(error as Error).message}`)
  }
}
