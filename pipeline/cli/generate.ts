import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stderr, stdout } from 'node:process'
import type { Writable } from 'node:stream'
import { Command, InvalidArgumentError, Option } from 'commander'
import { fixedMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import { walkLines } from '../generate/walk.ts'
import type { WalkOptions } from '../generate/walk.ts'
import { timeOption } from './backtest.ts'
import { countOption, notMade, parsedOption } from './options.ts'

interface GenerateOptions extends Omit<WalkOptions, 'price' | 'decimals' | 'spec'> {
  readonly output?: string
  readonly bars?: BarSpec
  readonly price: { readonly value: number; readonly decimals: number }
  readonly rows: number
}

export function generateCommand(): Command {
  return new Command('generate')
    .description('write a price file of a market that never was: a random walk that its seed decides')
    .option('-o, --output <file>', 'write it there, unless there is such a file already; default: print it')
    .option('--rows <count>', 'quotes or bars', countOption, 100_000)
    .option('--bars <spec>', 'bars of a clock length in place of quotes: 1s, 1m, 1h', parsedOption(clockBars))
    .addOption(shown('--price <price>', 'price it begins with; its decimals are the file’s', priceOption, '100.00'))
    .option('--volatility <fraction>', 'standard deviation of a year’s return', aboveZero, 0.5)
    .option('--spread-bps <points>', 'ask less bid, basis points of the price', aboveZero, 2)
    .option('--rate <steps>', 'quotes a second, or trades a second behind the bars', aboveZero, 10)
    .addOption(shown('--from <time>', 'time before the first, ISO 8601', timeOption, '2024-01-01'))
    .option('--seed <number>', 'another seed is another market', seedOption, 1)
    .addHelpText(
      'after',
      `
Examples:
  millrace generate --rows 1000000 --price 40000.00 --output walk.csv
  millrace run --paper walk.csv --journal var/journal --speed 60
  millrace generate --bars 1m --seed 7 | head`,
    )
    .action(generate)
}

/** An option whose default is shown as it would be written. */
const shown = (flags: string, text: string, parse: (value: string) => unknown, byDefault: string): Option =>
  new Option(flags, text).argParser(parse).default(parse(byDefault), byDefault)

const BYTES_AT_ONCE = 65_536

async function generate({ output, rows, price, bars, ...options }: GenerateOptions): Promise<void> {
  const walk = walkLines({
    ...options,
    price: price.value,
    decimals: price.decimals,
    ...(bars === undefined ? {} : { spec: bars }),
  })
  if (output === undefined) return write(stdout, walk, rows)
  const file = createWriteStream(output, { flags: 'wx' })
  await once(file, 'open').catch(notMade(output))
  await write(file, walk, rows)
  file.end()
  await once(file, 'close')
  stderr.write(`wrote ${output}: millrace backtest ${output}\n`)
}

async function write(to: Writable, walk: Generator<string, never>, rows: number): Promise<void> {
  let text = ''
  // The header is a line, too.
  for (let line = 0; line <= rows && !to.destroyed; line++) {
    text += `${walk.next().value}\n`
    if (text.length < BYTES_AT_ONCE && line < rows) continue
    if (!to.write(text)) await once(to, 'drain')
    text = ''
  }
}

function aboveZero(value: string): number {
  const number = Number(value)
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('must be above 0')
  return number
}

function seedOption(value: string): number {
  const seed = Number(value)
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) throw new InvalidArgumentError('must be 0 to 2³² − 1')
  return seed
}

function priceOption(value: string): { value: number; decimals: number } {
  if (!/^\d{1,9}(\.\d{1,8})?$/.test(value) || Number(value) === 0)
    throw new InvalidArgumentError('must be a price above 0 such as 431.25')
  return { value: Number(value), decimals: value.split('.')[1]?.length ?? 0 }
}

function clockBars(text: string): BarSpec {
  const spec = parseBarSpec(text)
  if (fixedMicros(spec) === undefined) throw new RangeError('must end by the clock: 1s, 1m, 15m, 1h')
  return spec
}
