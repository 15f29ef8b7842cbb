// After a run: how many tests used real data from the folder beside the repository, and how many could not
// (test/shared-data.ts marks them). Fails the run where the folder is there and such a test was skipped all the same.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { env, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'

const repository = dirname(dirname(fileURLToPath(import.meta.url)))

export class SharedDataReporter {
  /** @type {import('vitest/node').Vitest | undefined} */
  #vitest

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#vitest = vitest
  }

  /** @param {ReadonlyArray<import('vitest/node').TestModule>} modules */
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]).filter(usesSharedData)
    const skipped = tests.filter((test) => ['skipped', 'pending'].includes(test.result().state))
    const present = existsSync(resolve(env.MILLRACE_SHARED ?? join(repository, '..', 'shared', 'data')))
    const note = present ? '' : ' (no data folder beside the repository)'
    stdout.write(`\nshared data: ${tests.length - skipped.length} ran, ${skipped.length} skipped${note}\n`)

    // `-t NAME` skips whatever has another name; that is no fault.
    const byName = this.#vitest?.config.testNamePattern !== undefined
    if (!present || byName || skipped.length === 0) return
    for (const test of skipped)
      stdout.write(`  skipped although the data is there: ${test.module.relativeModuleId}: ${test.fullName}\n`)
    stdout.write('shared data: FAILED, the data folder is there and tests that use it were skipped\n')
    process.exitCode = 1
  }
}

/** @param {import('vitest/node').TestCase} test */
function usesSharedData(test) {
  /** @type {import('vitest/node').TestCase | import('vitest/node').TestSuite | import('vitest/node').TestModule} */
  let task = test
  while (task.type !== 'module') {
    if (/** @type {{ sharedData?: boolean }} */ (task.meta()).sharedData) return true
    task = task.parent
  }
  return false
}
