import { readFileSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, describe, it } from 'vitest'
import { BadRowError, describeReport, rejectedCounts, rejectedTotal } from '../../pipeline/read/read-report.ts'
import { JUMP_ROWS_MAX } from '../../pipeline/read/sequence-check.ts'
import { describeShared, sharedData } from '../shared-data.ts'
import { equity, instrument, options, readAll, scratch } from './read-rows.ts'
import type { ReadAll } from './read-rows.ts'

const { write } = scratch()
const header = 'time,open,high,low,close,volume'
const good = (minute: number, price = 100): string =>
  `2016-01-01T00:${String(minute).padStart(2, '0')}:00Z,${price},${price},${price},${price},1`

let files = 0
async function read(lines: readonly string[], badRows: 'skip' | 'stop' = 'skip'): Promise<ReadAll> {
  const path = write(`bad-${files++}.csv`, [header, ...lines].join('\n'))
  return readAll(options([instrument('X', 2)], [{ path, symbol: 'X', spec: '1m' }], { badRows }))
}

describe('each kind of bad row', () => {
  const planted: readonly (readonly [string, string])[] = [
    ['ROW_OUT_OF_ORDER', good(0)],
    ['ROW_DUPLICATE_TIME', good(1)],
    ['ROW_NOT_A_NUMBER', '2016-01-01T00:02:00Z,NaN,100,100,100,1'],
    ['ROW_NOT_A_NUMBER', '2016-01-01T00:02:00Z,100,100,100,100,lots'],
    ['ROW_BLANK', '2016-01-01T00:02:00Z,100,,100,100,1'],
    ['ROW_COLUMNS_MISSING', '2016-01-01T00:02:00Z,100,100,100,10'],
    ['ROW_COLUMNS_MISSING', '2016-01-01T00:02:00Z'],
    ['ROW_UNIT_JUMP', good(2, 10_000)],
    ['ROW_UNIT_JUMP', good(2, 1)],
    ['ROW_UNIT_JUMP', '2016-01-01T00:02:00Z,100,10001,100,100,1'],
    ['ROW_PRICE_NOT_POSITIVE', '2016-01-01T00:02:00Z,100,100,-100,100,1'],
    ['ROW_PRICE_NOT_POSITIVE', '2016-01-01T00:02:00Z,0,100,100,100,1'],
    ['ROW_PRICE_NOT_POSITIVE', '2016-01-01T00:02:00Z,100,100,0.001,100,1'],
    ['ROW_BAR_INCONSISTENT', '2016-01-01T00:02:00Z,100,99,101,100,1'],
    ['ROW_TIME_INVALID', '2016-02-30T00:02:00Z,100,100,100,100,1'],
    ['ROW_RANGE', '2016-01-01T00:02:00Z,100,100,100,100,1e18'],
  ]

  it.each(planted)('%s is counted with its file and line: %s', async (reason, line) => {
    const { rows, report } = await read([good(1), line, good(3)])
    expect(rows).toHaveLength(2)
    expect(rejectedCounts(report)).toEqual({ [reason]: 1 })
    expect(rejectedTotal(report)).toBe(1)
    expect(describeReport(report).join('\n')).toMatch(new RegExp(`${reason} 1: .*bad-\\d+\\.csv:3`))
  })

  it.each(planted.filter(([reason]) => reason !== 'ROW_BLANK'))(
    '%s stops under the policy stop: %s',
    async (reason, line) => {
      const failure = await read([good(1), line, good(3)], 'stop').catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(BadRowError)
      expect((failure as BadRowError).reason).toBe(reason)
      expect((failure as BadRowError).message).toMatch(/bad-\d+\.csv:3: ROW_/)
    },
  )

  it('examples are bounded, counts are not', async () => {
    const { report } = await read([good(1), ...Array.from({ length: 50 }, () => good(0)), good(3)])
    expect(report.rejected['ROW_OUT_OF_ORDER']).toMatchObject({ count: 50 })
    expect(report.rejected['ROW_OUT_OF_ORDER']?.examples).toHaveLength(5)
  })
})

