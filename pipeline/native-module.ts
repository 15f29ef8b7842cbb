import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { LAYOUT_HASH } from '../model/layout.generated.ts'

/** What the module built from `native/` exports. */
export interface NativeModule {
  /** The function that steps the rows which the call block names, over a memory kept for as long as the function lives. */
  bind(memory: Uint8Array): () => void
  /** Hash of the layout the module was built for, 16 hex digits. */
  layoutHash(): string
  /** Version of what reading makes of bytes. */
  readerVersion?(): number
  /** Reads plain lines into rows and the numbers of their lines; `order` says which, and is told how far it came. */
  parseLines?(order: Float64Array, bytes: Uint8Array, rows: Uint8Array, lines: Uint32Array): void
  /** Moves runs of quotes and trades of several sources into a room of rows; `order` says where, and is told how many. */
  mergeRuns?(order: Int32Array, room: Uint32Array, blocks: readonly Uint8Array[]): void
  /** Starts a pass over kept rows on a thread of its own, into the memory of a ring. */
  KeptPass?: new (
    control: Int32Array,
    rows: Uint8Array,
    feeds: readonly { entries: readonly string[]; instruments: readonly number[]; source: number }[],
    truncateAtMicros: number,
    findingsStop: boolean,
  ) => { result(): KeptOutcome }
  /** CRC-32C of words, going on from one of what stands before them. */
  crc32c?(words: Int32Array, at: number, count: number, before: number): number
  /** Stores rows and the numbers of their lines in columns; `shape` says how many, and is told the form of each column. */
  encodeColumns?(shape: Uint32Array, rows: Uint8Array, lines: Uint32Array, into: Uint8Array): void
}

/** How a pass over kept rows ended, and what it read of each feed. */
export interface KeptOutcome {
  /** Why reading has to go on elsewhere. */
  readonly stopped?: string
  readonly told: readonly {
    readonly rows: number
    readonly crossed: number
    readonly instrument: number
    readonly firstMicros: number
    readonly lastMicros: number
    /** What was found in files, by their place in the feed. */
    readonly findings: readonly { readonly file: number; readonly text: string }[]
  }[]
}

/** Where `npm run native` puts the module. */
export const NATIVE_PATH = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/') ? '../../native/millrace.node' : '../native/millrace.node',
    import.meta.url,
  ),
)

const HOW = 'run "npm run native" (it needs cargo), or use --backend auto'

/** @throws where the module is not built, does not load, or was built for another layout of rows and state. */
export function nativeModule(path = NATIVE_PATH): NativeModule {
  if (!existsSync(path)) throw new Error(`backend native: there is no ${path}: ${HOW}`)
  let found: Partial<NativeModule>
  try {
    found = createRequire(import.meta.url)(path) as Partial<NativeModule>
  } catch (error) {
    throw new Error(`backend native: ${path} does not load: ${(error as Error).message}; ${HOW}`, { cause: error })
  }
  const wanted = LAYOUT_HASH.toString(16).padStart(16, '0')
  const { bind, layoutHash } = found
  if (bind === undefined || layoutHash === undefined || layoutHash() !== wanted) {
    throw new Error(
      `backend native: ${path} was built for layout ${layoutHash?.() ?? 'unknown'}, this is ${wanted}: ${HOW}`,
    )
  }
  return found as NativeModule
}
