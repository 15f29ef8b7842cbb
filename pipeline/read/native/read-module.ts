import { nativeModule } from '../../native-module.ts'
import type { NativeModule } from '../../native-module.ts'
import { READER_VERSION } from '../reader-version.ts'

type Functions = Required<Pick<NativeModule, 'parseLines' | 'mergeRuns' | 'encodeColumns'>>

/** The part of the native module that reads lines. */
export type LineModule = Pick<Functions, 'parseLines'>

/** The part that merges rows. */
export type RunModule = Pick<Functions, 'mergeRuns'>

/** The part that stores rows in columns. */
export type ColumnModule = Pick<Functions, 'encodeColumns'>

let found: { readonly module: Functions | undefined } | undefined

/** The native module, or undefined where it is not built, or was built from other sources: nothing depends on it. */
export function readModule(): Functions | undefined {
  found ??= { module: load() }
  return found.module
}

function load(): Functions | undefined {
  try {
    const { parseLines, mergeRuns, encodeColumns, readerVersion } = nativeModule()
    if (parseLines === undefined || mergeRuns === undefined || encodeColumns === undefined) return undefined
    return readerVersion?.() === READER_VERSION ? { parseLines, mergeRuns, encodeColumns } : undefined
  } catch {
    return undefined
  }
}
