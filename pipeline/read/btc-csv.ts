import { createRequire } from 'node:module'
import { access, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const
const DAYS = ['1Jan2016.json', '2Jan2016.json', '3Jan2016.json']

/** The package's files, in order of time. Throws where one can't be read. */
export async function btcFiles(): Promise<string[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('gdax-sim-test-data/package.json'))
  const files = DAYS.map((day) => join(folder, 'CapturedData', day))
  await Promise.all(files.map((file) => access(file)))
  return files
}

/**
 * Writes the real BTC-USD minutes of the npm package `gdax-sim-test-data` (MIT; Coinbase, 1–3 January 2016) as
 * `time,open,high,low,close,volume`, digits copied as they stand; returns the number of rows.
 */
export async function writeBtcCsv(path: string): Promise<number> {
  const lines = ['time,open,high,low,close,volume']
  for (const file of await btcFiles()) {
    const text = await readFile(file, 'utf8')
    for (const [object] of text.matchAll(/\{[^}]*\}/g)) {
      const time = /"time":\s*"([^"]+)"/.exec(object)?.[1] ?? ''
      const numbers = FIELDS.map((field) => new RegExp(`"${field}":\\s*([-+.\\deE]+)`).exec(object)?.[1])
      if (numbers.includes(undefined))
        throw new Error(`${basename(file)}: a candle lacks one of ${FIELDS.join(', ')}: ${object}`)
      lines.push([new Date(time).toISOString().replace('.000Z', 'Z'), ...numbers].join(','))
    }
  }
  await writeFile(path, `${lines.join('\n')}\n`)
  return lines.length - 1
}
