import { parentPort, workerData } from 'node:worker_threads'
import { LAYOUT_HASH } from '../../model/layout.generated.ts'
import { Committer } from './committer.ts'
import { realDisk } from './disk.ts'
import type { JournalFacts } from './folder.ts'
import type { Durability } from './port.ts'
import { firstBytesOf } from './prepare.ts'
import { RingConsumer } from './row-ring.ts'
import type { RowRingMemory } from './row-ring.ts'
import { SegmentWriter } from './segment-writer.ts'
import type { JournalTail } from './segment-writer.ts'
import { holdsLock } from './writer-lock.ts'

/** What the journal's thread is started with. */
export interface JournalOrder {
  readonly ring: RowRingMemory
  readonly folder: string
  readonly facts: JournalFacts
  readonly tail: JournalTail
  readonly durability: Durability
  readonly segmentBytes: number
  readonly pack: boolean
  readonly token: string
}

/** What it tells: that it stands ready, or why it can't; later how it ended. */
export type FromJournal =
  | { readonly kind: 'ready'; readonly layoutHash: bigint }
  | { readonly kind: 'ended'; readonly commits: number; readonly failures: number }

const { ring, folder, facts, tail, durability, segmentBytes, token } = workerData as JournalOrder
const port = parentPort!
const tell = (message: FromJournal): void => port.postMessage(message)

const consumer = new RingConsumer(ring)
const holds = (): boolean => holdsLock(realDisk, folder, token)
const options = {
  durability,
  segmentBytes,
  firstBytes: firstBytesOf(segmentBytes),
  nowMillis: Date.now,
  holds,
  wantNext: () => consumer.wantNext(),
}
const writer = new SegmentWriter(realDisk, folder, facts, tail, options)
const committer = new Committer(consumer, writer, durability, holds)
tell({ kind: 'ready', layoutHash: LAYOUT_HASH })
committer.run()
tell({ kind: 'ended', commits: committer.commits, failures: committer.failures })
