import { spawnSync } from 'node:child_process'
import { execPath, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const TOOL = fileURLToPath(new URL('../../tools/native.mjs', import.meta.url))
/** Exit status where there is no cargo, or its compiler has no sanitizer. */
const NOT_TO_BE_HAD = 3

describe('the desk in Rust', () => {
  it('touches nothing outside its tables: vectors and rows at random under AddressSanitizer', (context) => {
    const { status, stderr } = spawnSync(execPath, [TOOL, '--sanitize'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    if (status === NOT_TO_BE_HAD) {
      stdout.write(stderr)
      return context.skip(stderr.trim())
    }
    expect(status, stderr.slice(-8_000)).toBe(0)
    expect(stderr).toContain('found: AddressSanitizer guards the memory')
    return undefined
  })
})
