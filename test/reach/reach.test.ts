import { describe, expect, it } from 'vitest'
import type { Kernel } from '../../kernels/kernel.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { wasmKernel } from '../../pipeline/engine/wasm-kernel.ts'
import { CASES, reach, table, unreached } from './reach.ts'
import type { Desks } from './reach.ts'

const reference = { reference: (image, outcome) => new ReferenceKernel(image, outcome) } satisfies Desks
const misses = (desks: Desks): string[] =>
  reach(desks).flatMap((one) => (one.miss === undefined ? [] : [`${one.case}, ${one.place}: ${one.miss}`]))

describe('every check is reached', () => {
  it('has a case for each', () => {
    expect(unreached()).toEqual([])
    expect(unreached(CASES.filter(({ check }) => check !== 'GROSS_MAX'))).toEqual(['GROSS_MAX has no case'])
  })
  it('under, at and over its limit, without a price and with an old one, on the reference', () => {
    expect(misses(reference)).toEqual([])
  })
  it('and in WebAssembly', () => {
    expect(misses({ wasm: wasmKernel() })).toEqual([])
  })
  it('a check that is a lot off is seen, and told', () => {
    const off: Desks = {
      reference: (image, outcome): Kernel => {
        if (image.position.lotsMax(0) >= 0n) image.position.setLotsMax(0, image.position.lotsMax(0) + 1n)
        return new ReferenceKernel(image, outcome)
      },
    }
    const found = reach(off)
    expect(table(found, ['reference'])).toMatch(/^POSITION_MAX +✓ +✓ +✗/m)
    expect(new Set(found.flatMap((one) => (one.miss === undefined ? [] : [one.case])))).toEqual(
      new Set([
        'POSITION_MAX',
        'POSITION_MAX (selling)',
        'POSITION_MAX (amend)',
        'POSITION_MAX (amend of what is filled)',
        'POSITION_MAX (trimmed)',
        'TRADING_STATE_REDUCING (passive position)',
      ]),
    )
  })
})
