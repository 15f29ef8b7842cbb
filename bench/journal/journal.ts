import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Durability } from '../../pipeline/journal/port.ts'
import { commit, machine } from '../reference-rule/machine.ts'
import { appendRate, latencyAtRate, readRate, recordByRecord } from './measure.ts'
import type { AtRate, Latency } from './measure.ts'

const POLICIES: readonly Durability[] = ['off', 'group', 'every']
const APPEND_ROWS = [1, 64, 1_024, 4_096]
const RATES = [
  { rate: 100_000, rows: 1 },
  { rate: 1_000_000, rows: 64 },
  { rate: 2_000_000, rows: 256 },
]

/** `npm run bench -- journal`: appends, durability and reads of the embedded journal in a folder of a disk. */
export async function journalBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
  })
  const seconds = Number(values.seconds)
  if (!(seconds > 0)) throw new RangeError(`--seconds must be above 0, was ${values.seconds}`)
  const folder = mkdtempSync(join(positionals[0] ?? tmpdir(), 'millrace-journal-'))
  try {
    const report = await measured(folder, seconds)
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
  readonly atRate: readonly (AtRate & { readonly rate: number; readonly rows: number })[]
  readonly read: { readonly rows: number; readonly read: number; readonly verify: number }
}

async function measured(folder: string, seconds: number): Promise<Report> {
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
  for (const { rate, rows } of RATES) {
    if (last !== '') drop(last)
    last = fresh()
    atRate.push({ rate, rows, ...(await latencyAtRate(last, rate, rows, seconds)) })
  }
  const read = await readRate(last)
  return {
    machine: machine(),
    commit: commit(),
    load: { before, after: loadavg()[0] },
    recordByRecord: disk,
    append,
    atRate,
    read,
  }
}

const rateOf = (value: number): string =>
  (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(2)} K`).padStart(9)

const times = ({ p50, p99, p999, max }: Latency): string =>
  [p50, p99, p999, max].map((one) => String(one).padStart(8)).join('')

function text({ machine: on, commit: at, load, recordByRecord: disk, append, atRate, read }: Report): string {
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
    ...atRate.flatMap(({ rate, rows, accepted, durable, hiccup, rowsPerSecond }) => [
      `group, ${rateOf(rate).trim()} rows/s in frames of ${rows} (${rateOf(rowsPerSecond).trim()} reached)`,
      `${'  accepted'.padEnd(38)}${times(accepted)}`,
      `${'  durable'.padEnd(38)}${times(durable)}`,
      `  the measuring loop was stopped for ${hiccup.max} at most, ${(hiccup.lostShare * 100).toFixed(1)} % of the time`,
    ]),
    '',
    `read ${rateOf(read.read).trim()} rows/s, verify ${rateOf(read.verify).trim()} rows/s, of ${read.rows} rows`,
  ].join('\n')}\n`
}
