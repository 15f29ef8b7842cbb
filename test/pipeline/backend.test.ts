import { describe, expect, it } from 'vitest'
import { BACKENDS, kernelOf, NATIVE_ROWS } from '../../pipeline/engine/backend.ts'
import { Tape } from '../../kernels/tape.ts'
import { TAPE_OUTCOME } from '../../model/layout.generated.ts'
import { Harness } from '../kernels/harness.ts'

const harness = new Harness()
harness.quote(100, 101)
const { image } = harness
const outcome = new Tape(image.memory, TAPE_OUTCOME, 64, 'outcome')
const chosen = (rows: number): string => kernelOf('auto', rows)(image, outcome).backend

describe('the backend that auto is', () => {
  it('is WASM where frames are small, and where the native desk was not built', () => {
    expect(chosen(1)).toBe('wasm')
    expect(chosen(NATIVE_ROWS - 1)).toBe('wasm')
  })

  it('is the native desk where it was built and frames are large', () => {
    expect(chosen(NATIVE_ROWS)).toBe(BACKENDS.includes('native') ? 'native' : 'wasm')
  })
})
