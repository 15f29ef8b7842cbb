import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feedNames } from '../../pipeline/read/feed-names.ts'
import { frameSizes } from '../../pipeline/read/frame-sizes.ts'
import { readFrames } from '../../pipeline/read/frames.ts'
import { instrument, makePool, options, readAll, rowsOf, scratch } from './read-rows.ts'
import type { ReadAll } from './read-rows.ts'
import type { FileOptions } from '../../pipeline/read/options.ts'

const { write } = scratch()
const start = Date.UTC(2016, 0, 1)
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString()
const bars = (minutes: readonly number[], price = 100): string =>
  `time,open,high,low,close\n${minutes.map((minute) => `${at(minute - 1)},${price},${price},${price},${price}\n`).join('')}`
const quotes = (minutes: readonly number[]): string =>
  `time,bid,ask\n${minutes.map((minute) => `${at(minute)},99,101\n`).join('')}`
const evaluations = (minutes: readonly number[], symbol: string, source: string): string =>
  `time,instrument,timeframe,rating,confidence,horizon,source\n${minutes
    .map((minute) => `${at(minute)},${symbol},1m,4,0.5,1h,${source}\n`)
    .join('')}`
const instruments = ['A', 'B', 'Q'].map((symbol) => instrument(symbol))
const barFile = (name: string, symbol: string, minutes: readonly number[]): FileOptions => ({
  path: write(name, bars(minutes)),
  symbol,
  spec: '1m',
})
const brief = ({ rows }: ReadAll): string[] =>
  rows.map(({ kind, instrument: symbol, nanos, last }) => {
    const minute = Number(nanos / 1_000_000n - BigInt(start)) / 60_000
    return `${minute} ${kind[0]}${symbol}${last ? ' LAST' : ''}`
  })

