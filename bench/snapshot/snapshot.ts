import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { copyImage } from '../../pipeline/snapshot/image.ts'
import { stagesOf } from '../../pipeline/snapshot/kept-run.ts'
import { newestGood } from '../../pipeline/snapshot/newest-good.ts'
import { openSnapshots } from '../../pipeline/snapshot/open-snapshots.ts'
import { commit, machine } from '../reference-rule/machine.ts'
import { configOf, QuoteRun } from './subject.ts'

const INSTRUMENTS = [1, 64, 1_000]
const SNAPSHOTS = 32
const WARM_UP_ROWS = 200_000
const MIB = 2 ** 20

/** Figures of one size; times in µs but where it says seconds. */
interface Row {
  readonly instruments: number
  readonly stateMib: number
  /** The engine's thread, all of `take`: median, least (what it takes where nothing else runs) and most. */
  readonly pause: number
  readonly pauseLeast: number
  readonly pauseMost: number
  readonly pausePerMib: number
  /** Of it, the stages' states. */
  readonly stages: number
  /** A plain copy of the image, for comparison. */
  readonly plainCopy: number
  readonly wholeBytes: number
  readonly changesBytes: number
  readonly wholeSeconds: number
  readonly changesSeconds: number
  readonly restoreSeconds: number
}

/** `npm run bench -- snapshot`: what a snapshot costs the engine, the disk, and who goes on from it. */
export async function snapshotBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rows: { type: 'string', default: '16384' }, json: { type: 'boolean', default: false } },
  })
  const rows = Number(values.rows)
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`--rows must be a count, was ${values.rows}`)
  const sizes: Row[] = []
  for (const instruments of INSTRUMENTS) {
    const folder = mkdtempSync(join(positionals[0] ?? tmpdir(), 'millrace-snapshot-'))
    try {
      sizes.push(await measured(folder, instruments, rows))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const report = { machine: machine(), commit: commit(), load: loadavg()[0], rowsBetween: rows, sizes }
  stdout.write(values.json ? `${JSON.stringify(report)}\n` : text(report))
  return 0
}

async function measured(folder: string, instruments: number, rows: number): Promise<Row> {
  const config = await configOf(instruments)
  const run = new QuoteRun(config)
  run.step(WARM_UP_ROWS)
  const { image, context } = run.moment()
  const copy = new Uint8Array(image.stateBytes)
  const [pauses, stages, copies, whole, changes] = [[], [], [], [], []] as number[][]
  const snapshots = openSnapshots(folder, { config, from: run.sequence, keep: SNAPSHOTS })
  for (let turn = 0; turn < SNAPSHOTS; turn++) {
    run.step(rows)
    copies.push(micros(() => copyImage(image, copy)))
    stages.push(micros(() => stagesOf(context)))
    const from = performance.now()
    pauses.push(micros(() => snapshots.take(run.moment())))
    await snapshots.settled()
    if (snapshots.reason !== undefined) throw new Error(snapshots.reason)
    ;(turn % 16 === 0 ? whole : changes).push(performance.now() - from)
  }
  await snapshots.close()
  const bytes = readdirSync(folder)
    .sort()
    .map((name) => statSync(join(folder, name)).size)
  const from = performance.now()
  const { found } = await newestGood(folder, { config, upTo: run.sequence })
  new QuoteRun(config, found).step(1)
  const restoreSeconds = (performance.now() - from) / 1000
  const stateMib = image.stateBytes / MIB
  return {
    instruments,
    stateMib,
    pause: median(pauses),
    pauseLeast: Math.min(...pauses),
    pauseMost: Math.max(...pauses),
    pausePerMib: Math.min(...pauses) / stateMib,
    stages: median(stages),
    plainCopy: median(copies),
    wholeBytes: median(bytes.filter((_, at) => at % 16 === 0)),
    changesBytes: median(bytes.filter((_, at) => at % 16 !== 0)),
    wholeSeconds: median(whole) / 1000,
    changesSeconds: median(changes) / 1000,
    restoreSeconds,
  }
}

function micros(work: () => unknown): number {
  const from = performance.now()
  work()
  return (performance.now() - from) * 1000
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]

interface Report {
  readonly machine: ReturnType<typeof machine>
  readonly commit: string | null
  readonly load: number
  readonly rowsBetween: number
  readonly sizes: readonly Row[]
}

function text({ machine: on, commit: at, load, rowsBetween, sizes }: Report): string {
  const line = (name: string, value: (row: Row) => string): string =>
    `${name.padEnd(44)}${sizes.map((row) => value(row).padStart(12)).join('')}`
  const mib = (bytes: number): string => (bytes / MIB).toFixed(2)
  return `${[
    `${on.cores} × ${on.cpu}, Node ${on.node}, commit ${at ?? 'unknown'}, load ${load.toFixed(1)}`,
    `${SNAPSHOTS} snapshots, ${rowsBetween} quotes apart`,
    '',
    line('instruments', ({ instruments }) => String(instruments)),
    line('state image, MiB', ({ stateMib }) => stateMib.toFixed(2)),
    line('pause of the engine, µs (median)', ({ pause }) => pause.toFixed(0)),
    line('  the shortest', ({ pauseLeast }) => pauseLeast.toFixed(0)),
    line('  the longest', ({ pauseMost }) => pauseMost.toFixed(0)),
    line('  the shortest, µs a MiB of image', ({ pausePerMib }) => pausePerMib.toFixed(0)),
    line('  of it states of stages', ({ stages }) => stages.toFixed(0)),
    line('a plain copy of the image, µs', ({ plainCopy }) => plainCopy.toFixed(0)),
    line('whole snapshot, MiB', ({ wholeBytes }) => mib(wholeBytes)),
    line('changes since, MiB (median)', ({ changesBytes }) => mib(changesBytes)),
    line('seconds until durable, whole', ({ wholeSeconds }) => wholeSeconds.toFixed(3)),
    line('seconds until durable, changes', ({ changesSeconds }) => changesSeconds.toFixed(3)),
    line('seconds to find, check and restore', ({ restoreSeconds }) => restoreSeconds.toFixed(3)),
  ].join('\n')}\n`
}
