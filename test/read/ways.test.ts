import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import xxhash from 'xxhash-wasm'
import { readFrames } from '../../pipeline/read/frames.ts'
import { READER_VERSION } from '../../pipeline/read/reader-version.ts'
import { BadRowError, rejectedCounts } from '../../pipeline/read/read-report.ts'
import { chooseWays } from '../../pipeline/read/ways.ts'
import { ringMemory, RingReader, RingWriter } from '../../pipeline/read/worker/ring.ts'
import { describeShared, sharedData } from '../shared-data.ts'
import { builtWorker } from './built-worker.ts'
import { plantedFiles } from './planted-files.ts'
import { fx, instrument, makePool, options, scratch } from './read-rows.ts'
import { readWay } from './ways.ts'

const { folder, write } = scratch()
const mkdir = (name: string): string => {
  mkdirSync(join(folder, name), { recursive: true })
  return name
}
const planted = plantedFiles(write, mkdir)
const files = planted.files.map((file) => (file.path === 'ticks' ? { ...file, path: join(folder, 'ticks') } : file))
const worker = builtWorker()
const config = (frame: number | 'ragged' = 64, data = planted.data) => options(planted.instruments, files, data, frame)
const cacheFolder = (name: string): string => join(folder, 'cache', name)
const FILES = 7

describe('every way of reading', () => {
  it.each([1, 64, 1_024, 'ragged'] as const)(
    'gives the same bytes and the same report, frames of %s',
    async (frame) => {
      const inline = await readWay(config(frame), {})
      expect(inline.error).toBeUndefined()
      expect(inline.report.complete).toBe(true)
      expect(inline.bytes.length / 64).toBeGreaterThan(25_000)
      expect(Object.keys(rejectedCounts({ ...inline.report, reading: inline.reading })).length).toBeGreaterThan(5)
      const kept = { cache: 'always', cacheFolder: cacheFolder(String(frame)) } as const
      const ways = [
        ['worker', await readWay(config(frame), { worker: 'always' }, worker)],
        ['cache, first', await readWay(config(frame), kept)],
        ['cache, second', await readWay(config(frame), kept)],
        ['cache, worker', await readWay(config(frame), { ...kept, worker: 'always' }, worker)],
      ] as const
      for (const [name, way] of ways) {
        expect(way.error, name).toBeUndefined()
        expect(Buffer.compare(way.bytes, inline.bytes), name).toBe(0)
        expect(way.sources, name).toEqual(inline.sources)
        // The order of reasons counts too: it is the order in which they are printed.
        expect(JSON.stringify(way.report), name).toBe(JSON.stringify(inline.report))
      }
      const [first, second, third] = ways.slice(1).map(([, { reading }]) => reading)
      expect(first.cache).toMatchObject({ hits: 0, misses: FILES, stored: FILES, corrupt: 0 })
      expect(second).toMatchObject({ thread: 'engine', cache: { hits: FILES, misses: 0, stored: 0, corrupt: 0 } })
      expect(third).toMatchObject({ thread: 'worker', cache: { hits: FILES, misses: 0 } })
    },
  )

  it('gives the same up to truncateAtMicros, from files read whole before', async () => {
    const data = { ...planted.data, truncateAtMicros: Date.UTC(2016, 0, 5, 12) * 1_000 }
    const kept = { cache: 'always', cacheFolder: cacheFolder('cut') } as const
    const inline = await readWay(config(64, data), {})
    const cut = await readWay(config(64, data), kept)
    await readWay(config(64), kept)
    const again = await readWay(config(64, data), kept)
    expect(inline.bytes.length).toBeGreaterThan(100_000)
    expect(again.reading.cache).toMatchObject({ hits: FILES, misses: 0 })
    for (const way of [cut, again, await readWay(config(64, data), { worker: 'always' }, worker)]) {
      expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
      expect(JSON.stringify(way.report)).toBe(JSON.stringify(inline.report))
    }
  })

  it('ends with the same error after the same rows under the policy stop', async () => {
    const kept = { cache: 'always', cacheFolder: cacheFolder('stop') } as const
    // What another run kept may hold the rows that this one stops at.
    await readWay(config(), kept)
    const lines = Array.from({ length: 9_000 }, (_, at) => `${1_451_865_600 + at},1.1,${at === 6_000 ? 'x' : '1.2'}`)
    const path = write('late.csv', `time,bid,ask\n${lines.join('\n')}\n`)
    const skip = options([instrument('LATE', 2)], [{ path, symbol: 'LATE' }])
    await readWay(skip, kept)
    for (const stopping of [
      config(16, { ...planted.data, badRows: 'stop' }),
      options([instrument('LATE', 2)], [{ path, symbol: 'LATE' }], { badRows: 'stop' }, 16),
    ]) {
      const inline = await readWay(stopping, {})
      expect(inline.error).toBeInstanceOf(BadRowError)
      for (const way of [
        await readWay(stopping, { worker: 'always' }, worker),
        await readWay(stopping, kept),
        await readWay(stopping, { ...kept, worker: 'always' }, worker),
      ]) {
        expect(way.error).toBeInstanceOf(BadRowError)
        expect([way.error?.message, way.error?.reason, way.error?.place]).toEqual([
          inline.error?.message,
          inline.error?.reason,
          inline.error?.place,
        ])
        expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
      }
    }
  })

  it('tells of files that are not there, or cut, with the same words', async () => {
    const whole = gzipSync(
      `time,bid,ask\n${Array.from({ length: 5_000 }, (_, at) => `${1_451_865_600 + at},1,2\n`).join('')}`,
    )
    const path = write('cut.csv.gz', whole.subarray(0, whole.length - 200))
    const cut = options([instrument('CUT', 2)], [{ path, symbol: 'CUT' }])
    const absent = options([instrument('CUT', 2)], [{ path: join(folder, 'absent.csv'), symbol: 'CUT' }])
    const kept = { cache: 'always', cacheFolder: cacheFolder('gzip') } as const
    const inline = await readWay(cut, {})
    expect(rejectedCounts({ ...inline.report, reading: inline.reading })).toEqual({ ROW_TRUNCATED: 1 })
    for (const ways of [{ worker: 'always' }, kept, kept] as const) {
      const way = await readWay(cut, ways, worker)
      expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
      expect(JSON.stringify(way.report)).toBe(JSON.stringify(inline.report))
      // A cut stream is not kept: the rest of it may come.
      expect(way.reading.cache?.hits ?? 0).toBe(0)
    }
    const missing = await readWay(absent, {})
    const there = await readWay(absent, { worker: 'always' }, worker)
    expect(there.error).toMatchObject({ message: missing.error?.message, code: 'ENOENT' })
    expect(there.error?.message).toContain('absent.csv')
  })
})

