import { basename, dirname } from 'node:path'
import type { Disk } from '../../pipeline/journal/disk.ts'

/** What a disk may do wrong: asked before each operation. */
export interface DiskFaults {
  /** Node's code to fail with, or how many bytes a write takes at most. */
  before(operation: Operation, path: string, bytes: number): string | number | undefined
}

export type Operation = 'open' | 'write' | 'sync' | 'truncate' | 'rename' | 'link' | 'remove' | 'syncFolder' | 'read'

interface Inode {
  bytes: Uint8Array
  length: number
  /** What survives a loss of power for certain. */
  durable: Uint8Array
  /** Changes since: applied or not, each by itself, when the power goes. */
  pending: { readonly position: number; readonly bytes: Uint8Array }[]
  pendingLength: number | undefined
}

/** A name made, changed or removed since its folder was synced. */
interface PendingName {
  readonly path: string
  readonly inode: Inode | undefined
}

/** Pages of a write reach the disk or not, one by one. */
const PAGE_BYTES = 512

/**
 * A disk in memory that keeps only what was synced: `powerLoss` gives the disk found afterwards, with any part of the
 * rest on it. Names survive in the order they were changed, up to some point, as on a journalling file system.
 */
export class SimulatedDisk implements Disk {
  faults: DiskFaults | undefined
  /** Operations so far, by name. */
  readonly counts = new Map<Operation, number>()
  private readonly names: Map<string, Inode>
  private readonly durableNames: Map<string, Inode>
  private pendingNames: PendingName[] = []
  private readonly files = new Map<number, Inode>()
  private readonly opened = new Map<number, string>()
  private nextFile = 1
  private dead = false

  constructor(names: ReadonlyMap<string, Inode> = new Map()) {
    this.names = new Map(names)
    this.durableNames = new Map(names)
  }

  /** The disk after a loss of power: everything synced, and of the rest what `keep` says. This one is of no use any more. */
  powerLoss(keep: () => boolean): SimulatedDisk {
    this.dead = true
    const names = new Map(this.durableNames)
    for (const { path, inode } of this.pendingNames) {
      if (!keep()) break
      if (inode === undefined) names.delete(path)
      else names.set(path, inode)
    }
    const copies = new Map<Inode, Inode>()
    for (const inode of names.values()) if (!copies.has(inode)) copies.set(inode, afterLoss(inode, keep))
    return new SimulatedDisk(new Map([...names].map(([path, inode]) => [path, copies.get(inode)!])))
  }

  open(path: string, mode: 'read' | 'write' | 'create'): number {
    this.ask('open', path, 0)
    let inode = this.names.get(path)
    if (mode === 'create') {
      if (inode !== undefined) throw failure('EEXIST', path)
      inode = { bytes: new Uint8Array(0), length: 0, durable: new Uint8Array(0), pending: [], pendingLength: undefined }
      this.setName(path, inode)
    }
    if (inode === undefined) throw failure('ENOENT', path)
    this.files.set(this.nextFile, inode)
    this.opened.set(this.nextFile, path)
    return this.nextFile++
  }

  close(file: number): void {
    this.files.delete(file)
  }

  read(file: number, bytes: Uint8Array, at: number, length: number, position: number): number {
    this.ask('read', this.opened.get(file)!, length)
    const inode = this.inode(file)
    const part = inode.bytes.subarray(position, Math.min(inode.length, position + length))
    bytes.set(part, at)
    return part.length
  }

  write(file: number, bytes: Uint8Array, at: number, length: number, position: number): number {
    const most = this.ask('write', this.opened.get(file)!, length)
    const inode = this.inode(file)
    const part = bytes.slice(at, at + Math.min(length, most))
    put(inode, position, part)
    for (let from = 0; from < part.length;) {
      const end = Math.min(part.length, from + PAGE_BYTES - ((position + from) % PAGE_BYTES))
      inode.pending.push({ position: position + from, bytes: part.subarray(from, end) })
      from = end
    }
    return part.length
  }

  sync(file: number): void {
    try {
      this.ask('sync', this.opened.get(file)!, 0)
    } catch (error) {
      this.failSync(file, () => false)
      throw error
    }
    const inode = this.inode(file)
    const { bytes, length, pending, pendingLength, durable: before } = inode
    const durable = before.length === length ? before : new Uint8Array(length)
    if (durable !== before) durable.set(before.subarray(0, Math.min(length, pendingLength ?? before.length)))
    else if (pendingLength !== undefined) durable.fill(0, pendingLength)
    for (const { position, bytes: part } of pending) {
      const end = Math.min(length, position + part.length)
      if (position < end) durable.set(bytes.subarray(position, end), position)
    }
    Object.assign(inode, { durable, pending: [], pendingLength: undefined })
  }

