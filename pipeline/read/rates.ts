import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isDecimal, roundDecimal } from '../../model/decimal.ts'
import { RATE, RATE_CURRENCY, RATE_QUOTE_CURRENCY, RATE_RATE } from '../../model/layout.generated.ts'
import { MICROS_PER_DAY } from '../../model/time.ts'
import type { MergeSource } from './merge.ts'
import { RowBlock } from './row-block.ts'
import { cells } from './text/cells.ts'
import { dateOrInstant } from './text/date-or-instant.ts'
import { writeMicros } from './text/instant.ts'

/** What one of a currency is in another, from an instant on. Plain data. */
export interface CurrencyRate {
  readonly timeMicros: number
  readonly currency: number
  readonly quote: number
  /** 1e-9 of the quote currency. */
  readonly rate: bigint
}

const COLUMNS = ['time', 'pair', 'rate'] as const
const PAIR = /^([A-Z]{3,5})[/-]([A-Z]{3,5})$|^([A-Z]{3})([A-Z]{3})$/
const SCALE = 9
const RATE_MAX = 2n ** 61n

/**
 * Reads a file of currency rates: CSV with the columns `time`, `pair` and `rate`. A pair is `EUR/USD`, `EUR-USD` or
 * `EURUSD`: what one EUR is in USD. A date without a time is the end of that day, UTC. Pairs of which a currency is in
 * no use are left out.
 *
 * @param find Id of a currency, where it is in use.
 * @param faults Gathers what is wrong, each as `file:line: …`; lines with faults are left out.
 */
export async function readRates(
  path: string,
  find: (currency: string) => number | undefined,
  faults: string[],
): Promise<CurrencyRate[]> {
  const name = basename(path)
  const lines = (await readFile(path, 'utf8'))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, at) => ({ text: line.trim(), line: at + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
  const header = cells(lines.shift()?.text ?? '')
  if (COLUMNS.some((column) => !header.includes(column))) {
    faults.push(`${name}:1: columns are ${COLUMNS.join(', ')}, were ${header.join(', ') || 'none'}`)
    return []
  }
  const [time, pair, rate] = COLUMNS.map((column) => header.indexOf(column))
  const found: CurrencyRate[] = []
  for (const { text, line } of lines) {
    try {
      const row = cells(text)
      const one = rateOf(row[time] ?? '', row[pair] ?? '', row[rate] ?? '', find)
      if (one !== undefined) found.push(one)
    } catch (error) {
      faults.push(`${name}:${line}: ${(error as Error).message}`)
    }
  }
  return found
}

function rateOf(
  time: string,
  pair: string,
  text: string,
  find: (currency: string) => number | undefined,
): CurrencyRate | undefined {
  const match = PAIR.exec(pair)
  if (match === null) throw new Error(`pair must be such as EUR/USD, was ${JSON.stringify(pair)}`)
  const [currency, quote] = [match[1] ?? match[3], match[2] ?? match[4]]
  if (currency === quote) throw new Error(`pair ${pair} is one currency`)
  if (!isDecimal(text)) throw new Error(`rate must be a decimal number such as 1.0832, was ${JSON.stringify(text)}`)
  const rate = roundDecimal(text, SCALE).units
  if (rate <= 0n || rate > RATE_MAX) throw new Error(`rate must be above 0 and at most 2.3e9, was ${text}`)
  const when = dateOrInstant(time)
  const ids = [find(currency), find(quote)]
  if (ids[0] === undefined || ids[1] === undefined) return undefined
  const timeMicros = 'micros' in when ? when.micros : (when.date + 1) * MICROS_PER_DAY
  return { timeMicros, currency: ids[0], quote: ids[1], rate }
}

/** Rates in the order of time; of one instant as they stand in their files. */
export function inOrder(rates: readonly CurrencyRate[]): CurrencyRate[] {
  return rates
    .map((rate, at) => ({ rate, at }))
    .sort((a, b) => a.rate.timeMicros - b.rate.timeMicros || a.at - b.at)
    .map(({ rate }) => rate)
}

/** Rates as a source of rows: before everything else of their instant. */
export function rateSource(rates: readonly CurrencyRate[], untilMicros = Number.POSITIVE_INFINITY): MergeSource {
  return { name: 'rates', order: -1, blocks: rateBlocks(rates, untilMicros) }
}

async function* rateBlocks(rates: readonly CurrencyRate[], untilMicros: number): AsyncGenerator<RowBlock> {
  let block = new RowBlock()
  const wide = new BigInt64Array(1)
  const words = new Uint32Array(wide.buffer)
  for (const [line, { timeMicros, currency, quote, rate }] of rates.entries()) {
    if (timeMicros > untilMicros) break
    if (block.count === block.capacity) {
      yield block
      block = new RowBlock()
    }
    const word = block.push(RATE, 0, 0, 0, 0, line + 1)
    writeMicros(block.u32, word + 2, timeMicros)
    wide[0] = rate
    block.u32.set(words, word + RATE_RATE * 2)
    block.f64[(word >> 1) + RATE_CURRENCY] = currency
    block.f64[(word >> 1) + RATE_QUOTE_CURRENCY] = quote
  }
  if (block.count > 0) yield block
}