describeShared('a real tick feed', () => {
  it('gives the same bytes on the thread, and from what was kept', async () => {
    const path = sharedData('ticks/eurusd_fxcm')!
    const real = options([instrument('EURUSD', 5, 0, fx)], [{ path, symbol: 'EURUSD', utcOffset: '-05:00' }], {}, 1_024)
    const kept = { cache: 'always', cacheFolder: cacheFolder('real') } as const
    const inline = await readWay(real, {})
    expect(inline.report.rows).toBeGreaterThan(500_000)
    for (const ways of [{ worker: 'always' }, { ...kept, worker: 'always' }, kept] as const) {
      const way = await readWay(real, ways, worker)
      expect(Buffer.compare(way.bytes, inline.bytes)).toBe(0)
      expect(JSON.stringify(way.report)).toBe(JSON.stringify(inline.report))
    }
  })
})

describe('the thread', () => {
  const left = async (frame: number, after: number) => {
    const { frames, report, settled } = readFrames(
      { ...config(frame), engine: { frame, worker: 'always' } },
      makePool(frame),
      [],
      worker,
    )
    let seen = 0
    await new Promise<void>((resolve) => {
      const subscription = frames.subscribe({
        next({ rowCount }) {
          seen += rowCount
          if (seen < after) return
          subscription.unsubscribe()
          resolve()
        },
        complete: () => expect.unreachable('completed after unsubscribing'),
      })
    })
    await settled()
    return { seen, report }
  }

  it('ends when it is left in the middle, and says how many rows were handed on', async () => {
    const { seen, report } = await left(7, 5_000)
    expect(seen).toBe(5_005)
    expect(report).toMatchObject({ rows: 5_005, complete: false, reading: { thread: 'worker' } })
  })

  it('ends when it is left before it began', async () => {
    const { frames, settled } = readFrames(
      { ...config(), engine: { frame: 64, worker: 'always' } },
      makePool(),
      [],
      worker,
    )
    frames.subscribe({ next: () => expect.unreachable('a frame after unsubscribing') }).unsubscribe()
    await settled()
    const late = readFrames({ ...config(), engine: { frame: 64, worker: 'always' } }, makePool(), [], worker)
    const subscription = late.frames.subscribe({ next: () => expect.unreachable('a frame after unsubscribing') })
    await new Promise((resolve) => setTimeout(resolve, 5))
    subscription.unsubscribe()
    await late.settled()
  })

  it('waits for an engine that is busy, and goes on when there is room', async () => {
    // More than three rings of rows.
    const rows = 110_000
    const line = (at: number): string => `${1_451_865_600 + at},${1 + (at % 7)},${9 + (at % 3)}\n`
    const path = write('long.csv', `time,bid,ask\n${Array.from({ length: rows }, (_, at) => line(at)).join('')}`)
    const one = options([instrument('LONG', 2)], [{ path, symbol: 'LONG' }], {}, 1_024)
    const inline = await readWay(one, {})
    let frames = 0
    const busy = await readWay(one, { worker: 'always' }, worker, () => {
      // The engine's thread stands still: the reader fills the ring and sleeps.
      if (frames++ % 40 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150)
    })
    expect(frames).toBe(Math.ceil(rows / 1_024))
    expect(Buffer.compare(busy.bytes, inline.bytes)).toBe(0)
  })

  it('fails with a reason where its file is absent, broken, or made of other sources', async () => {
    const absent = new URL('file:///nowhere/reader-worker.js')
    expect((await readWay(config(), { worker: 'always' }, absent)).error?.message).toMatch(
      /no reader worker at \/nowhere\/reader-worker\.js: run "npm run build"/,
    )
    const broken = write('broken.mjs', 'throw new Error("planted")')
    expect((await readWay(config(), { worker: 'always' }, new URL(`file://${broken}`))).error?.message).toBe('planted')
    const silent = write('silent.mjs', 'process.exit(3)')
    expect((await readWay(config(), { worker: 'always' }, new URL(`file://${silent}`))).error?.message).toMatch(
      /ended \(3\) before its rows did/,
    )
    const other = write(
      'other.mjs',
      `import { parentPort } from 'node:worker_threads'
parentPort.postMessage({ kind: 'hello', readerVersion: -1, layoutHash: 1n })`,
    )
    expect((await readWay(config(), { worker: 'always' }, new URL(`file://${other}`))).error?.message).toMatch(
      /other\.mjs was built from other sources: run "npm run build"/,
    )
  })
})

