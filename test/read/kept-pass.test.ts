import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFrames } from '../../pipeline/read/frames.ts'
import type { DataOptions } from '../../pipeline/read/options.ts'
import { readModule } from '../../pipeline/read/native/read-module.ts'
import { builtWorker } from './built-worker.ts'
import { instrument, makePool, options, scratch } from './read-rows.ts'
import { readWay } from './ways.ts'

const { folder, write } = scratch()
const worker = builtWorker()
/** Where a pass has no worker to go on with: it ends by itself or not at all. */
const nowhere = new URL('file:///nowhere/reader-worker.js')
/** Files written to later than this are not remembered. */
const SETTLED_MILLIS = 2_100
const START = 1_451_865_600

const quote = (second: number, bid: number): string => `${START + second},${bid},${bid + (second % 7) - 1}\n`
const quotes = (from: number, count: number, bid: number, every = 1): string =>
  `time,bid,ask\n${Array.from({ length: count }, (_, at) => quote(from + at * every, bid + (at % 5))).join('')}`
const dated = join(folder, 'dated')

/** A feed of two files, and feeds of one that meet it at many instants. */
const files = {
  'dated/20160104.csv': quotes(0, 9_000, 100),
  'dated/20160105.csv': quotes(9_000, 5_000, 101),
  'two.csv': quotes(1, 7_000, 5_000, 2),
  'three.csv': quotes(0, 3_000, 40, 3),
  'bad.csv': `${quotes(0, 3_000, 70)}nonsense\n${quote(3_000, 70)}${quote(3_001, 71)}`,
  'back.csv': `${quotes(0, 5_000, 70)}${quote(4_000, 70)}${quote(5_001, 71)}`,
  'leap.csv': `${quotes(0, 5_000, 70)}${quote(5_000, 7_000)}${quote(5_001, 71)}`,
  'moved.csv': quotes(0, 3_000, 70),
}
mkdirSync(dated)
const at = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, write(name, text)]))
const symbols = ['ONE', 'TWO', 'THREE']
const config = (paths: readonly string[], data: Partial<DataOptions> = {}) =>
  options(
    symbols.map((symbol) => instrument(symbol, 2)),
    paths.map((path, index) => ({ path, symbol: symbols[index] })),
    data,
  )
const kept = (name: string) =>
  ({ worker: 'always', cache: 'always', cacheFolder: join(folder, 'cache', name) }) as const
const plain = [at['two.csv'], at['three.csv']]

