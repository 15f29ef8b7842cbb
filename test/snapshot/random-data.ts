import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import type { Random } from '../fuzz/random.ts'

const START = Date.UTC(2020, 0, 6)
const MINUTES = 400
const time = (minute: number, millis = 0): string => new Date(START + minute * 60_000 + millis).toISOString()

let files = 0

/** A walk of prices in cents. */
function* walk(random: Random, from: number): Generator<number> {
  for (let price = from; ; price = Math.max(100, price + random.integer(-30, 30))) yield price / 100
}

function quotes(random: Random): string[] {
  const mids = walk(random, 5_000)
  const lines: string[] = []
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let millis = 0; random.chance(0.6); millis += random.integer(1, 5_000)) {
      const mid = mids.next().value as number
      const half = random.integer(0, 3) / 100
      const sizes = `${random.integer(1, 50)},${random.integer(1, 50)}`
      lines.push(`${time(minute, millis)},${(mid - half).toFixed(2)},${(mid + half).toFixed(2)},${sizes}`)
    }
  }
  return ['time,bid,ask,bidSize,askSize', ...lines]
}

function bars(random: Random, from: number): string[] {
  const closes = walk(random, from)
  let open = from / 100
  const lines: string[] = []
  for (let minute = 0; minute < MINUTES; minute++) {
    const close = closes.next().value as number
    const [high, low] = [Math.max(open, close) + 0.02, Math.min(open, close) - 0.02]
    if (random.chance(0.95))
      lines.push(
        `${time(minute)},${[open, high, low, close].map((one) => one.toFixed(2)).join(',')},${random.integer(0, 900)}`,
      )
    open = close
  }
  return ['time,open,high,low,close,volume', ...lines]
}

function evaluations(random: Random): string[] {
  const lines: string[] = []
  for (let minute = 1; minute < MINUTES; minute += random.integer(1, 6)) {
    const rating = random.integer(10, 50) / 10
    const line = [random.pick(['Q', 'B', 'C']), random.pick(['1m', '5m']), rating, random.integer(0, 10) / 10, '30m']
    lines.push(
      `${time(minute, random.pick([0, 0, 30_000]))},${line.join(',')},${random.pick(['crowd', '#7', 'desk 2'])}`,
    )
  }
  return ['time,instrument,timeframe,rating,confidence,horizon,source', ...lines]
}

/** Three instruments in two currencies, held by portfolios in three, over some hours at random. */
export async function randomConfig(folder: string, random: Random): Promise<Config> {
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, `${name}-${files++}.csv`)
    await writeFile(path, `${lines.join('\n')}\n`)
    return path
  }
  const [Q, B, C] = [
    await write('Q', quotes(random)),
    await write('B', bars(random, 9_000)),
    await write('C', bars(random, 700)),
  ]
  const rates = await write('rates', [
    'time,pair,rate',
    ...Array.from({ length: 9 }, (_, at) => `${time(at * 40)},EUR/USD,${1 + random.integer(0, 999) / 5_000}`),
    ...Array.from({ length: 9 }, (_, at) => `${time(at * 41)},GBP/USD,${1 + random.integer(0, 999) / 5_000}`),
  ])
  const text = `
data:
  - { path: ${Q}, symbol: Q }
  - { path: ${B}, symbol: B, spec: 1m }
  - { path: ${C}, symbol: C, spec: 1m }
evaluations: [${await write('votes', evaluations(random))}]
rates: [${rates}]
instruments:
  Q: { session: crypto }
  B: { currency: EUR, session: crypto, sector: one }
  C: { session: crypto, sector: one }
signal:
  - { strategy: main, minConfidence: 0.2 }
  - { strategy: crowd, timeframes: { 1m: 1, 5m: 2, 1h: 1 }, sources: [crowd, "#7", ema-cross], minConfidence: 0 }
decision: { coolDown: 2m, step: 0.05 }
sizing: { method: fixed-fraction, fraction: 0.4 }
limits: { allowShort: true, concentration: 0.5, leverage: 2 }
portfolios:
  - { name: p, cash: 10000, strategy: main }
  - { name: q, currency: EUR, cash: 9000, strategy: crowd, exits: { stop: 0.01, trailing: 0.01 } }
  - { name: r, currency: GBP, cash: 8000, strategy: main, balances: { USD: "5000", EUR: "5000" } }
venue: { latency: 20s, reportLatency: 15s }
engine: { frame: ${random.pick([1, 7, 64, 1_024])} }
`
  return parseConfig(text)
}
