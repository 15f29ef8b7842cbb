import { writeAll } from '../journal/disk.ts'
import type { Disk } from '../journal/disk.ts'
import { pagesWhere, pagesWith, partsOf } from './encode.ts'
import type { Base, Order } from './encode.ts'
import { passingOf, pathOf, pruneSnapshots } from './folder.ts'

/** Writes the snapshots of one run, whole ones and between them what has changed since. */
export class SnapshotWriter {
  private readonly disk: Disk
  private readonly folder: string
  private readonly keep: number
  private readonly wholeEvery: number
  private base: Base | undefined
  private sinceWhole = 0

  constructor(disk: Disk, folder: string, keep: number, wholeEvery: number) {
    this.disk = disk
    this.folder = folder
    this.keep = keep
    this.wholeEvery = wholeEvery
  }

  /**
   * Writes a snapshot; when it returns, it survives a loss of power.
   *
   * @param state Whole pages of the state.
   * @param changed One byte a page: set where it differs from the last whole snapshot; emptied when one is written.
   * @throws what the disk says; then the snapshots before it are as they were
   */
  write(order: Omit<Order, 'base'>, state: Uint8Array, changed: Uint8Array): void {
    const all = pagesWith(state)
    const some = pagesWhere(changed.length, (page) => changed[page] === 1)
    // Of what is mostly changed a whole one is hardly larger, and the next ones are smaller.
    const whole = this.base === undefined || this.sinceWhole + 1 >= this.wholeEvery || some.length * 2 > all.length
    const base = whole ? undefined : this.base
    const digest = this.put({ ...order, base }, state, whole ? all : some)
    if (whole) {
      this.base = { sequence: order.sequence, digest }
      changed.fill(0)
    }
    this.sinceWhole = whole ? 0 : this.sinceWhole + 1
  }

  /** Removes those that newer ones have replaced. */
  prune(): void {
    pruneSnapshots(this.disk, this.folder, this.keep)
  }

  private put(order: Order, state: Uint8Array, index: Uint32Array): Uint8Array {
    const { disk, folder } = this
    const path = pathOf(folder, order.sequence)
    const passing = passingOf(path)
    if (disk.exists(passing)) disk.remove(passing)
    const file = disk.open(passing, 'create')
    let digest: Uint8Array = new Uint8Array(0)
    try {
      let at = 0
      for (const part of partsOf(order, state, index)) {
        writeAll(disk, file, part, 0, part.length, at)
        at += part.length
        digest = part
      }
      disk.sync(file)
    } catch (error) {
      disk.close(file)
      removeQuietly(disk, passing)
      throw error
    }
    disk.close(file)
    disk.rename(passing, path)
    disk.syncFolder(folder)
    return digest
  }
}

/** A disk that failed may fail at this too: what is left is found, and said, by who reads the folder. */
function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch {
    // See above.
  }
}
