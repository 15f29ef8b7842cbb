// Tests on real data. The data is not in the repository: it lies in a folder beside it (`../shared/data`, or where
// MILLRACE_SHARED says). Without that folder such tests are skipped, and the run says how many; with it, one that is
// skipped makes the run fail, so that no data test can die silently.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import type { TestFunction } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Set on tests that use the data folder; tools/shared-data-reporter.mjs counts them. */
    sharedData?: boolean
  }
}

const repository = dirname(dirname(fileURLToPath(import.meta.url)))

/** The data folder, or undefined where there is none. */
export const sharedDataFolder = ((): string | undefined => {
  const folder = resolve(env['MILLRACE_SHARED'] ?? join(repository, '..', 'shared', 'data'))
  return existsSync(folder) ? folder : undefined
})()

/**
 * The absolute path of a file or folder of the data, given its path inside the data folder ('ticks/EURUSD.csv');
 * undefined where there is no data folder at all.
 *
 * @throws {Error} where the data folder is there and lacks this file: a wrong path must not look like absent data
 */
export function sharedData(relativePath: string): string | undefined {
  if (sharedDataFolder === undefined) return undefined
  const path = join(sharedDataFolder, relativePath)
  if (!existsSync(path)) throw new Error(`the shared data folder has no ${relativePath}`)
  return path
}

// `skip: false` would not do: it overrides an `it.skip` inside the block, and hides it.
const options = { meta: { sharedData: true }, ...(sharedDataFolder === undefined ? { skip: true } : {}) }

/** `describe` for tests that need the data. Its body runs, to list its tests, even where they are skipped. */
export function describeShared(name: string, define: () => void): void {
  describe(name, options, define)
}

/** `it` for a test that needs the data. */
export function itShared(name: string, test: TestFunction, timeoutMillis?: number): void {
  it(name, timeoutMillis === undefined ? options : { ...options, timeout: timeoutMillis }, test)
}
