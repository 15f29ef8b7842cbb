import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../operators/outcome.ts'
import { deskText } from '../../pipeline/result/desk-text.ts'
import { Harness } from '../kernels/harness.ts'

const harness = new Harness()
harness.quote(100, 101)
const outcome = { kernel: { backend: 'wasm' }, image: harness.image } as unknown as Outcome
const native = { kernel: { backend: 'native' }, image: harness.image } as unknown as Outcome

describe('what is said of the desk', () => {
  it('names the backend, why it is that one, its room and the memory it takes', () => {
    expect(deskText(outcome, 'wasm', false)).toMatch(
      /^wasm, as asked for · room for 64 open orders · memory \d+\.\d of 2\.0 MiB$/,
    )
    expect(deskText(outcome, 'auto', false)).toMatch(/^wasm, the default on every machine ·/)
    expect(deskText(outcome, 'auto', true)).toMatch(/^wasm, faster than native with frames below 64 rows ·/)
    expect(deskText(native, 'auto', true)).toMatch(/^native, built, and faster with frames of 64 rows or more ·/)
  })
})
