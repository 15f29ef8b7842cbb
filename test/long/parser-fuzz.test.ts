import { spawnSync } from 'node:child_process'
import { execPath, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const TOOL = fileURLToPath(new URL('../../tools/native-fuzz.mjs', import.meta.url))
/** Exit status where there is no cargo or no C++ compiler, or its compiler has no sanitizer. */
const NOT_TO_BE_HAD = 3

describe('the parsers in Rust', () => {
  // The fuzzer is built first, which takes minutes where much else runs.
  it('survive a fuzzer led by coverage, which finds a planted fault', { timeout: 1_800_000 }, (context) => {
    const { status, stderr } = spawnSync(execPath, [TOOL], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    if (status === NOT_TO_BE_HAD) {
      stdout.write(stderr)
      return context.skip(stderr.trim())
    }
    expect(status, stderr.slice(-8_000)).toBe(0)
    expect(Number(/parsers fuzzed: (\d+) inputs/.exec(stderr)?.[1])).toBeGreaterThan(10_000)
    expect(stderr).toContain('found: a planted fault, led by coverage')
    return undefined
  })
})
