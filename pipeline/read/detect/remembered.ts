import type { FileOptions } from '../options.ts'
import type { DetectedFile } from './detect.ts'

/** What the heads of files showed when their options were made complete, by those options themselves. */
const remembered = new WeakMap<FileOptions, readonly DetectedFile[]>()

/** Remembers what was detected of the files that an entry of a configuration names. */
export function rememberDetected(options: FileOptions, detected: readonly DetectedFile[]): FileOptions {
  remembered.set(options, detected)
  return options
}

/** What was remembered of this very entry, so that its files need not be looked at again. */
export const detectedBefore = (options: FileOptions): readonly DetectedFile[] | undefined => remembered.get(options)
