import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { afterAll } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { askControl } from '../../pipeline/live/control.ts'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import { Accounts, exchangeGraph } from '../../pipeline/venue/exchange-config.ts'
import { ownStatement, readStatement, statementRows } from '../../pipeline/venue/statement.ts'
import type { Statement } from '../../pipeline/venue/statement.ts'
import type { LinkStatus } from '../../pipeline/venue/venue-link.ts'
import { repository } from '../tools/planted-tree.ts'

const MAIN = join(repository, 'dist', 'pipeline', 'cli', 'main.js')
const EXAMPLE = join(repository, 'pipeline', 'config', 'example.yaml')

/** What makes the example send an order every quarter of an hour. */
const LIVELY = [
  ['bars: [15m, 1h]', 'bars: [5m, 15m]'],
  ['{ 15m: 1, 1h: 2 }', '{ 5m: 2, 15m: 1 }'],
  ['coolDown: 30m', 'coolDown: 1m'],
  ['enter: 0.3', 'enter: 0.1'],
  ['exit: 0.1', 'exit: 0.05'],
  ['noTradeBand: 0.01', 'noTradeBand: 0.001'],
] as const

/** A process that has been started, and what it said. */
export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

/** A folder with a feed of BTC-USD minutes and its configuration, and processes on journals in it. */
export class Market {
  readonly folder = mkdtempSync(join(tmpdir(), 'millrace-venue-'))
  readonly config = join(this.folder, 'millrace.yaml')
  private readonly children = new Set<ChildProcess>()

  constructor() {
    afterAll(() => {
      for (const child of this.children) child.kill('SIGKILL')
      rmSync(this.folder, { recursive: true, force: true })
    })
  }

  /** Writes the feed's first rows. */
  async open(rows: number): Promise<void> {
    const csv = join(this.folder, 'btc-usd.csv')
    await writeBtcCsv(csv)
    const lines = readFileSync(csv, 'utf8').split('\n')
    writeFileSync(csv, `${lines.slice(0, rows + 1).join('\n')}\n`)
    const changed = LIVELY.reduce(
      (text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`the example does not say ${from}`)
        return text.replace(from, to)
      },
      readFileSync(EXAMPLE, 'utf8'),
    )
    writeFileSync(this.config, changed)
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  start(args: readonly string[]): Started {
    const child = spawn(execPath, [MAIN, ...args], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.children.add(child)
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text))
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
    return { child, ended }
  }

  venue(name: string, ...more: string[]): Started {
    return this.start(['venue', '-c', this.config, '-j', name, ...more])
  }

  engine(name: string, venue: string, ...more: string[]): Started {
    const address = join(venue, 'venue.sock')
    return this.start(['run', '--venue', address, '-c', this.config, '-j', name, '--json', ...more])
  }

  /** Asks an engine how its venue is, until it answers what is wanted. */
  async until(name: string, wanted: (venue: LinkStatus) => boolean): Promise<LinkStatus> {
    for (let attempt = 0; ; attempt++) {
      const said = await askControl(this.path(name), { verb: 'status' }).catch((error: unknown) => {
        if (attempt > 5_000) throw error
      })
      const venue = said?.['venue'] as LinkStatus | undefined
      if (venue !== undefined && wanted(venue)) return venue
      if (attempt > 5_000) throw new Error(`the venue of ${name} is ${JSON.stringify(venue)}`)
      await setTimeout(10)
    }
  }
}

export async function killed({ child, ended }: Started): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** What a journal comes to when it is run again. */
export async function again(
  folder: string,
  side: 'engine' | 'venue',
): Promise<{ hash: string; statement: Statement; image: Image }> {
  const held: { image?: Image } = {}
  const accounts: { of?: Accounts } = {}
  const { hash, divergence } = await replay(embeddedJournal(folder), {
    graph: (config) => {
      accounts.of = new Accounts(config.instruments)
      return (side === 'engine' ? graph : exchangeGraph)(config)
    },
    onOutcome: ({ image }) => {
      held.image = image
    },
  })
  if (divergence !== undefined) throw new Error(divergence.differences.join('; '))
  const image = held.image!
  const { portfolios, instruments } = image.size
  const count = accounts.of!.currencies.length
  const statement =
    side === 'engine'
      ? ownStatement(image, accounts.of!)
      : readStatement(statementRows(image, accounts.of!), portfolios / count, instruments, count)
  return { hash, statement, image }
}

/** Lanes of the rows of a kind, as numbers of 64 bits. */
export async function lanesOf(folder: string, kind: number): Promise<{ aux: number; lanes: bigint[] }[]> {
  const found: { aux: number; lanes: bigint[] }[] = []
  for await (const { bytes, rows } of embeddedJournal(folder).read(1)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, rows * ROW_BYTES)
    for (let at = 0; at < rows * ROW_BYTES; at += ROW_BYTES) {
      if (bytes[at] !== kind) continue
      const lanes = [3, 4, 5, 6, 7].map((word) => view.getBigUint64(at + word * 8, true))
      found.push({ aux: view.getUint32(at + 20, true), lanes })
    }
  }
  return found
}