describe('what is no bad row', () => {
  it('an open outside high and low widens them, and is counted as repaired', async () => {
    const { rows, report } = await read([good(1), '2016-01-01T00:02:00Z,98,101,99,100,1', good(3)])
    expect(rows[1].lanes).toMatchObject({ open: 9_800, high: 10_100, low: 9_800, close: 10_000 })
    expect(report.rejected).toEqual({})
    expect(report.repaired).toMatchObject({ ROW_BAR_INCONSISTENT: { count: 1 } })
    expect(report.repaired['ROW_BAR_INCONSISTENT']?.examples[0]).toMatch(/csv:3 9800 10100 9900 10000/)
  })

  it('digits beyond the scale are rounded and listed, ten of them', async () => {
    const { report } = await read(Array.from({ length: 20 }, (_, minute) => good(minute, 100.005)))
    expect(report.rounded.count).toBe(80)
    expect(report.rounded.examples).toHaveLength(10)
    expect(report.rounded.examples[0]).toMatch(/csv:2 100\.005 to 2 decimals/)
  })

  it('blank lines, a missing last newline, a blank volume', async () => {
    const { rows, report } = await read(['', good(1), '', good(2).replace(/1$/, ''), ''])
    expect(rows.map(({ lanes }) => lanes['lots'])).toEqual([1, 0])
    expect(report.rejected).toEqual({})
  })
})

describe('a jump of about a hundred', () => {
  const minutes = (from: number, count: number, price: number): string[] =>
    Array.from({ length: count }, (_, index) => good(from + index, price))

  it('is left out until the price returns', async () => {
    const { rows, report } = await read([
      ...minutes(0, 3, 100),
      ...minutes(3, JUMP_ROWS_MAX, 1),
      ...minutes(30, 3, 101),
    ])
    expect(rows.map(({ lanes }) => lanes['close'])).toEqual([10_000, 10_000, 10_000, 10_100, 10_100, 10_100])
    expect(rejectedCounts(report)).toEqual({ ROW_UNIT_JUMP: JUMP_ROWS_MAX })
    expect(report.notes).toEqual([])
  })

  it('that stays is believed, and said', async () => {
    const { rows, report } = await read([...minutes(0, 3, 1), ...minutes(3, JUMP_ROWS_MAX + 5, 100)])
    expect(rows).toHaveLength(3 + 5)
    expect(report.rejected['ROW_UNIT_JUMP']?.count).toBe(JUMP_ROWS_MAX)
    expect(report.notes[0]).toMatch(
      /X: a new price level about a hundred times the old one is believed from .*csv:25 on/,
    )
  })

  it('a fall by half or a rise of twenty times is a move', async () => {
    const { report } = await read([good(0, 100), good(1, 50), good(2, 1_000), good(3, 20)])
    expect(report.rejected).toEqual({})
  })
})

