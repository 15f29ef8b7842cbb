import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectKept } from '../../pipeline/read/cache/head-cache.ts'
import { detectFeed } from '../../pipeline/read/detect/detect.ts'
import { scratch } from './read-rows.ts'

const { folder, write } = scratch()
const feed = (path: string) => ({ path, files: [path] })
const quotes = (from: number, decimals: number): string =>
  `time,bid,ask\n${Array.from({ length: 200 }, (_, at) => `${1_451_865_600 + at},${(from + at / 7).toFixed(decimals)},${(from + 90).toFixed(decimals)}\n`).join('')}`
/** Entries of a folder, with when they were written. */
const entries = (name: string): string[] =>
  readdirSync(join(folder, name)).map((file) => `${file} ${statSync(join(folder, name, file)).mtimeMs}`)

describe('what heads of files showed', () => {
  it('is looked up, and is what looking gives', async () => {
    const path = write('eur-usd.csv', quotes(100, 3))
    const first = await detectKept(feed(path), { path }, join(folder, 'kept'))
    const before = entries('kept')
    expect(before).toHaveLength(1)
    expect(await detectKept(feed(path), { path }, join(folder, 'kept'))).toEqual(first)
    expect(entries('kept')).toEqual(before)
    expect(first).toEqual(await detectFeed(feed(path), { path }))
  })

  it('is looked at again where the file differs, however alike its times and size are', async () => {
    const path = write('changed.csv', quotes(100, 3))
    const { atime, mtime, size } = statSync(path)
    expect((await detectKept(feed(path), { path }, join(folder, 'changed'))).columns).toMatchObject({ bid: 'bid' })
    writeFileSync(path, quotes(100, 3).replace('bid,ask', 'ask,bid'))
    utimesSync(path, atime, mtime)
    expect(statSync(path).size).toBe(size)
    const again = await detectKept(feed(path), { path }, join(folder, 'changed'))
    expect(again.layout.columns).toEqual({ time: 0, ask: 1, bid: 2 })
  })

  it('is looked at again under other options, and where an entry is damaged', async () => {
    const path = write('options.csv', quotes(100, 3))
    await detectKept(feed(path), { path }, join(folder, 'options'))
    const named = { path, symbol: 'OTHER' }
    expect((await detectKept(feed(path), named, join(folder, 'options'))).symbols).toEqual(['OTHER'])
    for (const name of readdirSync(join(folder, 'options'))) {
      const entry = join(folder, 'options', name)
      writeFileSync(entry, readFileSync(entry, 'utf8').replaceAll('quotes', 'trades'))
    }
    expect((await detectKept(feed(path), { path }, join(folder, 'options'))).format).toBe('quotes')
  })

  it('is found without a place to keep it', async () => {
    const path = write('nowhere.csv', quotes(100, 3))
    const found = await detectKept(feed(path), { path }, join(path, 'below-a-file'))
    expect(found).toEqual(await detectFeed(feed(path), { path }))
  })
})
