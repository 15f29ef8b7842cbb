import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { toExactJson } from '../../pipeline/exact-json.ts'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'

/** Instruments of a world at most. */
export const INSTRUMENTS_MAX = 6

const symbols = (instruments: number): string[] => Array.from({ length: instruments }, (_, at) => `BTC-${at + 1}`)
const fileOf = (folder: string, symbol: string): string => join(folder, `${symbol}.csv`)

/** Writes a file for every instrument: the same three days of real minutes. */
export async function writeWorld(folder: string): Promise<void> {
  const [first, ...others] = symbols(INSTRUMENTS_MAX)
  await writeBtcCsv(fileOf(folder, first))
  for (const symbol of others) await copyFile(fileOf(folder, first), fileOf(folder, symbol))
}

/** A configuration that trades often: two portfolios on the files that `writeWorld` wrote. */
function worldOf(folder: string, instruments: number): Promise<Config> {
  const names = symbols(instruments)
  return parseConfig(`
data:
${names.map((symbol) => `  - { path: ${fileOf(folder, symbol)}, symbol: ${symbol}, spec: 1m }`).join('\n')}
instruments:
${names.map((symbol) => `  ${symbol}: { venue: coinbase, kind: spot, currency: USD, priceScale: 2, quantityScale: 8, tick: 0.01, lotStep: 0.0001, session: crypto, halfSpreadBps: 2, takerFeeBps: 5, makerFeeBps: 2 }`).join('\n')}
bars: [5m, 15m]
signal:
  - { strategy: main, timeframes: { 5m: 1, 15m: 1 }, minConfidence: 0.3 }
decision: { enter: 0.1, exit: 0.05, coolDown: 5m, step: 0.05 }
sizing: { method: fixed-fraction, fraction: 0.15, noTradeBand: 0.001 }
limits: { concentration: 0.4, leverage: 1, orderRate: { count: 100, per: 1m }, openOrders: 50 }
portfolios:
  - { name: cautious, cash: 1000, strategy: main }
  - { name: bold, cash: 5000, strategy: main, sizing: { fraction: 0.3 }, exits: { stop: 0.01, trailing: 0.01 } }
venue: { latency: 50ms, reportLatency: 10ms, participation: 0.2 }
engine: { worker: never, cache: never, backend: wasm }
`)
}

/** What engines are told, and what they are held to. */
export interface World {
  /** File of the configuration, as exact JSON. */
  readonly config: string
  /** All rows of the feed, 64 bytes each. */
  readonly feed: Uint8Array
}

/** A world of so many instruments in a folder that `writeWorld` has filled. */
export async function makeWorld(folder: string, instruments: number): Promise<World> {
  const config = await worldOf(folder, instruments)
  const path = join(folder, `${instruments}.json`)
  await writeFile(path, toExactJson(config))
  return { config: path, feed: await feedRowsOf(config) }
}

async function feedRowsOf(config: Config): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  await new Promise<void>((resolve, reject) => {
    feed(config).subscribe({
      next: ({ input }) => void parts.push(input.memory.u8.slice(input.at(0), input.at(input.count))),
      error: reject,
      complete: resolve,
    })
  })
  return new Uint8Array(Buffer.concat(parts))
}
