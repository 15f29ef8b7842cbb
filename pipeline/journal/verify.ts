import { basename } from 'node:path'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { FACTS_FILE, readFacts, segmentFiles, supersededFiles } from './folder.ts'
import type { JournalFacts, SegmentFile } from './folder.ts'
import { sameBytes } from './format.ts'
import { scanOwn } from './own-scan.ts'
import { cursorBlock } from './segment-cursor.ts'
import type { SegmentEnd, SegmentScan } from './segment-scan.ts'
import { prunedUpTo, readTombstones } from './tombstone.ts'
import type { Tombstone } from './tombstone.ts'

/**
 * What a finding means. `altered`: bytes are not those that were written; `missing`: they are gone and no tombstone
 * says why; `unfinished`: a writer ended in the middle, nothing acknowledged is concerned; `stray`: bytes that belong to
 * no row of the journal.
 */
export type FindingKind = 'altered' | 'missing' | 'unfinished' | 'stray'

export interface Finding {
  readonly kind: FindingKind
  /** File, and byte in it where there is one. */
  readonly place: string
  readonly text: string
  /** Rows that are gone or can't be trusted, both ends included; `to` is absent where nobody knows the last. */
  readonly rows?: { readonly from: number; readonly to?: number }
}

export interface SegmentReport {
  readonly name: string
  readonly ordinal: number
  readonly epoch: number
  readonly firstSequence: number
  /** Last good row; `firstSequence` − 1: none. */
  readonly lastSequence: number
  readonly batches: number
  readonly bytes: number
  readonly packed: boolean
  readonly end: SegmentEnd
  readonly timeMillis: number
}

export interface VerifyReport {
  readonly facts: JournalFacts | undefined
  readonly segments: readonly SegmentReport[]
  readonly tombstones: readonly Tombstone[]
  readonly findings: readonly Finding[]
  /** Last good row and the chain there: noted elsewhere, it proves the journal up to that row. */
  readonly head: { readonly sequence: number; readonly chain: string }
  /** No row is missing or altered. */
  readonly sound: boolean
}

/** A chain that was noted elsewhere, at the last row of a batch: without it, who can write everything can forge everything. */
export interface Anchor {
  readonly sequence: number
  readonly chain: string
}

/** Reads everything and computes every CRC and the whole chain. Throws only what the disk throws. */
export function verifyJournal(disk: Disk, folder: string, anchor?: Anchor): VerifyReport {
  return new Verification(disk, folder, anchor).run()
}

/** Where the chain stands; undefined behind a segment that can't be trusted. */
interface Expected {
  readonly ordinal: number
  readonly sequence: number
  readonly chain: Uint8Array | undefined
}

class Verification {
  private readonly disk: Disk
  private readonly folder: string
  private readonly anchor: Anchor | undefined
  /** Chains found at the row of the anchor. */
  private readonly atAnchor: string[] = []
  private readonly findings: Finding[] = []
  private readonly segments: SegmentReport[] = []
  private readonly block = cursorBlock()
  /** Where the chain was unbroken last. */
  private good: Omit<Expected, 'ordinal'> = { sequence: 0, chain: undefined }
  private broken = false
  private expected: Expected = { ordinal: 0, sequence: 1, chain: undefined }

  constructor(disk: Disk, folder: string, anchor: Anchor | undefined) {
    this.disk = disk
    this.folder = folder
    this.anchor = anchor
  }

  run(): VerifyReport {
    const { disk, folder } = this
    const facts = this.tried(FACTS_FILE, () => readFacts(disk, folder))
    const files = segmentFiles(disk, folder)
    const tombstones =
      facts === undefined ? [] : (this.tried('pruned.json', () => readTombstones(disk, folder, facts)) ?? [])
    if (facts === undefined && files.length > 0)
      this.add('missing', FACTS_FILE, 'the facts of the journal are not there')
    const start =
      facts === undefined ? undefined : this.tried('pruned.json', () => prunedUpTo(disk, folder, facts), true)
    if (start !== undefined) this.expected = start
    else if (files[0] !== undefined) this.expected = { ...files[0], sequence: files[0].firstSequence, chain: undefined }
    const kept = files.filter(({ ordinal }) => ordinal >= this.expected.ordinal)
    for (const { path } of files.slice(0, files.length - kept.length)) {
      this.add(
        'stray',
        basename(path),
        'the tombstone has it already: a prune was interrupted, the next one removes it',
      )
    }
    for (const { path } of supersededFiles(disk, folder)) {
      this.add('stray', basename(path), 'of a writer that was taken over: a later one has this segment')
    }
    this.good = { sequence: this.expected.sequence - 1, chain: this.expected.chain }
    for (const [index, file] of kept.entries()) this.segment(file, kept[index + 1], facts)
    if (facts !== undefined && this.expected.ordinal <= facts.newest) {
      this.gap(facts.newest + 1, undefined, `${folder} ends`)
    }
    this.compareAnchor(tombstones)
    const { findings, segments, good } = this
    return {
      facts,
      segments,
      tombstones,
      findings,
      head: { sequence: good.sequence, chain: Buffer.from(good.chain ?? []).toString('hex') },
      sound: !findings.some(({ kind }) => kind === 'altered' || kind === 'missing'),
    }
  }

