import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { stageTextsHash } from '../engine/hashes.ts'
import { toExactJson } from '../exact-json.ts'
import { DIGEST_BYTES, wholeLines, writeHeader } from './format.ts'
import type { Facts } from './format.ts'
import { PAGE_BYTES, pagesOf } from './image.ts'
import type { KeptRun } from './kept-run.ts'

/** The whole snapshot that another builds on. */
export interface Base {
  readonly sequence: number
  readonly digest: Uint8Array
}

/** What a snapshot says beside the pages of its image. */
export interface Order {
  readonly sequence: number
  /** Hash of the configuration. */
  readonly config: string
  readonly facts: Facts
  readonly stateBytes: number
  /** Undefined: it is whole. */
  readonly base: Base | undefined
}

/** Bytes of the pages that hold a state. */
export const pageBytesOf = (stateBytes: number): number => pagesOf(stateBytes) * PAGE_BYTES

/**
 * A snapshot's file, part by part; the last is its digest.
 *
 * @param state Whole pages, zero behind the state.
 * @param index Numbers of the pages to store, ascending.
 */
export function* partsOf(
  { sequence, config, facts, stateBytes, base }: Order,
  state: Uint8Array,
  index: Uint32Array,
): Generator<Uint8Array> {
  const hash = createHash('sha256')
  const part = (bytes: Uint8Array): Uint8Array => {
    hash.update(bytes)
    return bytes
  }
  const text = new TextEncoder().encode(toExactJson(facts))
  yield part(
    writeHeader({
      sequence,
      baseSequence: base?.sequence ?? 0,
      config,
      stages: stageTextsHash(facts.stages.map(({ name, version, parameters }) => [name, version, parameters])),
      stateBytes,
      pages: index.length,
      textBytes: text.length,
      baseDigest: base?.digest ?? new Uint8Array(DIGEST_BYTES),
    }),
  )
  yield part(inLines(text))
  yield part(inLines(new Uint8Array(index.buffer, index.byteOffset, index.byteLength)))
  for (const [from, to] of runsOf(index)) yield part(state.subarray(from * PAGE_BYTES, to * PAGE_BYTES))
  yield hash.digest()
}

function inLines(bytes: Uint8Array): Uint8Array {
  const lines = new Uint8Array(wholeLines(bytes.length))
  lines.set(bytes)
  return lines
}

/** Pages that follow one another, at most 1 MiB of them. */
function* runsOf(index: Uint32Array): Generator<readonly [from: number, to: number]> {
  for (let at = 0; at < index.length;) {
    const from = at++
    while (at < index.length && at - from < RUN_PAGES_MAX && index[at] === index[at - 1] + 1) at++
    yield [index[from], index[at - 1] + 1]
  }
}

const RUN_PAGES_MAX = 256

/** A run as the bytes of a whole snapshot. */
export function encodeRun(
  { image, ...kept }: KeptRun,
  { sequence, config, ...said }: Pick<Order, 'sequence' | 'config'> & Pick<Facts, 'engine' | 'head' | 'chains'>,
): Uint8Array {
  const state = new Uint8Array(pageBytesOf(image.length))
  state.set(image)
  const order = { sequence, config, facts: { ...said, ...kept }, stateBytes: image.length, base: undefined }
  return Buffer.concat([...partsOf(order, state, pagesWith(state))])
}

/** Numbers of the pages that are not all zero. */
export function pagesWith(state: Uint8Array): Uint32Array {
  const zeros = new Uint8Array(PAGE_BYTES)
  const isZero = (page: number): boolean =>
    Buffer.compare(zeros, state.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)) === 0
  return pagesWhere(state.length / PAGE_BYTES, (page) => !isZero(page))
}

/** Numbers of the pages that are wanted, of so many. */
export const pagesWhere = (pages: number, wanted: (page: number) => boolean): Uint32Array =>
  Uint32Array.from({ length: pages }, (_, page) => page).filter(wanted)
