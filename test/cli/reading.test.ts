import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { btcFolder } from '../pipeline/btc.ts'
import { millrace } from './millrace.ts'

const btc = btcFolder()
/** Enough text for a thread of its own and the cache: 9 MB. */
const ROWS = 250_000
const START = 1_451_865_600
const inFolder = (...args: string[]) => millrace(args, btc.folder)

interface Told {
  readonly hash: string
  readonly events: number
  readonly rowsRejected: Record<string, number>
  readonly reading: { thread: string; cache?: { hits: number; misses: number; corrupt: number; stored: number } }
}
const told = async (...args: string[]): Promise<Told> => {
  const { status, stdout, stderr } = await inFolder('backtest', 'ticks.csv', '--json', ...args)
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Told
}

describe('how rows are come by', () => {
  beforeAll(async () => {
    const line = (at: number): string =>
      at === 777
        ? `${START + at},x,1.2\n`
        : `${START + at},${(1.1 + (at % 97) / 1e4).toFixed(5)},1.${20_000 + (at % 89)},100,200\n`
    const lines = Array.from({ length: ROWS }, (_, at) => line(at))
    await writeFile(join(btc.folder, 'ticks.csv'), `time,bid,ask,bidSize,askSize\n${lines.join('')}`)
  })

  it('changes no result; misses, then hits, are told, and a damaged entry is', async () => {
    const plain = await told('--no-worker', '--no-cache')
    expect(plain).toMatchObject({ events: ROWS - 1, rowsRejected: { ROW_COLUMNS_MISSING: 1 } })
    expect(plain.reading).toEqual({ thread: 'engine', parsers: [expect.stringMatching(/^(javascript|native)$/)] })
    const first = await told()
    expect(first.reading).toMatchObject({ thread: 'worker', cache: { hits: 0, misses: 1, stored: 1 } })
    const second = await told()
    expect(second.reading).toMatchObject({ thread: 'worker', cache: { hits: 1, misses: 0, corrupt: 0 } })
    const folder = join(btc.folder, '.millrace', 'cache')
    const entry = (await readdir(folder)).find((file) => file.endsWith('.rows'))!
    const bytes = await readFile(join(folder, entry))
    bytes[bytes.length >> 1] ^= 1
    await writeFile(join(folder, entry), bytes)
    const damaged = await inFolder('backtest', 'ticks.csv', '--no-worker')
    expect(damaged.stdout).toMatch(
      /^read +on the engine’s thread, parsed by (?:javascript|native) code · cache 0 hits, 1 misses, 1 damaged, 1 kept \(.+cache\)$/m,
    )
    expect(damaged.stdout).toMatch(
      /^read +.+\.rows did not read back \(a checksum differs\): its file was parsed again$/m,
    )
    const third = await told()
    expect(third.reading.cache).toMatchObject({ hits: 1 })
    for (const each of [first, second, third]) {
      expect(each.hash).toBe(plain.hash)
      expect(each.rowsRejected).toEqual(plain.rowsRejected)
    }
  }, 60_000)

  it('is this thread and no cache where there is little to read', async () => {
    const small = await inFolder('backtest', 'btc-usd.csv')
    expect(small.status).toBe(0)
    expect(small.stdout).not.toMatch(/^read /m)
  })

  it('can be configured', async () => {
    await writeFile(join(btc.folder, 'ways.yaml'), 'engine: { worker: always, cache: always, cacheFolder: kept }\n')
    const run = await inFolder('backtest', 'btc-usd.csv', '--config', 'ways.yaml')
    expect(run.stdout).toMatch(
      /^read +on a thread of its own, parsed by (?:javascript|native) code · cache 0 hits, 1 misses, 1 kept \(.+[\\/]kept\)$/m,
    )
    await writeFile(join(btc.folder, 'wrong.yaml'), 'engine: { worker: sometimes, cacheBytesMax: -1 }\n')
    const wrong = await inFolder('backtest', 'btc-usd.csv', '--config', 'wrong.yaml')
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toMatch(/engine\.worker: /)
    expect(wrong.stderr).toMatch(/engine\.cacheBytesMax: /)
  })
})
