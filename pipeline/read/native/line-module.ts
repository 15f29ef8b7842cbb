import { nativeModule } from '../../native-module.ts'
import type { NativeModule } from '../../native-module.ts'
import { READER_VERSION } from '../reader-version.ts'

/** The part of the native module that reads lines. */
export type LineModule = Required<Pick<NativeModule, 'parseLines'>>

let found: { readonly module: LineModule | undefined } | undefined

/** The native module, or undefined where it is not built, or was built from other sources: nothing depends on it. */
export function lineModule(): LineModule | undefined {
  found ??= { module: load() }
  return found.module
}

function load(): LineModule | undefined {
  try {
    const { parseLines, readerVersion } = nativeModule()
    return parseLines !== undefined && readerVersion?.() === READER_VERSION ? { parseLines } : undefined
  } catch {
    return undefined
  }
}
