import { basename } from 'node:path'
import type { Disk } from '../../pipeline/journal/disk.ts'
import type { Switchboard } from './switchboard.ts'

const ERRORS = ['EIO', 'ENOSPC'] as const
const SYNC_MILLIS_MAX = 2

const isSnapshot = (path: string): boolean => /snapshot/.test(basename(path))
const isPreparing = (path: string): boolean => /zeros/.test(basename(path))
const isRows = (path: string): boolean => /\.rows$|\.segment$/.test(path)

/** A disk that does what another one does, logs it, stops where the board says, and fails while the board says so. */
export function loggingDisk(real: Disk, board: Switchboard): Disk {
  const { random, order } = board
  const paths = new Map<number, string>()
  const pathOf = (file: number): string => paths.get(file) ?? ''

  const mayFail = (path: string): void => {
    if (!board.faulty || !random.chance(order.errors)) return
    const code = random.pick(ERRORS)
    throw Object.assign(new Error(`${code}: ${basename(path)}, as the test has it`), { code })
  }

  const write = (file: number, bytes: Uint8Array, at: number, length: number, position: number): number =>
    board.logged(() => {
      const result = real.write(file, bytes, at, length, position)
      const part = bytes.subarray(at, at + result)
      return isZero(part)
        ? { result, operation: { of: 'write', file, position, zeros: result } as const }
        : { result, operation: { of: 'write', file, position } as const, bytes: part }
    })

  return {
    ...real,
    ...namesOf(real, board, mayFail),
    open(path, mode) {
      if (mode === 'read') return real.open(path, mode)
      if (mode === 'create') mayFail(path)
      const file = board.logged(() => {
        const result = real.open(path, mode)
        return { result, operation: { of: 'open', file: result, path, mode } as const }
      })
      paths.set(file, path)
      return file
    },
    close(file) {
      if (!paths.delete(file)) real.close(file)
      else board.logged(() => ({ result: real.close(file), operation: { of: 'close', file } as const }))
    },
    write(file, bytes, at, length, position) {
      const path = pathOf(file)
      const phase = isSnapshot(path) ? 'snapshot' : isRows(path) ? 'append' : undefined
      if (phase !== undefined && length > 1 && board.claims(phase, 'half written')) {
        write(file, bytes, at, random.integer(1, length - 1), position)
        board.stop()
      }
      mayFail(path)
      const short = board.faulty && length > 1 && random.chance(order.shorts)
      const count = write(file, bytes, at, short ? random.integer(1, length - 1) : length, position)
      if (phase === 'append') board.at(phase, 'written')
      return count
    },
    sync(file) {
      const path = pathOf(file)
      if (isSnapshot(path)) board.at('snapshot', 'sync asked')
      else if (!isPreparing(path)) board.at('sync', 'asked')
      board.sleep(random.next() * SYNC_MILLIS_MAX)
      try {
        mayFail(path)
      } catch (error) {
        const seed = random.integer(0, 2 ** 31)
        board.logged(() => ({ result: undefined, operation: { of: 'failed sync', file, seed } as const }))
        throw error
      }
      board.logged(() => ({ result: undefined, operation: { of: 'sync', file } as const }))
      if (!isSnapshot(path) && !isPreparing(path)) board.at('sync', 'done')
    },
    truncate(file, length) {
      mayFail(pathOf(file))
      board.logged(() => ({
        result: real.truncate(file, length),
        operation: { of: 'truncate', file, length } as const,
      }))
    },
  }
}

/** The operations on names. */
function namesOf(
  real: Disk,
  board: Switchboard,
  mayFail: (path: string) => void,
): Pick<Disk, 'rename' | 'link' | 'remove' | 'syncFolder'> {
  return {
    rename(from, to) {
      const phase = isSnapshot(to) ? 'snapshot' : 'rename'
      board.at(phase, phase === 'snapshot' ? 'rename asked' : 'asked')
      mayFail(from)
      board.logged(() => ({ result: real.rename(from, to), operation: { of: 'rename', from, to } as const }))
      board.at(phase, phase === 'snapshot' ? 'rename done' : 'done')
    },
    link: (from, to) =>
      board.logged(() => ({ result: real.link(from, to), operation: { of: 'link', from, to } as const })),
    remove: (path) => board.logged(() => ({ result: real.remove(path), operation: { of: 'remove', path } as const })),
    // The system is not asked to sync anything: what a loss of power leaves is worked out from the log.
    syncFolder(folder) {
      board.at('rename', 'folder asked')
      mayFail(folder)
      board.logged(() => ({ result: undefined, operation: { of: 'sync folder', folder } as const }))
      board.at('rename', 'folder done')
    },
  }
}

const ZEROS = Buffer.alloc(2 ** 18)
const isZero = (bytes: Uint8Array): boolean =>
  bytes.length <= ZEROS.length && Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0
