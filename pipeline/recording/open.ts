import { stat } from 'node:fs/promises'
import { journalRecording } from './journal-recording.ts'
import type { Recording } from './recording.ts'
import { referenceRecording } from './reference.ts'

/**
 * Opens a recording by its path: a folder is the journal of a live run, a file a back-test by reference.
 *
 * @throws {RecordingError} naming why it can't be run again
 */
export async function openRecording(path: string): Promise<Recording> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() === true ? journalRecording(path) : referenceRecording(path)
}
