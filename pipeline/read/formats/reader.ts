import type { Instrument } from '../../../model/instrument.ts'
import type { LineModule } from '../native/read-module.ts'
import type { DefectSink } from '../findings.ts'
import type { RowBlock } from '../row-block.ts'
import type { TimeFormat } from '../text/time-scanner.ts'
import type { Format } from '../options.ts'

/** The head of a file as detection sees it: texts of fields by row. */
export interface Sample {
  /** File name without folder and compression suffix; of a folder's first file. */
  readonly stem: string
  /** What stands before the format's own suffix, for a symbol: the file's name, or its folder's. */
  readonly title: string
  readonly kind: 'csv' | 'json'
  readonly delimiter: string
  /** Names of the columns: the header's, the keys of the objects, or `1`, `2`, … where there is no header. */
  readonly names: readonly string[]
  readonly headerLines: number
  readonly rows: readonly (readonly string[])[]
}

/** What detection found, and options overrode: enough to read the file. */
export interface Layout {
  readonly format: Format | 'evaluations' | 'evaluations-json'
  readonly delimiter: string
  readonly headerLines: number
  /** Column by field; of wide files, by symbol. Keys are as in `FileOptions.columns`. */
  readonly columns: Readonly<Record<string, number>>
  /** Names of all columns, by position. */
  readonly names: readonly string[]
  readonly time: TimeFormat
  /** Bar spec of bars. */
  readonly spec?: string
  readonly barTime: 'open' | 'close'
}

/** Sees each number that is read, for `roundtrip`. */
export interface Audit {
  value(bytes: Uint8Array, from: number, to: number, units: number, scale: number, file: string, line: number): void
}

/** Where rows go and what they are measured in. */
export interface Target {
  /** Feed, as an id of the universe. Readers of evaluations find it for each row. */
  readonly source: number
  readonly instruments: readonly Instrument[]
  /** Dense id of an instrument by symbol. */
  readonly find: (symbol: string) => number | undefined
  /** Instrument of a file that holds one. */
  readonly symbol?: string
  /** Ids of the sources named in evaluation files. */
  readonly sources: (name: string) => number
  readonly ratingOrder: '5-is-buy' | '1-is-buy'
  readonly defects: DefectSink
  readonly audit?: Audit
  /** Which parser reads; absent: compiled code where there is some. */
  readonly parser?: 'auto' | 'javascript'
  /** Reads plain lines for the parser, which then has only the others to read. */
  readonly native?: LineModule
}

/** Turns bytes into rows. It keeps no bytes between calls: what it did not consume is given again, with more behind it. */
export interface Parser {
  /** Rows that one record can make; the block given to `parse` has at least that much room, or nothing is consumed. */
  readonly rowsPerRecord: number
  /** Starts a file; `name` is for messages, `stem` may hold its date. */
  begin(name: string, stem: string): void
  /**
   * Parses whole records of bytes [from, to) until the block is full; returns the offset of the first byte that was
   * not consumed. At the end of a file the bytes end with a newline.
   */
  parse(bytes: Uint8Array, from: number, to: number, block: RowBlock): number
  /** Line the parser has come to, from 1. */
  readonly line: number
  /** Whether plain lines are read by compiled code. */
  readonly native?: boolean
}

/**
 * One file format. A new one is a file with one of these, added to the list in `registry.ts`.
 */
export interface Reader {
  readonly format: Layout['format']
  /** Fields by position if the sample is of this format, undefined if it is not. */
  detect(sample: Sample): Readonly<Record<string, number>> | undefined
  open(layout: Layout, target: Target): Parser
}
