import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'

/** A folder for the tests of a file, with three days of real BTC-USD minutes in it; removed when they are done. */
export interface BtcFolder {
  folder: string
  /** `btc-usd.csv` in it: 3 927 bars. */
  csv: string
}

/** Makes the folder before the tests of a file; its paths are known inside them. */
export function btcFolder(): BtcFolder {
  const paths: BtcFolder = { folder: '', csv: '' }
  beforeAll(async () => {
    paths.folder = await mkdtemp(join(tmpdir(), 'millrace-test-'))
    paths.csv = join(paths.folder, 'btc-usd.csv')
    await writeBtcCsv(paths.csv)
  })
  afterAll(() => rm(paths.folder, { recursive: true, force: true }))
  return paths
}