describe('the merge', () => {
  it('ends an instant of bars with its last bar over all sources', async () => {
    const files = [barFile('b.csv', 'B', [1, 2, 4]), barFile('a.csv', 'A', [1, 3, 4])]
    expect(brief(await readAll(options(instruments, files)))).toEqual([
      '1 BA',
      '1 BB LAST',
      '2 BB LAST',
      '3 BA LAST',
      '4 BA',
      '4 BB LAST',
    ])
  })

  it('gives each quote its own LAST, bars beside it or not', async () => {
    const files = [
      barFile('m.csv', 'A', [1, 2]),
      barFile('z.csv', 'B', [2]),
      { path: write('q.csv', quotes([1, 2, 2, 3])), symbol: 'Q' },
    ]
    expect(brief(await readAll(options(instruments, files)))).toEqual([
      '1 BA LAST',
      '1 QQ LAST',
      '2 BA',
      '2 QQ LAST',
      '2 QQ LAST',
      '2 BB LAST',
      '3 QQ LAST',
    ])
  })

  it('an evaluation joins its instant: LAST moves to it', async () => {
    const files = [
      barFile('a.csv', 'A', [1, 2]),
      barFile('b.csv', 'B', [1]),
      { path: write('q.csv', quotes([3, 3])), symbol: 'Q' },
    ]
    const data = {
      evaluations: [
        write('one.csv', evaluations([1, 3, 5], 'A', 'model')),
        write('two.csv', evaluations([1, 1], 'B', 'other')),
      ],
    }
    const read = await readAll(options(instruments, files, data))
    expect(brief(read)).toEqual([
      '1 BA',
      '1 BB',
      '1 EA',
      '1 EB',
      '1 EB LAST',
      '2 BA LAST',
      '3 QQ LAST',
      '3 QQ',
      '3 EA LAST',
      '5 EA LAST',
    ])
    expect(read.rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  const minutes = fc
    .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
    .map((list) => list.sort((a, b) => a - b))

  it('does not depend on the order of arguments, nor on the cuts', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        minutes,
        minutes,
        minutes,
        minutes,
        fc.integer({ min: 1, max: 9 }),
        async (a, b, q, e, frame) => {
          run++
          const files = [
            barFile(`a${run}.csv`, 'A', [...a, 20]),
            barFile(`b${run}.csv`, 'B', [...b, 20]),
            { path: write(`q${run}.csv`, quotes([...q, 20])), symbol: 'Q' },
          ]
          const data = {
            evaluations: ['x', 'y'].map((name) => write(`e${name}${run}.csv`, evaluations([...e, 20], 'A', name))),
          }
          const straight = await readAll(options(instruments, files, data, 64))
          const turned = { evaluations: data.evaluations.toReversed() }
          const other = await readAll(options(instruments, files.toReversed(), turned, frame))
          expect(other.rows).toEqual(straight.rows)
          expect(straight.frames).toBe(1)
          expect(other.frames).toBe(Math.ceil(other.rows.length / frame))
          for (const [index, row] of straight.rows.entries()) {
            if (index > 0) expect(row.nanos >= straight.rows[index - 1].nanos).toBe(true)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('stops at truncateAtMicros, the instant itself included', async () => {
    const files = [barFile('a.csv', 'A', [1, 2, 3, 4]), barFile('b.csv', 'B', [2, 3, 5])]
    const data = { truncateAtMicros: (start + 3 * 60_000) * 1000 }
    const read = await readAll(options(instruments, files, data))
    expect(brief(read)).toEqual(['1 BA LAST', '2 BA', '2 BB LAST', '3 BA', '3 BB LAST'])
    expect(read.report.lastMicros).toBe(data.truncateAtMicros)
  })

  it('names feeds by as much of their path as tells them apart', () => {
    expect(feedNames(['/x/a.csv', '/y/b.csv'])).toEqual(['a.csv', 'b.csv'])
    expect(feedNames(['/x/a.csv', '/y/a.csv'])).toEqual(['x/a.csv', 'y/a.csv'])
    expect(() => feedNames(['/x/a.csv', '/x/a.csv'])).toThrow('x/a.csv is given twice')
  })
})

describe('the stream of frames', () => {
  const file = barFile(
    'stream.csv',
    'A',
    Array.from({ length: 500 }, (_, index) => index + 1),
  )

  it('numbers rows from 1 and cuts raggedly from a fixed sequence', async () => {
    const sizes = frameSizes('ragged')
    const expected = Array.from({ length: 6 }, sizes)
    expect(Math.min(...expected)).toBeGreaterThan(0)
    expect(Math.max(...expected)).toBeLessThanOrEqual(1_024)
    const { frames } = readFrames(options(instruments, [file], {}, 'ragged'), makePool('ragged'))
    const seen: number[][] = []
    await new Promise<void>((resolve, reject) => {
      frames.subscribe({
        next: (frame) => seen.push([frame.firstSequence, frame.rowCount]),
        error: reject,
        complete: resolve,
      })
    })
    let sequence = 1
    for (const [index, [first, count]] of seen.entries()) {
      expect(first).toBe(sequence)
      if (index < seen.length - 1) expect(count).toBe(expected[index])
      sequence += count
    }
    expect(sequence).toBe(501)
  })

  it('stops at once when unsubscribed, and closes its files', async () => {
    const { frames, report } = readFrames(options(instruments, [file], {}, 7), makePool(7))
    const seen: number[] = []
    await new Promise<void>((resolve) => {
      const subscription = frames.subscribe({
        next(frame) {
          seen.push(rowsOf(frame).length)
          if (seen.length === 3) {
            subscription.unsubscribe()
            setTimeout(resolve, 50)
          }
        },
        complete: () => expect.unreachable('completed after unsubscribing'),
      })
    })
    expect(seen).toEqual([7, 7, 7])
    expect(report.complete).toBe(false)
  })

  it.runIf(existsSync('/proc/self/fd'))('holds no file open after it was left in the middle', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => index + 1)
    const long = barFile('long.csv', 'A', lines)
    const open = (): number =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === realpathSync(long.path)
        } catch {
          return false
        }
      }).length
    const { frames } = readFrames(options(instruments, [long]), makePool())
    const during = await new Promise<number>((resolve) => {
      const subscription = frames.subscribe(() => {
        resolve(open())
        subscription.unsubscribe()
      })
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([during, open()]).toEqual([1, 0])
  })

  it('can be left before it started', async () => {
    const { frames } = readFrames(options(instruments, [file]), makePool())
    const seen: string[] = []
    frames.subscribe({ next: () => seen.push('frame'), complete: () => seen.push('complete') }).unsubscribe()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(seen).toEqual([])
  })

  it('is empty where the files are, and may be read again', async () => {
    const empty = { path: write('empty.csv', 'time,open,high,low,close\n'), symbol: 'A', spec: '1m' }
    expect(await readAll(options(instruments, [empty]))).toMatchObject({
      rows: [],
      frames: 0,
      report: { complete: true },
    })
    const { frames, report } = readFrames(options(instruments, [file]), makePool())
    for (const _ of [1, 2]) {
      const count = await new Promise<number>((resolve) => {
        let rows = 0
        frames.subscribe({ next: (frame) => (rows += frame.rowCount), complete: () => resolve(rows) })
      })
      expect([count, report.rows]).toEqual([500, 500])
    }
  })

  it('fails with the path of a file that is not there', async () => {
    await expect(readAll(options(instruments, [{ path: '/nowhere/x.csv' }]))).rejects.toThrow('/nowhere/x.csv')
  })
})
