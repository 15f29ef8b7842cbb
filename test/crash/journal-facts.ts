import { COMMAND, RATE, ROW_BYTES, TEXT } from '../../model/layout.generated.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { OPERATOR_VERBS } from '../../pipeline/live/operator-command.ts'
import { VERB } from '../../kernels/reference/commands.ts'
import { TEXT_OF, TextReader } from '../../pipeline/recording/text-rows.ts'

/** A command as it stands in a journal. */
export interface FoundCommand {
  readonly sequence: number
  readonly verb: string
  readonly reason: string
}

/** What a journal holds. */
export interface JournalFacts {
  /** All rows, 64 bytes each, the first at sequence 1. */
  readonly bytes: Uint8Array
  readonly rows: number
  /** Rows of feeds alone, in order. */
  readonly feed: Uint8Array
  readonly commands: readonly FoundCommand[]
}

/** Reads a journal from its first row. @throws where it can't be read, or a row has not its sequence */
export async function factsOf(folder: string): Promise<JournalFacts> {
  const parts: Uint8Array[] = []
  let next = 1
  for await (const { firstSequence, rows, bytes } of embeddedJournal(folder).read(1)) {
    if (firstSequence !== next) throw new Error(`the journal goes on at ${firstSequence}, expected ${next}`)
    parts.push(bytes.slice(0, rows * ROW_BYTES))
    next += rows
  }
  const bytes = new Uint8Array(Buffer.concat(parts))
  const feed: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += ROW_BYTES)
    if (bytes[at] <= RATE) feed.push(bytes.subarray(at, at + ROW_BYTES))
  return { bytes, rows: next - 1, feed: new Uint8Array(Buffer.concat(feed)), commands: commandsIn(bytes) }
}

/** COMMAND rows, each with the text that stands before it. */
function commandsIn(bytes: Uint8Array): FoundCommand[] {
  const found: FoundCommand[] = []
  let texts = new TextReader()
  let reason = ''
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    if (bytes[at] === TEXT) {
      const text = texts.take(bytes, at)
      if (text?.of === TEXT_OF.command)
        reason = (JSON.parse(Buffer.from(text.bytes).toString()) as { reason: string }).reason
      continue
    }
    // A text that a crash cut short ends with whatever comes next.
    texts = new TextReader()
    if (bytes[at] !== COMMAND) continue
    const verb = OPERATOR_VERBS.find((name) => VERB[name] === bytes[at + 20]) ?? `verb ${bytes[at + 20]}`
    found.push({ sequence: at / ROW_BYTES + 1, verb, reason })
    reason = ''
  }
  return found
}
