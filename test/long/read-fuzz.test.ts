import * as fc from 'fast-check'
import { stdout } from 'node:process'
import { describe, expect, it } from 'vitest'
import { readModule } from '../../pipeline/read/native/read-module.ts'
import { file, read } from '../read/price-files.ts'

const FILES = 200_000

describe('price files at random, bytes changed, cut anywhere', () => {
  it('are read by compiled code as by the JavaScript parser', async (context) => {
    const native = readModule()
    if (native === undefined) return context.skip('there is no native module')
    const seed = Date.now() | 0
    stdout.write(`${FILES} files of seed ${seed}\n`)
    let compared = 0
    await fc.assert(
      fc.asyncProperty(file, async ({ form, chunks }) => {
        expect(await read(form, chunks, native)).toBe(await read(form, chunks))
        compared++
      }),
      { numRuns: FILES, seed },
    )
    expect(compared).toBe(FILES)
    return undefined
  })
})
