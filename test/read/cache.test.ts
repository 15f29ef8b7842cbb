import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFrames } from '../../pipeline/read/frames.ts'
import { instrument, makePool, options, scratch } from './read-rows.ts'
import { readWay } from './ways.ts'

const { folder, write } = scratch()
const cacheFolder = (name: string): string => join(folder, 'cache', name)

describe('the cache', () => {
  const kept = (name: string) => ({ cache: 'always', cacheFolder: cacheFolder(name) }) as const
  const entries = (name: string): string[] =>
    readdirSync(cacheFolder(name))
      .filter((file) => !file.endsWith('.head'))
      .map((file) => join(cacheFolder(name), file))
  const many = (from: number): string =>
    `time,bid,ask\n${Array.from({ length: 9_000 }, (_, at) => `${1_451_865_600 + at},${from + (at % 5)},${from + 9}\n`).join('')}`
  const one = (path: string, symbol = 'ONE', scale = 2) => options([instrument(symbol, scale)], [{ path, symbol }])

  it.each([
    ['its first byte', 0],
    ['its header', 9],
    ['its first block', 150],
    ['its middle', 0.5],
    ['its last byte', -1],
  ])('parses the file where an entry is damaged at %s, and says so', async (_, place) => {
    const name = `damaged${place}`
    const path = write('damaged.csv', many(1))
    const inline = await readWay(one(path), {})
    await readWay(one(path), kept(name))
    const [entry] = entries(name)
    const bytes = readFileSync(entry)
    const at = place < 0 ? bytes.length - 1 : place < 1 && place > 0 ? Math.floor(bytes.length * place) : place
    bytes[at] ^= 0x40
    writeFileSync(entry, bytes)
    const way = await readWay(one(path), kept(name))
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(JSON.stringify(way.report)).toBe(JSON.stringify(inline.report))
    expect(way.reading.cache).toMatchObject({ hits: 0, misses: 1, corrupt: 1, stored: 1 })
    expect(way.reading.cache?.notes[0]).toMatch(/did not read back \(.+\): its file was parsed again/)
    expect((await readWay(one(path), kept(name))).reading.cache).toMatchObject({ hits: 1, corrupt: 0 })
  })

  it('parses the file where an entry is cut anywhere', async () => {
    const path = write('cut-entry.csv', many(2))
    const inline = await readWay(one(path), {})
    await readWay(one(path), kept('cut-entry'))
    const [entry] = entries('cut-entry')
    const whole = readFileSync(entry)
    for (const length of [0, 1, 31, 32, 100, 5_000, whole.length >> 1, whole.length - 112, whole.length - 1]) {
      writeFileSync(entry, whole.subarray(0, length))
      const way = await readWay(one(path), kept('cut-entry'))
      expect(Buffer.compare(way.bytes, inline.bytes), `cut to ${length}`).toBe(0)
      expect(way.reading.cache, `cut to ${length}`).toMatchObject({ hits: 0, corrupt: 1 })
    }
  })

  it('knows a file by what it holds and how it is read', async () => {
    const path = write('known.csv', many(3))
    await readWay(one(path), kept('known'))
    const hits = async (own: ReturnType<typeof one>): Promise<number | undefined> =>
      (await readWay(own, kept('known'))).reading.cache?.hits
    expect(await hits(one(path))).toBe(1)
    expect(await hits(one(write('renamed.csv', many(3))))).toBe(1)
    expect(await hits(one(write('other.csv', many(4))))).toBe(0)
    expect(await hits(one(path, 'ONE', 3))).toBe(0)
    const shifted = one(path)
    const zone = { ...shifted, data: { ...shifted.data, files: [{ path, symbol: 'ONE', utcOffset: '-05:00' }] } }
    expect(await hits(zone)).toBe(0)
    const mapped = [{ path, symbol: 'ONE', columns: { bid: 'ask', ask: 'bid' } }]
    expect(await hits({ ...shifted, data: { ...shifted.data, files: mapped } })).toBe(0)
  })

  it('gives rows the ids of the run they are in, not of the one they were kept by', async () => {
    const path = write('ids.csv', many(5))
    const before = write('a-first.csv', many(6))
    await readWay(one(path), kept('ids'))
    const both = options(
      [instrument('FIRST', 2), instrument('ONE', 2)],
      [
        { path, symbol: 'ONE' },
        { path: before, symbol: 'FIRST' },
      ],
    )
    const inline = await readWay(both, {})
    const way = await readWay(both, kept('ids'))
    expect(way.reading.cache).toMatchObject({ hits: 1, misses: 1 })
    expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
    expect(new Set(inline.bytes.filter((_, at) => at % 64 === 4))).toEqual(new Set([0, 1]))
  })

  it('leaves nothing behind of a file that was left in its middle', async () => {
    const path = write('left.csv', many(7))
    const { frames, settled } = readFrames({ ...one(path), engine: { frame: 64, ...kept('left') } }, makePool())
    await new Promise<void>((resolve) => {
      const subscription = frames.subscribe(() => {
        subscription.unsubscribe()
        resolve()
      })
    })
    await settled()
    expect(entries('left')).toEqual([])
  })

  it('removes what was used longest ago when it is too large', async () => {
    const paths = [10, 11, 12].map((from) => write(`size-${from}.csv`, many(from)))
    for (const path of paths) {
      await readWay(one(path), kept('size'))
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    const bytes = readFileSync(entries('size')[0]).length
    // The first is used again: the second is the oldest now.
    await readWay(one(paths[0]), kept('size'))
    await new Promise((resolve) => setTimeout(resolve, 15))
    const small = { ...kept('size'), cacheBytesMax: Math.floor(bytes * 3.2) }
    const fourth = await readWay(one(write('size-13.csv', many(13))), small)
    expect(fourth.reading.cache).toMatchObject({ stored: 1, evicted: 1 })
    expect(entries('size')).toHaveLength(3)
    expect((await readWay(one(paths[0]), small)).reading.cache?.hits).toBe(1)
    expect((await readWay(one(paths[1]), { ...small, cacheBytesMax: 1 })).reading.cache).toMatchObject({
      hits: 0,
      stored: 0,
    })
  })

  it('that can not be written is told, and ends nothing', async () => {
    const path = write('unwritable.csv', many(8))
    const file = write('a-file', 'no folder')
    const way = await readWay(one(path), { cache: 'always', cacheFolder: join(file, 'cache') })
    expect(way.error).toBeUndefined()
    expect(way.report.rows).toBe(9_000)
    expect(way.reading.cache).toMatchObject({ hits: 0, misses: 1, stored: 0 })
    expect(way.reading.cache?.notes.join()).toMatch(/rows are not kept: /)
  })
})
