import { describe, expect, it } from 'vitest'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { reach } from './reach.ts'

describe('reach', () => {
  it.each(['reference', 'wasm'] as const)('every check is met under, at and over its limit by %s', (backend) => {
    const missed = reach({ [backend]: kernelOf(backend) }).filter(({ faults }) => faults.length > 0)
    expect(missed.map(({ check, faults }) => `${check}: ${faults.join('; ')}`)).toEqual([])
  })
})
