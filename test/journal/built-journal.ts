import type { JournalThreads } from '../../pipeline/journal/embedded-writer.ts'
import { builtWorker } from '../read/built-worker.ts'

/** The journal's threads made of the sources as they stand. */
export const builtJournal = (): JournalThreads => ({
  journal: builtWorker('pipeline/journal/journal-worker.ts'),
  prepare: builtWorker('pipeline/journal/prepare-worker.ts'),
})
