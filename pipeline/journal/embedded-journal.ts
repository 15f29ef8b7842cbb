import { realDisk } from './disk.ts'
import { EmbeddedWriter, journalThreads } from './embedded-writer.ts'
import type { JournalThreads } from './embedded-writer.ts'
import { writeFacts } from './folder.ts'
import { removePassing } from './passing.ts'
import type { Journal, JournalExtent, JournalFrame, WriterOptions } from './port.ts'
import { extentOf, framesFrom } from './read-frames.ts'
import { recover } from './recover.ts'
import { claimLock, releaseLock } from './writer-lock.ts'

/** 64 MiB: a million rows. */
export const SEGMENT_BYTES = 64 * 2 ** 20

export interface EmbeddedOptions {
  /** Bytes of a segment at most; default 64 MiB. */
  readonly segmentBytes?: number
  /** Pack segments that are done with, on a thread of their own; default true. */
  readonly pack?: boolean
  /** The threads' files, where they are not those that set-up compiles. */
  readonly threads?: JournalThreads
}

/** The journal in a folder of this machine: segment files of frames (docs/JOURNAL.md). */
export interface EmbeddedJournal extends Journal {
  writer(options?: WriterOptions): Promise<EmbeddedWriter>
}

export function embeddedJournal(folder: string, options: EmbeddedOptions = {}): EmbeddedJournal {
  const disk = realDisk
  return {
    async extent(): Promise<JournalExtent> {
      return extentOf(disk, folder)
    },

    async writer({ durability = 'group', takeOver = false }: WriterOptions = {}): Promise<EmbeddedWriter> {
      disk.makeFolder(folder)
      const { token, takenFrom } = claimLock(disk, folder, takeOver)
      let epoch = -1
      const release = (): void => {
        removePassing(disk, folder, epoch)
        releaseLock(disk, folder, token)
      }
      try {
        const { facts, tail, found } = recover(disk, folder)
        removePassing(disk, folder, facts.epoch)
        const own = { ...facts, epoch: facts.epoch + 1 }
        writeFacts(disk, folder, own)
        epoch = own.epoch
        const { segmentBytes = SEGMENT_BYTES, pack = true, threads = journalThreads() } = options
        const told = takenFrom === undefined ? found : [`the writer’s lock was taken from ${takenFrom}`, ...found]
        const order = { folder, facts: own, tail, durability, segmentBytes, pack, token }
        return await EmbeddedWriter.start(order, told, release, threads)
      } catch (error) {
        release()
        throw error
      }
    },

    async *read(from?: number): AsyncGenerator<JournalFrame> {
      yield* framesFrom(disk, folder, from)
    },
  }
}
