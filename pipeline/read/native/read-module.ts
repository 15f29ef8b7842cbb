import { nativeModule } from '../../native-module.ts'
import type { NativeModule } from '../../native-module.ts'
import { READER_VERSION } from '../reader-version.ts'

/** The part of the native module that reads lines. */
export type LineModule = Required<Pick<NativeModule, 'parseLines'>>

/** The part that merges rows. */
export type RunModule = Required<Pick<NativeModule, 'mergeRuns'>>

let found: { readonly module: (LineModule & RunModule) | undefined } | undefined

/** The native module, or undefined where it is not built, or was built from other sources: nothing depends on it. */
export function readModule(): (LineModule & RunModule) | undefined {
  found ??= { module: load() }
  return found.module
}

function load(): (LineModule & RunModule) | undefined {
  try {
    const { parseLines, mergeRuns, readerVersion } = nativeModule()
    if (parseLines === undefined || mergeRuns === undefined || readerVersion?.() !== READER_VERSION) return undefined
    return { parseLines, mergeRuns }
  } catch {
    return undefined
  }
}
