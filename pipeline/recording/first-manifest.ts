import { EPOCH, ROW_BYTES, TEXT } from '../../model/layout.generated.ts'
import type { Journal } from '../journal/port.ts'
import { RecordingError } from './errors.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { TEXT_OF, TextReader } from './text-rows.ts'

/**
 * The first whole manifest of a journal that has its first row; undefined where it ends before there is one: nothing had
 * been run then.
 *
 * @throws {RecordingError} RECORDING_MANIFEST where other rows come before one; {@link JournalError}
 */
export async function firstManifest(journal: Journal): Promise<Manifest | undefined> {
  let texts = new TextReader()
  for await (const { firstSequence, bytes, rows } of journal.read()) {
    for (let row = 0; row < rows; row++) {
      const at = row * ROW_BYTES
      // A writer that was stopped in the middle of a manifest began again.
      if (bytes[at] === EPOCH) texts = new TextReader()
      else if (bytes[at] !== TEXT)
        throw new RecordingError(
          'RECORDING_MANIFEST',
          `row ${firstSequence + row} is of kind ${bytes[at]}, and no manifest stands before it`,
        )
      else {
        const text = texts.take(bytes, at)
        if (text?.of === TEXT_OF.manifest) return readManifest(text.bytes)
      }
    }
  }
  return undefined
}
