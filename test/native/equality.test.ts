import { describe, expect, it } from 'vitest'
import type { Factories } from '../fuzz/lockstep.ts'
import { runSeed } from '../fuzz/lockstep.ts'
import { cuts } from '../fuzz/cuts.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { nativeFault, nativeKernel } from '../../pipeline/engine/native-kernel.ts'

const WORLDS = 40
const ROWS = 500

describe.skipIf(nativeFault() !== undefined)('the native desk is the reference, to the bit', () => {
  const factories = (): Factories => ({
    reference: (image, outcome) => new ReferenceKernel(image, outcome),
    native: nativeKernel(),
  })

  it('row by row on two memories: outcome rows and state image', () => {
    for (let seed = 1; seed <= WORLDS; seed++) {
      const { failure, steps } = runSeed(seed, ROWS, factories())
      expect(failure, `seed ${seed}, row ${steps.length}`).toBeUndefined()
    }
  }, 60_000)

  it('frame by frame on one memory, backends in turn, at any cut', () => {
    for (let seed = 101; seed <= 110; seed++) {
      const outcome = runSeed(seed, ROWS, { reference: factories().reference! })
      expect(cuts(outcome, factories()), `seed ${seed}`).toBeUndefined()
    }
  }, 60_000)
})