describe.skipIf(readModule() === undefined)('a pass over kept rows', () => {
  beforeAll(() => setTimeout(SETTLED_MILLIS))

  it('hands over the rows, and tells what reading tells, without a worker', async () => {
    const both = config([...plain, at['dated/20160104.csv']])
    const inline = await readWay(both, {})
    const cold = await readWay(both, kept('plain'), worker)
    expect(cold.reading.cache).toMatchObject({ hits: 0, stored: 3 })
    const way = await readWay(both, kept('plain'), nowhere)
    expect(way.error).toBeUndefined()
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(way.report).toEqual(inline.report)
    expect(way.sources).toEqual(inline.sources)
    expect(way.reading).toMatchObject({
      thread: 'worker',
      parsers: ['native'],
      cache: { hits: 3, misses: 0 },
    })
  })

  it('goes from file to file of a feed', async () => {
    const own = config([dated, at['three.csv']])
    const inline = await readWay(own, {})
    await readWay(own, kept('dated'), worker)
    const way = await readWay(own, kept('dated'), nowhere)
    expect(way.error).toBeUndefined()
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(way.report).toEqual(inline.report)
    expect(way.reading.cache).toMatchObject({ hits: 3 })
  })

  it('tells what was found in files, unless that ends the run', async () => {
    const own = config([at['bad.csv'], at['three.csv']])
    const inline = await readWay(own, {})
    expect(inline.report.rejected).toHaveProperty('ROW_COLUMNS_MISSING')
    await readWay(own, kept('bad'), worker)
    const way = await readWay(own, kept('bad'), nowhere)
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(way.report).toEqual(inline.report)
    const strict = config([at['bad.csv'], at['three.csv']], { badRows: 'stop' })
    const stopped = await readWay(strict, kept('bad'), worker)
    const expected = await readWay(strict, {})
    expect(stopped.error).toMatchObject({ reason: 'ROW_COLUMNS_MISSING', place: expected.error?.place })
    expect(Buffer.compare(stopped.bytes, expected.bytes)).toBe(0)
  })

  it.each([
    ['a row out of order', 'back.csv', {}],
    ['a price in another unit', 'leap.csv', {}],
    ['a cut', 'three.csv', { truncateAtMicros: (START + 7_000) * 1e6 }],
  ])('leaves what comes after %s to the worker, row for row', async (what, name, data) => {
    const own = config([at[name], at['two.csv']], data)
    const inline = await readWay(own, {})
    await readWay(config([at[name], at['two.csv']]), kept(what), worker)
    expect((await readWay(own, kept(what), nowhere)).error?.message).toContain('no reader worker')
    const way = await readWay(own, kept(what), worker)
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(way.report).toEqual(inline.report)
    expect(way.reading.cache).toMatchObject({ hits: 2, misses: 0 })
  })

  it.each([0, 40, 0.3, 0.7, -1])('leaves a damaged entry to the worker (at %s)', async (place) => {
    const own = config(plain)
    const inline = await readWay(own, {})
    const name = `damaged${place}`
    await readWay(own, kept(name), worker)
    const cache = join(folder, 'cache', name)
    const entries = readdirSync(cache).filter((file) => file.endsWith('.rows'))
    expect(entries).toHaveLength(2)
    for (const entry of entries.map((file) => join(cache, file))) {
      const bytes = readFileSync(entry)
      const where = place < 0 ? bytes.length - 1 : place < 1 ? Math.floor(bytes.length * place) : place
      bytes[where] ^= 0x10
      writeFileSync(entry, bytes)
    }
    const way = await readWay(own, kept(name), worker)
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(way.report).toEqual(inline.report)
    expect(way.reading.cache).toMatchObject({ corrupt: 2, stored: 2 })
    expect((await readWay(own, kept(name), nowhere)).reading.cache).toMatchObject({ hits: 2 })
  })

  it('is not made of a file that changed, nor of one put in its place', async () => {
    const own = config([at['moved.csv']])
    await readWay(own, kept('moved'), worker)
    expect((await readWay(own, kept('moved'), nowhere)).error).toBeUndefined()
    const before = readFileSync(at['moved.csv'])
    writeFileSync(at['moved.csv'], before.toString().replace(/71,/, '72,'))
    expect((await readWay(own, kept('moved'), nowhere)).error?.message).toContain('no reader worker')
    const changed = await readWay(own, kept('moved'), worker)
    expect(Buffer.compare(changed.bytes, (await readWay(own, {})).bytes)).toBe(0)
    expect(changed.reading.cache).toMatchObject({ hits: 0, misses: 1 })
    renameSync(at['leap.csv'], at['moved.csv'])
    expect((await readWay(own, kept('moved'), nowhere)).error?.message).toContain('no reader worker')
  })

  it('ends when no more rows are wanted', async () => {
    const own = { ...config(plain), engine: { ...config(plain).engine, ...kept('plain') } }
    await readWay(config(plain), kept('plain'), worker)
    const { frames, report, settled } = readFrames(own, makePool(), [], nowhere)
    let rows = 0
    await new Promise<void>((resolve) => {
      const subscription = frames.subscribe(({ rowCount }) => {
        rows += rowCount
        if (rows < 2_000) return
        subscription.unsubscribe()
        resolve()
      })
    })
    await settled()
    expect(rows).toBeLessThan(2_100)
    expect(report).toMatchObject({ rows, complete: false })
  })
})
