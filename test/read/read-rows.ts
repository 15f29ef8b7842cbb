import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { FramePool } from '../../kernels/frame.ts'
import type { Frame } from '../../kernels/frame.ts'
import { Memory } from '../../kernels/memory.ts'
import type { Instrument } from '../../model/instrument.ts'
import { FLAG_LAST, FLAG_SIDE, KIND_NAMES, LANES } from '../../model/layout.generated.ts'
import type { Universe } from '../../model/universe.ts'
import { frameRowsMax } from '../../pipeline/read/frame-sizes.ts'
import { readFrames } from '../../pipeline/read/frames.ts'
import type { ReadOptions } from '../../pipeline/read/frames.ts'
import type { DataOptions, FileOptions } from '../../pipeline/read/options.ts'
import type { ReadReport } from '../../pipeline/read/read-report.ts'
import { buildSession } from '../../pipeline/read/sessions.ts'

const from = Date.UTC(1950, 0, 1) * 1000
const to = Date.UTC(2036, 0, 1) * 1000
export const crypto = buildSession('crypto', from, to)
export const fx = buildSession('fx', from, to)
export const equity = buildSession('us-equity', from, to)

/** An instrument as far as reading needs it. */
export function instrument(symbol: string, priceScale = 2, quantityScale = 0, session = crypto): Instrument {
  return { symbol, priceScale, quantityScale, session, venue: 'test', kind: 'spot' } as unknown as Instrument
}

/** A pool without a kernel: nothing that reads frames here needs one. */
export function makePool(frame: number | 'ragged' = 64): (universe: Universe) => FramePool {
  return (universe) => {
    const rows = frameRowsMax(frame)
    const memory = new Memory(FramePool.bytes(rows, 4) + 4096)
    const kernel = (): never => {
      throw new Error('no kernel')
    }
    return new FramePool({ memory, universe, kernel, debug: true, stages: [] }, rows, 4)
  }
}

export interface Row {
  readonly sequence: number
  readonly kind: string
  readonly last: boolean
  readonly side: boolean
  readonly source: string
  readonly instrument: string
  readonly nanos: bigint
  readonly aux: number
  readonly lanes: Readonly<Record<string, number | bigint>>
}

/** The input rows of a frame as plain objects. */
export function rowsOf(frame: Frame): Row[] {
  const { memory, universe } = frame.context
  return Array.from({ length: frame.rowCount }, (_, row) => {
    const at = frame.input.at(row)
    const kind = memory.u8[at]
    const flags = memory.u8[at + 1]
    const lanes = LANES[kind].map(([name, type], lane) => {
      const word = (at >> 3) + 3 + lane
      return [name, type === 'f64' ? memory.f64[word] : memory.u64[word]] as const
    })
    return {
      sequence: frame.firstSequence + row,
      kind: KIND_NAMES[kind],
      last: (flags & FLAG_LAST) !== 0,
      side: (flags & FLAG_SIDE) !== 0,
      source: universe.sources.list[memory.u16[(at >> 1) + 1]],
      instrument: universe.instruments[memory.u32[(at >> 2) + 1]].symbol,
      nanos: memory.i64[(at >> 3) + 1],
      aux: memory.u32[(at >> 2) + 5],
      lanes: Object.fromEntries(lanes),
    }
  })
}

export interface ReadAll {
  readonly rows: Row[]
  readonly report: ReadReport
  readonly frames: number
}

export function options(
  instruments: readonly Instrument[],
  files: readonly FileOptions[],
  data: Partial<DataOptions> = {},
  frame: number | 'ragged' = 64,
): ReadOptions {
  return {
    instruments,
    engine: { frame },
    data: { files, evaluations: [], ratingOrder: '5-is-buy', badRows: 'skip', ...data },
  }
}

/** Reads everything into plain rows. */
export async function readAll(config: ReadOptions): Promise<ReadAll> {
  const { frames, report } = readFrames(config, makePool(config.engine.frame))
  const rows: Row[] = []
  let count = 0
  await new Promise<void>((resolve, reject) => {
    frames.subscribe({
      next(frame) {
        count++
        for (const row of rowsOf(frame)) rows.push(row)
      },
      error: reject,
      complete: resolve,
    })
  })
  return { rows, report, frames: count }
}

/** A folder for a test file, removed when it ends, and a function that writes into it. */
export function scratch(): { folder: string; write: (name: string, content: string | Uint8Array) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-read-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    write(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
  }
}

export const utc = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n