describe('the ring', () => {
  it('holds 32 slots, says when it is full, empty, ended and closed, and wraps', async () => {
    const memory = ringMemory()
    expect(memory.rows.byteLength).toBe(2 ** 21)
    const [writer, reader] = [new RingWriter(memory), new RingReader(memory)]
    const taken: number[][] = []
    const take = (bytes: Uint8Array, at: number, rows: number): void =>
      void taken.push([new Uint32Array(bytes.buffer)[at >> 2], rows])
    expect(reader.next(take)).toBe(false)
    for (let slot = 0; slot < 100; slot++) {
      // Three ahead, all round.
      writer.u32[writer.room()] = slot
      expect(writer.publish(slot + 1)).toBe(true)
      if (slot >= 3) expect(reader.next(take)).toBe(true)
    }
    expect(reader.ended).toBe(false)
    const waiting = reader.more()
    writer.end()
    await waiting
    expect(reader.ended).toBe(false)
    while (reader.next(take));
    expect(reader.ended).toBe(true)
    expect(taken).toEqual(Array.from({ length: 100 }, (_, slot) => [slot, slot + 1]))
    const closed = writer.closed()
    reader.close()
    await closed
    expect([writer.room(), writer.publish(1)]).toEqual([-1, false])
  })
})

describe('the version of the reader', () => {
  it('is raised when files give other rows, lines or defects: what was kept before must not be used', async () => {
    const { bytes, report } = await readWay(config(), {})
    const told = JSON.stringify(report).replaceAll(folder, '')
    const { h64Raw } = await xxhash()
    const found = [bytes, Buffer.from(told)].map((each) => h64Raw(each).toString(16))
    // Where this fails and the change is meant: raise READER_VERSION, then write down what was found.
    expect([READER_VERSION, ...found]).toEqual([1, '2c4265821d5aff84', '8e82d9b18c639653'])
  })
})

describe('what auto comes to', () => {
  const data = { evaluations: [], ratingOrder: '5-is-buy', badRows: 'skip' } as const
  const auto = { worker: 'auto', cache: 'auto' } as const
  const sized = (name: string, bytes: number) => ({ ...data, files: [{ path: write(name, new Uint8Array(bytes)) }] })

  it('is neither for a few rows, the cache for more, both for many', async () => {
    expect(await chooseWays(auto, sized('small.csv', 300_000), true)).toEqual({ worker: false })
    expect(await chooseWays(auto, sized('middle.csv', 2_000_000), true)).toMatchObject({
      worker: false,
      cache: { bytesMax: 2 ** 31 },
    })
    expect(await chooseWays(auto, sized('large.csv', 9_000_000), true)).toMatchObject({ worker: true })
    // Compressed files hold more text than bytes.
    expect(await chooseWays(auto, sized('packed.csv.gz', 3_000_000), true)).toMatchObject({ worker: true })
  })

  it('is neither from the sources, and what was said is done', async () => {
    const large = sized('large2.csv', 9_000_000)
    expect(await chooseWays(auto, large, false)).toEqual({ worker: false })
    expect(await chooseWays({ worker: 'never', cache: 'never' }, large, true)).toEqual({ worker: false })
    const small = sized('small2.csv', 10)
    const said = { worker: 'always', cache: 'always', cacheFolder: '/x', cacheBytesMax: 5 } as const
    expect(await chooseWays(said, small, false)).toEqual({ worker: true, cache: { folder: '/x', bytesMax: 5 } })
    expect(await chooseWays({}, small, true)).toEqual({ worker: false })
  })
})
