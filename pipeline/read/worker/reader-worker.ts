import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { LAYOUT_HASH } from '../../../model/layout.generated.ts'
import { RowCache } from '../cache/row-cache.ts'
import { READER_VERSION } from '../reader-version.ts'
import { Reading } from '../reading.ts'
import type { FromReader, ReaderOrder, ReaderStart } from './messages.ts'
import { RingWriter } from './ring.ts'
import { sentError } from './thread-error.ts'

/** The reader's thread: one pass over the files into the ring. */
const port = parentPort!
const { ring } = workerData as ReaderStart
const ordered = once(port, 'message') as Promise<[ReaderOrder]>
const tell = (message: FromReader): void => port.postMessage(message)

tell({ kind: 'hello', readerVersion: READER_VERSION, layoutHash: LAYOUT_HASH })
const target = new RingWriter(ring)
const [{ plan, cache }] = await ordered
const reading = new Reading(plan, cache === undefined ? undefined : new RowCache(cache))
void target.closed().then(() => reading.close())
try {
  await reading.run(target, (sources) => tell({ kind: 'begin', sources }))
  tell({ kind: 'done', report: reading.report() })
} catch (error) {
  tell({ kind: 'done', report: reading.report(), error: sentError(error) })
} finally {
  target.end()
}