  private readonly seen = (sequence: number, chain: Uint8Array): void => {
    if (sequence === this.anchor?.sequence) this.atAnchor.push(Buffer.from(chain).toString('hex'))
  }

  private compareAnchor(tombstones: readonly Tombstone[]): void {
    const { anchor, atAnchor } = this
    if (anchor === undefined) return
    for (const { nextSequence, chain } of tombstones.flatMap(({ segments }) => segments)) {
      if (nextSequence - 1 === anchor.sequence) atAnchor.push(chain)
    }
    if (atAnchor.includes(anchor.chain)) return
    const found = atAnchor.length === 0 ? 'no batch ends there' : `the journal has ${atAnchor.join(' and ')}`
    this.add('altered', this.folder, `at sequence ${anchor.sequence} the chain was ${anchor.chain}, ${found}`)
  }

  private segment(file: SegmentFile, next: SegmentFile | undefined, facts: JournalFacts | undefined): void {
    const name = basename(file.path)
    if (file.ordinal > this.expected.ordinal) this.gap(file.ordinal, file.firstSequence, `${name} comes next`)
    const scan = this.scanned(file, next)
    if (typeof scan === 'string') {
      this.add('altered', name, scan, { from: file.firstSequence })
      this.expected = { ordinal: file.ordinal + 1, sequence: file.firstSequence, chain: undefined }
      return
    }
    this.header(name, file, scan, facts)
    // An empty segment at the end is replaced by the next writer: its chain proves nothing.
    if (!this.broken && scan.batches > 0) this.good = { sequence: scan.nextSequence - 1, chain: scan.chain }
    this.troubles(name, scan, next === undefined)
    const { header, nextSequence, batches, bytes, end, timeMillis } = scan
    this.segments.push({
      name,
      ordinal: file.ordinal,
      epoch: header.epoch,
      firstSequence: header.firstSequence,
      lastSequence: nextSequence - 1,
      batches,
      bytes,
      packed: file.packed,
      end,
      timeMillis,
    })
    // Behind damage the next header says where it goes on.
    const chain = scan.troubles.length === 0 ? scan.chain : undefined
    this.expected = { ordinal: file.ordinal + 1, sequence: nextSequence, chain }
  }

  private scanned(file: SegmentFile, next: SegmentFile | undefined): SegmentScan | string {
    try {
      return scanOwn(this.disk, file, next, this.block, this.seen)
    } catch (error) {
      if (error instanceof JournalError) return error.message
      throw error
    }
  }

  private header(name: string, file: SegmentFile, { header }: SegmentScan, facts: JournalFacts | undefined): void {
    const { expected } = this
    const { ordinal, firstSequence, epoch, journal, previousChain } = header
    const own = Buffer.from(journal).toString('hex')
    if (facts !== undefined && own !== facts.journal) {
      this.add('altered', name, `belongs to journal ${own}, this is ${facts.journal}`)
    }
    if (ordinal !== file.ordinal || firstSequence !== file.firstSequence || epoch !== file.epoch) {
      this.add('altered', name, `says it is segment ${ordinal} from sequence ${firstSequence} of epoch ${epoch}`)
    }
    if (expected.chain === undefined) return
    if (firstSequence !== expected.sequence) {
      const text = `starts at sequence ${firstSequence}, expected ${expected.sequence}`
      this.add('missing', name, text, { from: expected.sequence, to: firstSequence - 1 })
    } else if (!sameBytes(previousChain, expected.chain)) {
      this.add('altered', name, 'is not the segment that was chained to the one before it', { from: firstSequence })
    }
  }

  private troubles(name: string, scan: SegmentScan, newest: boolean): void {
    if (scan.more)
      this.add('stray', `${name} at byte ${scan.bytes}`, 'of a writer that was taken over: not part of the journal')
    for (const { position, sequence, resumesAt, text } of scan.troubles) {
      const place = `${name} at byte ${position}`
      if (scan.end !== 'open' && resumesAt === undefined) this.add('stray', place, `${text}: not part of the journal`)
      else if (newest && resumesAt === undefined)
        this.add('unfinished', place, `${text}: cut off when the journal is opened`)
      else
        this.add('altered', place, text, { from: sequence, ...(resumesAt === undefined ? {} : { to: resumesAt - 1 }) })
    }
  }

  private gap(upTo: number, nextSequence: number | undefined, what: string): void {
    const { ordinal, sequence } = this.expected
    const which = upTo - 1 === ordinal ? `segment ${ordinal} is` : `segments ${ordinal} to ${upTo - 1} are`
    const rows = { from: sequence, ...(nextSequence === undefined ? {} : { to: nextSequence - 1 }) }
    this.add('missing', this.folder, `${which} missing and no tombstone says why: ${what}`, rows)
    this.expected = { ordinal: upTo, sequence: nextSequence ?? sequence, chain: undefined }
  }

  private add(kind: FindingKind, place: string, text: string, rows?: Finding['rows']): void {
    if (place !== FACTS_FILE && (kind === 'altered' || kind === 'missing')) this.broken = true
    this.findings.push({ kind, place, text, ...(rows === undefined ? {} : { rows }) })
  }

  /** What `read` gives; a journal's error becomes a finding, unless it was told before. */
  private tried<T>(place: string, read: () => T, told = false): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof JournalError)) throw error
      if (!told) this.add('altered', place, error.message)
      return undefined
    }
  }
}
