import { nativeModule } from '../../native-module.ts'
import type { NativeModule } from '../../native-module.ts'
import { READER_VERSION } from '../reader-version.ts'

type Functions = Required<Pick<NativeModule, 'parseLines' | 'mergeRuns' | 'encodeColumns' | 'KeptPass'>>

/** The part of the native module that reads lines. */
export type LineModule = Pick<Functions, 'parseLines'>

/** The part that merges rows. */
export type RunModule = Pick<Functions, 'mergeRuns'>

/** The part that stores rows in columns. */
export type ColumnModule = Pick<Functions, 'encodeColumns'>

/** The part that reads kept rows. */
export type PassModule = Pick<Functions, 'KeptPass'>

export type { KeptOutcome } from '../../native-module.ts'

let loaded: { readonly module: Functions | undefined } | undefined

/** The native module, or undefined where it is not built, or was built from other sources: nothing depends on it. */
export function readModule(): Functions | undefined {
  loaded ??= { module: load() }
  return loaded.module
}

function load(): Functions | undefined {
  try {
    const found = nativeModule()
    return found.readerVersion?.() === READER_VERSION && hasAll(found) ? found : undefined
  } catch {
    return undefined
  }
}

const hasAll = (found: NativeModule): found is NativeModule & Functions =>
  [found.parseLines, found.mergeRuns, found.encodeColumns, found.KeptPass].every((one) => one !== undefined)