describe('cut compressed files', () => {
  const lines = Array.from(
    { length: 3_000 },
    (_, at) => `${1_451_606_400 + at * 60},${100 + (at % 7)},200,50,${100 + (at % 11)},${at}`,
  )
  const text = `${header}\n${lines.join('\n')}\n`
  const whole = gzipSync(text)

  it.each([1, 8, 9, 1_000, whole.length >> 1])(
    'gzip without its last %d bytes keeps whole rows and counts the cut',
    async (cut) => {
      const path = write(`cut-${cut}.csv.gz`, whole.subarray(0, whole.length - cut))
      const { rows, report } = await readAll(options([instrument('X', 0)], [{ path, symbol: 'X', spec: '1m' }]))
      expect(rejectedCounts(report)).toEqual({ ROW_TRUNCATED: 1 })
      expect(report.rejected['ROW_TRUNCATED']?.examples[0]).toContain(`cut-${cut}.csv.gz:${rows.length + 2}`)
      if (cut <= 8) expect(rows).toHaveLength(3_000)
      else expect(rows.length).toBeGreaterThan(0)
      const wrong = rows.findIndex(({ lanes }, at) => lanes['lots'] !== at || lanes['close'] !== 100 + (at % 11))
      expect(wrong).toBe(-1)
    },
  )

  it('a whole gzip has no defect, nor has one of two members', async () => {
    const half = text.indexOf('\n', text.length >> 1) + 1
    const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))])
    for (const bytes of [whole, members]) {
      const path = write('whole.csv.gz', bytes)
      const { rows, report } = await readAll(options([instrument('X', 0)], [{ path, symbol: 'X', spec: '1m' }]))
      expect([rows.length, report.rejected]).toEqual([3_000, {}])
    }
  })

  it('a zip without its directory is read as far as it goes', async () => {
    const name = Buffer.from('x.csv')
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt16LE(name.length, 26)
    const deflated = deflateRawSync(text)
    const path = write('cut.zip', Buffer.concat([head, name, deflated.subarray(0, deflated.length - 500)]))
    const { rows, report } = await readAll(options([instrument('X', 0)], [{ path, symbol: 'X', spec: '1m' }]))
    expect(rows.length).toBeGreaterThan(1_000)
    expect(rejectedCounts(report)).toEqual({ ROW_TRUNCATED: 1 })
    const noZip = write('no.zip', 'not a zip at all')
    await expect(readAll(options([instrument('X')], [{ path: noZip }]))).rejects.toThrow(/central directory/i)
  })

  it('stop the run under the policy stop', async () => {
    const path = write('cut.csv.gz', whole.subarray(0, 4_000))
    const config = options([instrument('X', 0)], [{ path, symbol: 'X', spec: '1m' }], { badRows: 'stop' })
    await expect(readAll(config)).rejects.toThrow(/cut\.csv\.gz:\d+: ROW_TRUNCATED/)
  })
})

describeShared('real files with faults', () => {
  const file = (name: string): string => sharedData(`corporate_actions_defects/${name}`)!

  it('a hundredfold error is left out, the rest is one consistent series', async () => {
    const path = file('AET-L-1d-100x-error.csv')
    const { rows, report } = await readAll(options([instrument('AET-L', 4, 0, equity)], [{ path }]))
    const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
    const wrong = lines.filter((line) => line.split(',')[1].startsWith('14.55')).length
    expect(wrong).toBeGreaterThan(5)
    expect(rejectedCounts(report)).toEqual({ ROW_UNIT_JUMP: wrong })
    expect(rows).toHaveLength(lines.length - wrong)
    expect(new Set(rows.map(({ lanes }) => lanes['close']))).toEqual(new Set([1_455]))
  })

  it('its repaired twin and the clean controls have no bad row', async () => {
    for (const [name, scale] of [
      ['AET-L-1d-100x-error-fixed.csv', 2],
      ['EWG-1d-no-bad-divs.csv', 2],
    ] as const) {
      const symbol = name.split('-1d')[0]
      const { rows, report } = await readAll(options([instrument(symbol, scale, 0, equity)], [{ path: file(name) }]))
      expect(rejectedTotal(report), name).toBe(0)
      expect(rows.length).toBe(readFileSync(file(name), 'utf8').trim().split('\n').length - 1)
    }
  })

  it('quarter hours with an offset are read at their closes', async () => {
    const path = file('EA-15m-no-bad-divs.csv')
    const { rows, report } = await readAll(options([instrument('EA', 4)], [{ path }]))
    expect(rejectedTotal(report)).toBe(0)
    expect(new Date(Number(rows[0].nanos / 1_000_000n)).toISOString()).toBe('2026-05-26T08:15:00.000Z')
  })
})
