import { stat } from 'node:fs/promises'
import { RecordingError } from './errors.ts'
import type { Recording } from './recording.ts'
import { referenceRecording } from './reference.ts'

/**
 * Opens a recording by its path: a file is a back-test by reference.
 *
 * @throws {RecordingError} naming why it can't be run again
 */
export async function openRecording(path: string): Promise<Recording> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true)
    throw new RecordingError(
      'RECORDING_UNREADABLE',
      `${path} is a folder: name the file that \`backtest --record\` wrote`,
    )
  return referenceRecording(path)
}
