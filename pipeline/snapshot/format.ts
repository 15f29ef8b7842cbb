import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { ImageSize } from '../../kernels/image.ts'
import { LAYOUT_HASH } from '../../model/layout.generated.ts'
import { fromExactJson } from '../exact-json.ts'
import { SnapshotError } from './errors.ts'
import { PAGE_BYTES } from './image.ts'
import type { KeptStages } from './kept-run.ts'
import type { Chains } from './snapshot.ts'

/** Version of the file format (docs/SNAPSHOTS.md); the layout of rows and state has its own hash. */
export const FORMAT_VERSION = 1

/** "MLSS", little-endian. */
const MAGIC = 0x5353_4c4d
export const HEADER_BYTES = 128
export const DIGEST_BYTES = 32

const VERSION = 4
const LAYOUT = 8
const SEQUENCE = 16
const BASE_SEQUENCE = 24
const CONFIG = 32
const STAGES = 40
const STATE_BYTES = 48
const PAGES = 56
const TEXT_BYTES = 60
const BASE_DIGEST = 64
const PAGE_SIZE = 96
const CHECK = 120

/** The text of a snapshot: exact JSON. */
export interface Facts extends KeptStages {
  /** Version of the engine. */
  readonly engine: string
  readonly head: string
  readonly about?: string
  readonly chains: Chains
  readonly size: ImageSize
}

/** The head of a snapshot's file. */
export interface Header {
  readonly sequence: number
  /** Sequence of the whole snapshot whose pages these replace; 0: this one is whole. */
  readonly baseSequence: number
  /** As 16 hex digits. */
  readonly config: string
  readonly stages: string
  readonly stateBytes: number
  /** Pages stored: of a whole snapshot those that are not zero, else those that changed. */
  readonly pages: number
  readonly textBytes: number
  /** Digest of the whole snapshot, or zeros. */
  readonly baseDigest: Uint8Array
}

/** A snapshot's file, read and found to be what was written. */
export interface Content {
  readonly header: Header
  readonly facts: Facts
  readonly digest: Uint8Array
  /** Numbers of the pages stored, ascending. */
  readonly index: Uint32Array
  /** Their bytes. */
  readonly pages: Uint8Array
}

/** Text and index begin and end at a cache line. */
export const wholeLines = (bytes: number): number => Math.ceil(bytes / 64) * 64

const lengthOf = ({ pages, textBytes }: Header): number =>
  HEADER_BYTES + wholeLines(textBytes) + wholeLines(pages * 4) + pages * PAGE_BYTES + DIGEST_BYTES

export const hexOf = (value: bigint): string => value.toString(16).padStart(16, '0')

export function writeHeader(header: Header): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(VERSION, FORMAT_VERSION, true)
  view.setBigUint64(LAYOUT, LAYOUT_HASH, true)
  view.setBigUint64(SEQUENCE, BigInt(header.sequence), true)
  view.setBigUint64(BASE_SEQUENCE, BigInt(header.baseSequence), true)
  view.setBigUint64(CONFIG, BigInt(`0x${header.config}`), true)
  view.setBigUint64(STAGES, BigInt(`0x${header.stages}`), true)
  view.setBigUint64(STATE_BYTES, BigInt(header.stateBytes), true)
  view.setUint32(PAGES, header.pages, true)
  view.setUint32(TEXT_BYTES, header.textBytes, true)
  bytes.set(header.baseDigest, BASE_DIGEST)
  view.setUint32(PAGE_SIZE, PAGE_BYTES, true)
  bytes.set(checkOf(bytes), CHECK)
  return bytes
}

/** SHA-256 of the header's words, cut to eight bytes: tells a file that is too short from one that was altered. */
const checkOf = (bytes: Uint8Array): Uint8Array =>
  createHash('sha256')
    .update(bytes.subarray(0, CHECK))
    .digest()
    .subarray(0, HEADER_BYTES - CHECK)

/**
 * The head of a file whose bytes may be anything.
 *
 * @throws {SnapshotError} SNAPSHOT_TORN, SNAPSHOT_ALTERED, SNAPSHOT_LAYOUT
 */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < HEADER_BYTES)
    throw new SnapshotError('SNAPSHOT_TORN', `has ${bytes.length} bytes, a header alone has ${HEADER_BYTES}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const u64 = (at: number): number => Number(view.getBigUint64(at, true))
  if (view.getUint32(0, true) !== MAGIC || !same(checkOf(bytes), bytes.subarray(CHECK, HEADER_BYTES)))
    throw new SnapshotError('SNAPSHOT_ALTERED', 'has another header than was written')
  const version = view.getUint32(VERSION, true)
  if (version !== FORMAT_VERSION)
    throw new SnapshotError('SNAPSHOT_LAYOUT', `has format ${version}, this engine reads ${FORMAT_VERSION}`)
  const layout = view.getBigUint64(LAYOUT, true)
  if (layout !== LAYOUT_HASH)
    throw new SnapshotError('SNAPSHOT_LAYOUT', `has layout ${hexOf(layout)}, this engine has ${hexOf(LAYOUT_HASH)}`)
  return {
    sequence: u64(SEQUENCE),
    baseSequence: u64(BASE_SEQUENCE),
    config: hexOf(view.getBigUint64(CONFIG, true)),
    stages: hexOf(view.getBigUint64(STAGES, true)),
    stateBytes: u64(STATE_BYTES),
    pages: view.getUint32(PAGES, true),
    textBytes: view.getUint32(TEXT_BYTES, true),
    baseDigest: bytes.slice(BASE_DIGEST, BASE_DIGEST + DIGEST_BYTES),
  }
}

/**
 * Takes a file apart.
 *
 * @param bytes All of it, at a multiple of 4 of its buffer.
 * @throws {SnapshotError} as `readHeader`
 */
export function readContent(bytes: Uint8Array): Content {
  const header = readHeader(bytes)
  const length = lengthOf(header)
  if (bytes.length < length) throw new SnapshotError('SNAPSHOT_TORN', `has ${bytes.length} bytes of ${length}`)
  const end = length - DIGEST_BYTES
  const digest = bytes.slice(end, length)
  const found = createHash('sha256').update(bytes.subarray(0, end)).digest()
  if (bytes.length > length || !same(found, digest))
    throw new SnapshotError('SNAPSHOT_ALTERED', `has bytes of SHA-256 ${hex(found)}…, it ends with ${hex(digest)}…`)
  const { pages, textBytes } = header
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + textBytes))
  const at = HEADER_BYTES + wholeLines(textBytes)
  return {
    header,
    facts: fromExactJson(text) as Facts,
    digest,
    index: new Uint32Array(bytes.buffer, bytes.byteOffset + at, pages),
    pages: bytes.subarray(at + wholeLines(pages * 4), end),
  }
}

/** Puts stored pages where they belong in a state. */
export function placePages({ index, pages }: Content, state: Uint8Array): void {
  index.forEach((page, at) => {
    const to = page * PAGE_BYTES
    const bytes = Math.min(PAGE_BYTES, state.length - to)
    state.set(pages.subarray(at * PAGE_BYTES, at * PAGE_BYTES + bytes), to)
  })
}

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').slice(0, 16)