  /** A sync that failed: what `keep` gives up never reaches the disk unless it is written again, as on Linux. */
  failSync(file: number, keep: () => boolean): void {
    const inode = this.inode(file)
    inode.pending = inode.pending.filter(() => keep())
  }

  truncate(file: number, length: number): void {
    this.ask('truncate', this.opened.get(file)!, length)
    const inode = this.inode(file)
    if (length > inode.length) put(inode, inode.length, new Uint8Array(length - inode.length))
    inode.bytes.fill(0, length)
    inode.length = length
    inode.pendingLength = Math.min(length, inode.pendingLength ?? length)
  }

  size(file: number): number {
    return this.inode(file).length
  }

  list(folder: string): string[] {
    return [...this.names.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path))
  }

  exists(path: string): boolean {
    return this.names.has(path)
  }

  rename(from: string, to: string): void {
    this.ask('rename', from, 0)
    const inode = this.names.get(from)
    if (inode === undefined) throw failure('ENOENT', from)
    this.setName(to, inode)
    this.setName(from, undefined)
  }

  link(from: string, to: string): void {
    this.ask('link', from, 0)
    const inode = this.names.get(from)
    if (inode === undefined) throw failure('ENOENT', from)
    if (this.names.has(to)) throw failure('EEXIST', to)
    this.setName(to, inode)
  }

  remove(path: string): void {
    this.ask('remove', path, 0)
    if (!this.names.has(path)) throw failure('ENOENT', path)
    this.setName(path, undefined)
  }

  makeFolder(): void {}

  syncFolder(folder: string): void {
    this.ask('syncFolder', folder, 0)
    const left: PendingName[] = []
    for (const name of this.pendingNames) {
      const { path, inode } = name
      if (dirname(path) !== folder) left.push(name)
      else if (inode === undefined) this.durableNames.delete(path)
      else this.durableNames.set(path, inode)
    }
    this.pendingNames = left
  }

  /** Changes bytes of a file behind everyone's back. */
  tamper(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const inode = this.names.get(path)
    if (inode === undefined) throw failure('ENOENT', path)
    const bytes = change(inode.bytes.slice(0, inode.length))
    Object.assign(inode, { bytes, length: bytes.length, durable: bytes.slice(), pending: [], pendingLength: undefined })
  }

  /** All files there are. */
  paths(): string[] {
    return [...this.names.keys()]
  }

  bytes(path: string): Uint8Array {
    const inode = this.names.get(path)!
    return inode.bytes.slice(0, inode.length)
  }

  private setName(path: string, inode: Inode | undefined): void {
    if (inode === undefined) this.names.delete(path)
    else this.names.set(path, inode)
    this.pendingNames.push({ path, inode })
  }

  private inode(file: number): Inode {
    const inode = this.files.get(file)
    if (inode === undefined) throw failure('EBADF', String(file))
    return inode
  }

  /** Bytes that the operation may move. */
  private ask(operation: Operation, path: string, bytes: number): number {
    const answer = this.faults?.before(operation, path, bytes)
    if (this.dead) throw failure('EIO', 'the power is gone')
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1)
    if (typeof answer === 'string') throw failure(answer, path)
    return answer ?? bytes
  }
}

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

function put(inode: Inode, position: number, part: Uint8Array): void {
  const end = position + part.length
  if (end > inode.bytes.length) {
    const grown = new Uint8Array(Math.max(end, inode.bytes.length * 2))
    grown.set(inode.bytes)
    inode.bytes = grown
  }
  inode.bytes.set(part, position)
  inode.length = Math.max(inode.length, end)
}

function afterLoss(inode: Inode, keep: () => boolean): Inode {
  const { durable, pending, pendingLength } = inode
  const left: Inode = { bytes: durable.slice(), length: durable.length, durable, pending: [], pendingLength: undefined }
  for (const { position, bytes } of pending) if (keep()) put(left, position, bytes)
  if (pendingLength !== undefined && keep()) {
    left.bytes.fill(0, Math.min(pendingLength, left.bytes.length))
    left.length = Math.min(left.length, pendingLength)
  }
  left.durable = left.bytes.slice(0, left.length)
  return left
}
