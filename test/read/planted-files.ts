import { deflateRawSync, gzipSync } from 'node:zlib'
import type { Instrument } from '../../model/instrument.ts'
import type { DataOptions, FileOptions } from '../../pipeline/read/options.ts'
import { crypto, equity, fx, instrument } from './read-rows.ts'

/** Files of every format, several blocks long, with every kind of defect in them. */
export interface Planted {
  readonly instruments: readonly Instrument[]
  readonly files: readonly FileOptions[]
  readonly data: Partial<DataOptions>
}

type Write = (name: string, content: string | Uint8Array) => string

const START = Date.UTC(2016, 0, 4)
const iso = (minute: number): string => new Date(START + minute * 60_000).toISOString()
const date = (day: number): string => new Date(START + day * 86_400_000).toISOString().slice(0, 10)
const many = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('')

/** Bars with bad rows in several blocks: in the first, behind it, and behind the last good row. */
function bars(): string {
  const line = (at: number): string => {
    const price = (100 + (at % 13) / 4).toFixed(2)
    if (at === 7 || at === 3_000) return `${iso(at)},${price},x,1,${price},1\n`
    if (at === 9 || at === 4_100) return `${iso(at)},${price},,${price},${price},1\n`
    if (at === 20) return `${iso(at - 3)},${price},${price},${price},${price},1\n`
    if (at === 2_500) return `${iso(at)},9900,9900,9900,9900,1\n`
    if (at === 50 || at === 2_600) return `${iso(at)},98,101,99,100,1\n`
    if (at % 500 === 11) return `${iso(at)},${price}5,${price}9,${price},${price},1\n`
    return `${iso(at)},${price},${price},${price},${price},${at}\n`
  }
  return `time,open,high,low,close,volume\n${many(5_000, line)}2016-01-31T00:00:00Z,1,1\n`
}

/** Quotes of a day as milliseconds, three numbers a line. */
function quotes(day: number): string {
  const line = (at: number): string => {
    if (at === 5) return `${at * 1_000},abc,1.1\n`
    if (at === 2_345) return `${at * 1_000},1.2,1.1\n`
    return `${at * 1_000}.25,${(1.1 + ((at * 7 + day) % 100) / 1e4).toFixed(5)},${(1.11 + ((at * 3) % 50) / 1e4).toFixed(4)}\n`
  }
  return many(4_500, line)
}

function zipped(name: string, text: string): Uint8Array {
  const bytes = Buffer.from(name)
  const deflated = deflateRawSync(text)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(deflated.length, 18)
  local.writeUInt32LE(Buffer.byteLength(text), 22)
  local.writeUInt16LE(bytes.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(20, 4)
  central.writeUInt16LE(20, 6)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(deflated.length, 20)
  central.writeUInt32LE(Buffer.byteLength(text), 24)
  central.writeUInt16LE(bytes.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + bytes.length, 12)
  end.writeUInt32LE(local.length + bytes.length + deflated.length, 16)
  return Buffer.concat([local, bytes, deflated, central, bytes, end])
}

/** Writes the files; `folder` is a prefix for their names, so that feeds of several calls don't meet. */
export function plantedFiles(write: Write, mkdir: (name: string) => string): Planted {
  const ticks = mkdir('ticks')
  const quoteFile = (day: number): void =>
    void write(`${ticks}/2016010${day}_quote.zip`, zipped(`2016010${day}_quote.csv`, quotes(day)))
  quoteFile(4)
  quoteFile(5)
  const panel = `Date,P,Q,Z\n${many(900, (day) => `${date(day)},${day === 40 ? '' : 10 + (day % 7)},${day === 41 ? 'n/a' : 20},1\n`)}`
  const prints = `time,price,size,side,id\n${many(5_000, (at) => `${iso(at % 4_000)},${10 + (at % 9)},2,${at % 3 ? 'sell' : 'buy'},${1e12 + at}\n`)}`
  const newest = `time,open,high,low,close\n${many(5_000, (at) => `${iso(9_000 - at)},5,6,4,${at === 2_100 ? 'x' : 5}\n`)}`
  const candles = `[${Array.from({ length: 2_300 }, (_, at) => `{"time":"${iso(at)}","open":1,"high":${at === 2_200 ? '"?"' : 2},"low":1,"close":1.5}`).join(',\n')}]`
  const rating = (at: number): number => 1 + (at % 5)
  const votes = `time,instrument,timeframe,rating,confidence,horizon,source\n${many(
    2_500,
    (at) => `${iso(at * 2)},BARS,1m,${at === 77 ? 'x' : rating(at)},0.5,1h,${at % 2 ? 'zeta' : 'alpha'}\n`,
  )}`
  return {
    instruments: [
      instrument('BARS', 2, 0, crypto),
      instrument('CANDLES', 1, 0, crypto),
      instrument('NEWEST', 0, 0, crypto),
      instrument('P', 0, 0, equity),
      instrument('PRINTS', 0, 0, crypto),
      instrument('Q', 0, 0, equity),
      instrument('TICKS', 4, 0, fx),
    ],
    files: [
      { path: write('bars.csv.gz', gzipSync(bars())), symbol: 'BARS', spec: '1m' },
      { path: write('candles.json', candles), symbol: 'CANDLES', spec: '1m' },
      { path: write('newest.csv', newest), symbol: 'NEWEST', spec: '1m' },
      { path: write('panel.csv', panel) },
      { path: write('prints.csv', prints), symbol: 'PRINTS' },
      { path: ticks, symbol: 'TICKS' },
    ],
    data: { evaluations: [write('votes.csv', votes)] },
  }
}
