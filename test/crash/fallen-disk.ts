import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Random } from '../fuzz/random.ts'
import { SimulatedDisk } from '../journal/simulated-disk.ts'
import { operationsOf } from './operation-log.ts'
import type { Operation } from './operation-log.ts'

/** Of a folder that engines die in: what a disk holds of it for certain, and what may be lost with the power. */
export class FallenDisk {
  private disk = new SimulatedDisk()
  private readonly folder: string

  /** @param folder Absent or empty. */
  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /**
   * Does again what a log says.
   *
   * @throws where the folder is not what the log leads to, but for one operation that a kill may have kept from it
   */
  follow(log: string): void {
    const { disk } = this
    const files = new Map<number, number>()
    for (const { operation, bytes } of operationsOf(readFileSync(log))) doAgain(disk, files, operation, bytes)
    const apart = this.apart()
    if (apart.length > 2) throw new Error(`the log of the disk does not lead to what is there: ${apart.join(', ')}`)
  }

  /** Lets the power go. `keep`: share of what was not synced that is on the disk all the same, by pages and by names. */
  losePower(random: Random, keep: number): void {
    this.disk = this.disk.powerLoss(() => random.chance(keep))
  }

  /** Makes the folder what the disk holds now. */
  put(): void {
    rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder, { recursive: true })
    for (const path of this.disk.paths()) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, this.disk.bytes(path))
    }
  }

  /** Files that are not the same on both sides. */
  private apart(): string[] {
    const { disk, folder } = this
    const there = new Set(filesIn(folder))
    const known = new Set(disk.paths())
    const odd = [...new Set([...there, ...known])]
    return odd.filter(
      (path) => !there.has(path) || !known.has(path) || Buffer.compare(readFileSync(path), disk.bytes(path)) !== 0,
    )
  }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

function doAgain(disk: SimulatedDisk, files: Map<number, number>, operation: Operation, bytes: Uint8Array): void {
  switch (operation.of) {
    case 'open':
      files.set(operation.file, disk.open(operation.path, operation.mode))
      return
    case 'rename':
      return disk.rename(operation.from, operation.to)
    case 'link':
      return disk.link(operation.from, operation.to)
    case 'remove':
      return disk.remove(operation.path)
    case 'sync folder':
      return disk.syncFolder(operation.folder)
    default: {
      const file = files.get(operation.file)!
      switch (operation.of) {
        case 'close':
          return disk.close(file)
        case 'sync':
          return disk.sync(file)
        case 'truncate':
          return disk.truncate(file, operation.length)
        case 'write': {
          const part = operation.zeros === undefined ? bytes : new Uint8Array(operation.zeros)
          disk.write(file, part, 0, part.length, operation.position)
          return
        }
        case 'failed sync': {
          const random = new Random(operation.seed)
          return disk.failSync(file, () => random.chance(0.5))
        }
      }
    }
  }
}
