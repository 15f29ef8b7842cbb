import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { readText, realDisk, replaceText } from '../journal/disk.ts'
import { readFacts } from '../journal/folder.ts'
import { worldHash } from './exchange-config.ts'
import { WireError } from './wire.ts'

/** Version of what is said over the wire. */
export const WIRE_VERSION = 1

/** The first that an engine says. */
export interface Hello {
  readonly version: number
  readonly world: string
  /** Its journal. */
  readonly engine: string
  /** Rows of the feed, and reports, that it has. */
  readonly feedRows: number
  readonly reports: number
}

/** What a venue answers. */
export interface Welcome {
  /** Its journal. */
  readonly venue: string
  /** Names of the feeds by the ids that market rows call them by. */
  readonly feeds: readonly string[]
  /** Time of the first market row, Unix ns. */
  readonly nanos: string
}

export interface Refused {
  readonly reason: string
}

/** The first frame of an engine, for a journal of it. */
export const helloOf = (config: Config, engine: string, feedRows: number, reports: number): Hello => ({
  version: WIRE_VERSION,
  world: worldHash(config),
  engine,
  feedRows,
  reports,
})

/** Why a venue can't serve an engine; undefined where it can. */
export function refusalOf(
  hello: Hello,
  own: { world: string; peer: string | undefined; feedRows: number; reports: number },
): string | undefined {
  const { version, world, engine, feedRows, reports } = hello
  if (version !== WIRE_VERSION) return `it speaks version ${WIRE_VERSION} of the wire, the engine ${version}`
  if (world !== own.world)
    return `its instruments and portfolios (${own.world}) are not the engine’s (${world}): both need one configuration`
  if (own.peer !== undefined && engine !== own.peer)
    return `it trades for the journal ${own.peer}, the engine has ${engine}: each engine needs a venue of its own`
  if (feedRows > own.feedRows || reports > own.reports)
    return (
      `the engine has ${feedRows} rows and ${reports} reports, this venue published ${own.feedRows} and ${own.reports}: ` +
      'it is not the venue that the engine traded on'
    )
  return undefined
}

/** The id of the journal in a folder that is written to. */
export function journalId(folder: string): string {
  const facts = readFacts(realDisk, folder)
  if (facts === undefined) throw new Error(`there is no journal in ${folder}`)
  return facts.journal
}

/** What one side remembers of the other, beside its journal: replaced as a whole. */
export class PeerFile<T extends { readonly peer: string }> {
  private readonly path: string

  constructor(folder: string, name: string) {
    this.path = join(folder, name)
  }

  read(): T | undefined {
    return realDisk.exists(this.path) ? (JSON.parse(readText(realDisk, this.path)) as T) : undefined
  }

  write(facts: T): void {
    replaceText(realDisk, this.path, `${JSON.stringify(facts)}\n`, `${this.path}.tmp`)
  }
}

/** Reads a first frame's text. @throws {WireError} */
export function readHello(value: unknown): Hello {
  const { version, world, engine, feedRows, reports } = value as Partial<Hello>
  const whole =
    typeof version === 'number' &&
    typeof world === 'string' &&
    typeof engine === 'string' &&
    Number.isSafeInteger(feedRows) &&
    Number.isSafeInteger(reports)
  if (!whole) throw new WireError('a first frame names version, world, engine, feedRows and reports')
  return value as Hello
}
