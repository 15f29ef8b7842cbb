import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSectors } from '../../pipeline/config/sectors.ts'
import { backtest, barsFile, configOf, folder, walk } from '../honest/runs.ts'
import { describeShared, sharedData } from '../shared-data.ts'

const table = (text: string): string => {
  const path = join(folder(), 'sectors.csv')
  writeFileSync(path, text)
  return path
}

describe('a table of sectors', () => {
  it('goes by symbol or by the name of the data file, quotes and all', async () => {
    expect([...(await readSectors(table('file,note,sector\ndata/x/AAA.csv,"a, b",Tech\nB.csv,,\n')))]).toEqual([
      ['AAA.csv', 'Tech'],
    ])
    expect([...(await readSectors(table('Symbol,Sector\r\nAAA,"Oil, Gas"\r\n')))]).toEqual([['AAA', 'Oil, Gas']])
    await expect(readSectors(table('a,b\n'))).rejects.toThrow(
      'needs a column "sector" and a column "symbol" or "file", has a, b',
    )
  })

  it('puts instruments under their sector’s limit', async () => {
    const files = [barsFile('AAA', walk(1, 1_500)), barsFile('BBB', walk(2, 1_500))]
    const sectors = table('file,sector\nAAA.csv,tech\nBBB.csv,tech\n')
    const yaml = 'limits: { sectors: { tech: 0.1 }, allowShort: true }\n'
    const result = await backtest(await configOf(yaml, { files, sectors }))
    expect([...result.parts.collector.reasons.keys()]).toContain('SECTOR_MAX')
  })
})

describeShared('the sectors of the recorded stocks', () => {
  it('are eleven', async () => {
    const config = await configOf('', {
      files: [sharedData('daily_ohlcv/sp500_5yr')!],
      sectors: sharedData('MANIFEST.csv')!,
    })
    expect(new Set(config.instruments.map(({ sector }) => sector)).size).toBe(11)
  })
})
