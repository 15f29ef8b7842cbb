import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NATIVE_PATH } from '../../pipeline/native-module.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { TRADE_PRICE } from '../../model/layout.generated.ts'
import { runSeed } from './lockstep.ts'
import { report } from './report.ts'

const MAIN = fileURLToPath(new URL('../../dist/test/fuzz/main.js', import.meta.url))
const COMMANDS = 200_000
const backends = ['reference', 'wasm', ...(existsSync(NATIVE_PATH) ? ['native'] : [])].join(',')

describe('fuzz', () => {
  it(`${COMMANDS} adversarial rows: ${backends} agree after every one`, async () => {
    const { stdout } = await promisify(execFile)(
      execPath,
      [MAIN, '--commands', String(COMMANDS), '--backends', backends],
      { maxBuffer: 2 ** 24 },
    )
    expect(stdout).toMatch(new RegExp(`\n${COMMANDS} rows, no difference\n$`))
  }, 120_000)

  it('finds a desk that differs, and shrinks what shows it', () => {
    const wasm = kernelOf('wasm')
    const factories = {
      reference: kernelOf('reference'),
      // A desk that misreads one price in seven.
      wasm: (...[image, outcome]: Parameters<typeof wasm>) => {
        const kernel = wasm(image, outcome)
        return {
          backend: kernel.backend,
          hash: () => kernel.hash(),
          advance(...[frame, from, to]: Parameters<typeof kernel.advance>): number {
            const { memory } = image
            const word = frame.input.at(from) >> 3
            if (memory.u8[word << 3] === 1 && memory.f64[word + TRADE_PRICE] % 7 === 0) memory.f64[word + TRADE_PRICE]++
            return kernel.advance(frame, from, to)
          },
        }
      },
    }
    const runs = Array.from({ length: 10 }, (_, seed) => runSeed(seed, 500, factories))
    const outcome = runs.find(({ failure }) => failure !== undefined)
    if (outcome === undefined) throw new Error('the planted fault was not found in 5 000 rows')
    expect(outcome.failure).toMatch(/^reference and wasm differ: /)
    const told = report(outcome, factories)
    expect(told).toMatch(/^seed \d, row \d+: reference and wasm differ/)
    expect(told).toMatch(/\nafter shrinking, 1 rows: reference and wasm differ: .*\.mark: \d+ against \d+\n/)
  })
})
