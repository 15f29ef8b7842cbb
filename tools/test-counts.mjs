#!/usr/bin/env node
// Prints `PASSED FAILED` for .ci/run: the tests of one vitest run, from its JSON results and its exit status.
//
//   node tools/test-counts.mjs RESULTS.json EXIT_STATUS
import { existsSync, readFileSync } from 'node:fs'
import { argv, stdout } from 'node:process'

const [path, status] = [argv[2], Number(argv[3])]
if (!existsSync(path)) {
  stdout.write('0 1\n')
} else {
  const results = JSON.parse(readFileSync(path, 'utf8'))
  /** @type {{ status: string, assertionResults: unknown[] }[]} */
  const files = results.testResults
  // A file that cannot even be loaded has no tests to count: it counts as one that failed.
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const passed = results.numPassedTests
  let failed = results.numFailedTests + broken
  // No test ran, or the run failed for another reason (an unhandled error, a skipped data test): one failure.
  if (failed === 0 && (status !== 0 || passed === 0)) failed = 1
  stdout.write(`${passed} ${failed}\n`)
}
