import { fixedMicros } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { formatMicros, MICROS_PER_DAY, MICROS_PER_SECOND } from '../../model/time.ts'
import { SeededRandom } from './seeded-random.ts'

/** A market that never was: one instrument's price as a random walk. */
export interface WalkOptions {
  /** Bars of this clock length; absent: quotes. */
  readonly spec?: BarSpec
  /** Price that it begins with. */
  readonly price: number
  /** Decimals of prices. */
  readonly decimals: number
  /** Standard deviation of a year's return, as a fraction: 0.6. */
  readonly volatility: number
  /** Ask less bid, in basis points of the price; at least one tick. */
  readonly spreadBps: number
  /** Steps of the walk a second: of quotes, one each. */
  readonly rate: number
  /** Unix µs before the first step. */
  readonly from: number
  readonly seed: number
}

const YEAR_MICROS = 365 * MICROS_PER_DAY
const SIZE_DECIMALS = 2

/**
 * Lines of a CSV file of the walk, its header first, without an end. Only sums, products and square roots are taken, so that the
 * same options give the same bytes on every machine.
 *
 * @throws RangeError where bars are asked for that no clock closes
 */
export function* walkLines(options: WalkOptions): Generator<string, never> {
  if (options.spec === undefined) return yield* quoteLines(options)
  return yield* barLines(options, options.spec)
}

function* quoteLines({ decimals, spreadBps, ...options }: WalkOptions): Generator<string, never> {
  yield 'time,bid,ask,bidSize,askSize'
  const sizes = new SeededRandom(options.seed + 1)
  const size = (): string => formatDecimal(BigInt(1 + Math.floor(sizes.next() * 1_000)), SIZE_DECIMALS)
  for (const { micros, price } of steps(options)) {
    const half = (price * spreadBps) / 20_000
    const bid = ticks(price - half, decimals)
    const ask = ticks(price + half, decimals)
    const above = ask > bid ? ask : bid + 1n
    yield [formatMicros(micros), formatDecimal(bid, decimals), formatDecimal(above, decimals), size(), size()].join(',')
  }
  throw new Error('a walk has no end')
}

/** A bar has its time where it begins. One in which nothing was traded is not there. */
function* barLines({ decimals, ...options }: WalkOptions, spec: BarSpec): Generator<string, never> {
  const length = fixedMicros(spec)
  if (length === undefined) throw new RangeError('bars of a walk end by the clock: 1s, 1m, 15m, 1h')
  yield 'time,open,high,low,close,volume'
  const sizes = new SeededRandom(options.seed + 1)
  let begun = -1
  let [open, high, low, close, volume] = [0n, 0n, 0n, 0n, 0n]
  for (const { micros, price } of steps(options)) {
    const at = Math.floor(micros / length) * length
    const traded = ticks(price, decimals)
    if (at !== begun) {
      const prices = [open, high, low, close].map((one) => formatDecimal(one, decimals))
      if (begun >= 0) yield [formatMicros(begun), ...prices, formatDecimal(volume, SIZE_DECIMALS)].join(',')
      begun = at
      volume = 0n
      open = traded
      high = traded
      low = traded
    }
    if (traded > high) high = traded
    if (traded < low) low = traded
    close = traded
    volume += BigInt(1 + Math.floor(sizes.next() * 1_000))
  }
  throw new Error('a walk has no end')
}

/** Prices at their times: gaps are between half and one and a half of their mean. */
function* steps(options: Omit<WalkOptions, 'decimals' | 'spreadBps'>): Generator<{ micros: number; price: number }> {
  const { volatility, rate, from, seed } = options
  const random = new SeededRandom(seed)
  let { price } = options
  for (let micros = from; ;) {
    const gap = Math.max(1, Math.round((MICROS_PER_SECOND / rate) * (0.5 + random.next())))
    micros += gap
    price *= 1 + volatility * Math.sqrt(gap / YEAR_MICROS) * nearlyNormal(random)
    yield { micros, price }
  }
}

/** Of mean 0 and variance 1: twelve uniform numbers, less six. */
function nearlyNormal(random: SeededRandom): number {
  let sum = -6
  for (let count = 0; count < 12; count++) sum += random.next()
  return sum
}

/** A price in whole ticks, at least one. */
const ticks = (price: number, decimals: number): bigint => BigInt(Math.max(1, Math.round(price * 10 ** decimals)))
