import { execFile } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/test/crash/main.js', import.meta.url))
const POINTS = Number(process.env['MILLRACE_CRASH_POINTS'] ?? 10_000)

test(`at ${POINTS} crashes nothing that was answered for is lost`, { timeout: 8 * 3_600_000 }, async () => {
  const { stdout } = await promisify(execFile)(execPath, [MAIN, '--points', String(POINTS)], { maxBuffer: 2 ** 24 })
  expect(stdout).toMatch(new RegExp(`\n${POINTS} points: `))
})
