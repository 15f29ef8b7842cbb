import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { stagesHash } from '../../pipeline/engine/hashes.ts'
import { encodeRun } from '../../pipeline/snapshot/encode.ts'
import { HEADER_BYTES } from '../../pipeline/snapshot/format.ts'
import { keepRun } from '../../pipeline/snapshot/kept-run.ts'
import { newestGood } from '../../pipeline/snapshot/newest-good.ts'
import type { SearchOptions } from '../../pipeline/snapshot/snapshot.ts'
import { version } from '../../pipeline/version.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { CHAINS } from './lives.ts'
import { rowsOf, Stepper } from './stepper.ts'
import type { Rows } from './stepper.ts'

const btc = btcFolder()
const folder = mkdtempSync(join(tmpdir(), 'millrace-refused-'))
const OLD = join(folder, '0000000000000100.snapshot')
const NEW = join(folder, '0000000000000200.snapshot')
let config: Config
let rows: Rows
let run: Stepper
let stages: string

beforeAll(async () => {
  config = await parseConfig('', { files: [btc.csv] })
  rows = await rowsOf(config)
  run = new Stepper(config, graph, rows).to(200)
  stages = stagesHash(run.pool.context.stages)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytesOf = (sequence: number, said: { engine?: string; config?: string; head?: string } = {}): Uint8Array => {
  const { image, context } = run.moment()
  const defaults = { engine: version, config: config.hash, head: 'this journal', chains: CHAINS }
  return encodeRun(keepRun(image, context), { sequence, ...defaults, ...said })
}

/** A file that says something else, and is otherwise whole: its check and digest are right. */
function forged(path: string, change: (header: DataView) => void): void {
  const bytes = readFileSync(path)
  change(new DataView(bytes.buffer, bytes.byteOffset))
  const sha = (to: number): Buffer => createHash('sha256').update(bytes.subarray(0, to)).digest()
  bytes.set(sha(HEADER_BYTES - 8).subarray(0, 8), HEADER_BYTES - 8)
  bytes.set(sha(bytes.length - 32), bytes.length - 32)
  writeFileSync(path, bytes)
}

beforeEach(() => {
  rmSync(NEW, { recursive: true, force: true })
  writeFileSync(OLD, bytesOf(100))
  writeFileSync(NEW, bytesOf(200))
})

async function refusal(more: Partial<SearchOptions> = {}): Promise<readonly [string, string]> {
  const { found, passedOver } = await newestGood(folder, { config, upTo: 200, head: 'this journal', stages, ...more })
  expect(found?.path).toBe(OLD)
  expect(passedOver.map(({ path, sequence }) => [path, sequence])).toEqual([[NEW, 200]])
  return [passedOver[0].fault, passedOver[0].reason]
}

describe('a snapshot that is whole', () => {
  it('is used', async () => {
    const { found, passedOver } = await newestGood(folder, { config, upTo: 200, head: 'this journal', stages })
    expect(passedOver).toEqual([])
    expect(found).toMatchObject({
      path: NEW,
      sequence: 200,
      head: 'this journal',
      chains: CHAINS,
      strategies: ['main'],
    })
    expect(found!.sources).toEqual([...run.pool.context.universe.sources.list])
    const next = new Stepper(config, graph, rows, found).to(500)
    expect(next.hash()).toBe(new Stepper(config, graph, rows).to(500).hash())
  })

  it('but newer than the journal', async () => {
    expect(await refusal({ upTo: 199 })).toEqual(['SNAPSHOT_AHEAD', 'holds row 200, the journal ends with 199'])
  })

  it('but of another journal', async () => {
    writeFileSync(NEW, bytesOf(200, { head: 'that one' }))
    expect(await refusal()).toEqual(['SNAPSHOT_JOURNAL', 'belongs to journal that one, this is this journal'])
  })

  it('but of an older layout', async () => {
    forged(NEW, (header) => header.setBigUint64(8, 0x1234n, true))
    const [fault, reason] = await refusal()
    expect(fault).toBe('SNAPSHOT_LAYOUT')
    expect(reason).toMatch(/^has layout 0000000000001234, this engine has [0-9a-f]{16}$/)
  })

  it('but of another format', async () => {
    forged(NEW, (header) => header.setUint32(4, 2, true))
    expect(await refusal()).toEqual(['SNAPSHOT_LAYOUT', 'has format 2, this engine reads 1'])
  })

  it('but of another engine', async () => {
    writeFileSync(NEW, bytesOf(200, { engine: '0.0.9' }))
    expect(await refusal()).toEqual(['SNAPSHOT_ENGINE', `was written by engine 0.0.9, this is ${version}`])
  })

  it('but of another configuration', async () => {
    writeFileSync(NEW, bytesOf(200, { config: '0123456789abcdef' }))
    expect(await refusal()).toEqual([
      'SNAPSHOT_CONFIG',
      `has configuration 0123456789abcdef, this run has ${config.hash}`,
    ])
  })

  it('but of other stages', async () => {
    forged(NEW, (header) => header.setBigUint64(40, 0xabcn, true))
    expect(await refusal()).toEqual(['SNAPSHOT_STAGES', `has stages 0000000000000abc, this run has ${stages}`])
  })

  it('but that the disk does not give', async () => {
    rmSync(NEW)
    mkdirSync(NEW)
    expect(await refusal()).toEqual(['SNAPSHOT_UNREADABLE', 'the disk said EISDIR'])
  })

  it('is none where there is no folder', async () => {
    expect(await newestGood(join(folder, 'none'), { config, upTo: 9 })).toEqual({ found: undefined, passedOver: [] })
  })
})

describe('a graph that is not the one of the snapshot', () => {
  const other = (more: string): Promise<Config> => parseConfig(more, { files: [btc.csv] })

  it.each([
    ['bars: [15m]', /^stage 1 of the graph, bars, had other parameters in the snapshot$/],
    ['engine: { orders: 77 }', /^the snapshot has 4096 orders at most \(engine\.orders\), the desk has 77$/],
  ])('is refused by name when it opens: %s', async (yaml, fault) => {
    const { found } = await newestGood(folder, { config, upTo: 200 })
    const step = new Stepper(await other(yaml), graph, rows, found)
    expect(() => step.to(201)).toThrow(fault)
  })
})
