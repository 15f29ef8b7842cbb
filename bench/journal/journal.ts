import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Durability } from '../../pipeline/journal/port.ts'
import { commit, machine } from '../reference-rule/machine.ts'
import { againstLmdb } from './against-lmdb.ts'
import type { Against } from './against-lmdb.ts'
import { appendRate, latencyAtRate, readRate, recordByRecord } from './measure.ts'
import type { AtRate, Latency, Reading } from './measure.ts'
import { QUOTES_A_TRADE, storageOfDay } from './storage.ts'
import type { Storage } from './storage.ts'

const POLICIES: readonly Durability[] = ['off', 'group', 'every']
const APPEND_ROWS = [1, 64, 1_024, 4_096]
const RATES: readonly { policy: Durability; rate: number; rows: number }[] = [
  { policy: 'off', rate: 1_000_000, rows: 64 },
  { policy: 'every', rate: 100, rows: 1 },
  { policy: 'group', rate: 100, rows: 1 },
  { policy: 'group', rate: 100_000, rows: 1 },
  { policy: 'group', rate: 2_000_000, rows: 256 },
  { policy: 'group', rate: 1_000_000, rows: 64 },
]

/** `npm run bench -- journal`: appends, durability and reads of the embedded journal in a folder of a disk. */
export async function journalBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      lmdb: { type: 'string' },
    },
  })
  const seconds = Number(values.seconds)
  if (!(seconds > 0)) throw new RangeError(`--seconds must be above 0, was ${values.seconds}`)
  const folder = mkdtempSync(join(positionals[0] ?? tmpdir(), 'millrace-journal-'))
  try {
    const report = await measured(folder, seconds, values.lmdb)
    stdout.write(values.json ? `${JSON.stringify(report)}\n` : text(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

interface Report {
  readonly machine: ReturnType<typeof machine>
  readonly commit: string | null
  readonly load: { readonly before: number; readonly after: number }
  readonly recordByRecord: { readonly rowsPerSecond: number; readonly latency: Latency }
  readonly append: readonly { readonly rows: number; readonly rates: Readonly<Record<Durability, number>> }[]
  readonly atRate: readonly (AtRate & (typeof RATES)[number])[]
  readonly read: Reading
  readonly storage: Storage
  readonly lmdb: readonly Against[]
}

async function measured(folder: string, seconds: number, lmdb: string | undefined): Promise<Report> {
  const [before] = loadavg()
  let made = 0
  const fresh = (): string => join(folder, `journal-${made++}`)
  const drop = (path: string): void => rmSync(path, { recursive: true, force: true })
  const disk = recordByRecord(folder, seconds)
  const append: Report['append'][number][] = []
  for (const rows of APPEND_ROWS) {
    const rates = { off: 0, group: 0, every: 0 }
    for (const policy of POLICIES) {
      const path = fresh()
      rates[policy] = await appendRate(path, policy, rows, seconds)
      drop(path)
    }
    append.push({ rows, rates })
  }
  const atRate: Report['atRate'][number][] = []
  let last = ''
  for (const one of RATES) {
    if (last !== '') drop(last)
    last = fresh()
    atRate.push({ ...one, ...(await latencyAtRate(last, one.rate, one.rows, seconds, one.policy)) })
  }
  const read = await readRate(last)
  drop(last)
  const day = fresh()
  const storage = await storageOfDay(day)
  drop(day)
  const against = lmdb === undefined ? [] : await againstLmdb(folder, lmdb, seconds)
  return {
    machine: machine(),
    commit: commit(),
    load: { before, after: loadavg()[0] },
    recordByRecord: disk,
    append,
    atRate,
    read,
    storage,
    lmdb: against,
  }
}

const rateOf = (value: number): string =>
  (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(2)} K`).padStart(9)

const times = ({ p50, p99, p999, max }: Latency): string =>
  [p50, p99, p999, max].map((one) => String(one).padStart(8)).join('')

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const against = (found: readonly Against[]): string[] => [
  '',
  `rows a second, one thread, each commit synced${['lmdb', 'growing', 'prepared'].map((name) => name.padStart(11)).join('')}`,
  ...found.map(({ commitRows, valueRows, lmdb, growing, prepared }) => {
    const label = `  ${commitRows} rows, in LMDB ${valueRows} a value`
    return `${label.padEnd(45)}${[lmdb, growing, prepared].map((rate) => `  ${rateOf(rate)}`).join('')}`
  }),
]

function text(report: Report): string {
  const { machine: on, commit: at, load, recordByRecord: disk, append, atRate, read, storage, lmdb } = report
  const head = `${'µs'.padEnd(38)}${['p50', 'p99', 'p99.9', 'max'].map((name) => name.padStart(8)).join('')}`
  return `${[
    `${on.cores} × ${on.cpu}, Node ${on.node}, commit ${at ?? 'unknown'}`,
    `load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`,
    '',
    `rows a second until durable${POLICIES.map((policy) => policy.padStart(11)).join('')}`,
    ...append.map(
      ({ rows, rates }) =>
        `  ${`${rows} an append`.padEnd(25)}${POLICIES.map((one) => `  ${rateOf(rates[one])}`).join('')}`,
    ),
    `  one fdatasync a record   ${''.padEnd(22)}  ${rateOf(disk.rowsPerSecond)}`,
    '',
    head,
    `${'one fdatasync a record'.padEnd(38)}${times(disk.latency)}`,
    ...atRate.flatMap(({ policy, rate, rows, accepted, released, hiccup, rowsPerSecond }) => [
      `${policy}, ${rateOf(rate).trim()} rows/s in frames of ${rows} (${rateOf(rowsPerSecond).trim()} reached)`,
      `${'  accepted'.padEnd(38)}${times(accepted)}`,
      `${'  may leave'.padEnd(38)}${times(released)}`,
      `  the measuring loop was stopped for ${hiccup.max} at most, ${(hiccup.lostShare * 100).toFixed(1)} % of the time`,
    ]),
    '',
    `read ${rateOf(read.read).trim()} rows/s, verify ${rateOf(read.verify).trim()} rows/s, of ${read.rows} rows`,
    `the next writer reads ${read.newestRows} rows in ${read.recoverMillis.toFixed(0)} ms before its first`,
    `${storage.trades} trades with ${QUOTES_A_TRADE} quotes each: ${megabytes(storage.bytesWritten)} MB written, ` +
      `${megabytes(storage.bytesLeft)} MB left; ${storage.packedBytesARow.toFixed(2)} bytes a packed row, ` +
      `${rateOf(storage.packedRowsPerSecond).trim()} rows/s`,
    ...(lmdb.length === 0 ? [] : against(lmdb)),
  ].join('\n')}\n`
}
