import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feed, graph, parseConfig, run } from '../../pipeline/index.ts'
import type { Config, RunResult } from '../../pipeline/index.ts'
import type { ConfigOverrides } from '../../pipeline/config/load.ts'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'

export const folder = (): string => mkdtempSync(join(tmpdir(), 'millrace-test-'))

let btc: Promise<string> | undefined

/** The BTC-USD minutes as a CSV file, written once. */
export function btcFile(): Promise<string> {
  btc ??= (async () => {
    const path = join(folder(), 'btc-usd.csv')
    await writeBtcCsv(path)
    return path
  })()
  return btc
}

export async function configOf(yaml: string, overrides: ConfigOverrides = {}): Promise<Config> {
  return parseConfig(yaml, overrides)
}

export const backtest = (config: Config): Promise<RunResult> => run(feed(config).pipe(graph(config)))

/** The part of a result that says what happened, without hashes of ids. */
export function books(result: RunResult): unknown {
  return result.portfolios().map(({ name, cash, equity, fees, realised }) => ({ name, cash, equity, fees, realised }))
}

/** Writes a CSV of one-minute bars. */
export function barsFile(name: string, closes: readonly number[], startMinute = 24_184_800): string {
  const path = join(folder(), `${name}.csv`)
  const time = (at: number): string => new Date((startMinute + at) * 60_000).toISOString()
  const lines = closes.map((close, at) => {
    const open = at === 0 ? close : closes[at - 1]
    return `${time(at)},${open.toFixed(2)},${(Math.max(open, close) + 0.05).toFixed(2)},${(Math.min(open, close) - 0.05).toFixed(2)},${close.toFixed(2)},1000`
  })
  writeFileSync(path, `time,open,high,low,close,volume\n${lines.join('\n')}\n`)
  return path
}

/** A seeded random walk of prices with two decimals. */
export function walk(seed: number, length: number, start = 100): number[] {
  let [state, price] = [seed, start]
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    price = Math.max(1, price * (1 + (state / 2 ** 32 - 0.5) * 0.01))
    return Math.round(price * 100) / 100
  })
}
