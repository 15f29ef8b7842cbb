import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { wasmKernel } from '../../pipeline/engine/wasm-kernel.ts'
import { QUOTE } from '../../model/layout.generated.ts'
import { cuts } from '../fuzz/cuts.ts'
import { runSeed } from '../fuzz/lockstep.ts'
import type { Factories } from '../fuzz/lockstep.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import { worldOf } from '../fuzz/world.ts'

const reference: KernelFactory = (image, outcome) => new ReferenceKernel(image, outcome)
const bytes = readFileSync(fileURLToPath(new URL('../../dist/wasm/desk.wasm', import.meta.url)))

/** Ids of the sections of a WebAssembly module. */
function sections(module: Uint8Array): number[] {
  const found: number[] = []
  for (let at = 8; at < module.length;) {
    found.push(module[at++])
    let size = 0
    for (let shift = 0, more = true; more; shift += 7) {
      size |= (module[at] & 0x7f) << shift
      more = (module[at++] & 0x80) !== 0
    }
    at += size
  }
  return found
}

describe('the WASM module', () => {
  const module = new WebAssembly.Module(bytes)
  const [TABLE, START, ELEMENTS, DATA] = [4, 8, 9, 11]

  it('needs a memory and nothing else', () => {
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }])
    expect(WebAssembly.Module.exports(module).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'function advance',
      'global LAYOUT_HASH',
    ])
  })

  it('has no data, no table and no start: it writes nothing but through the call block', () => {
    const present = sections(bytes)
    expect(present).toContain(10)
    for (const section of [TABLE, START, ELEMENTS, DATA]) expect(present).not.toContain(section)
  })

  it('leaves the memory alone when it is instantiated', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
    const view = new Uint8Array(memory.buffer).fill(0xa5)
    expect(new WebAssembly.Instance(module, { env: { memory } }).exports['advance']).toBeTypeOf('function')
    expect(view.every((byte) => byte === 0xa5)).toBe(true)
  })
})

describe('the wasm backend', () => {
  const world = worldOf(new Random(7))
  const quote = (bid: number): Parameters<Side['push']>[0] => ({
    kind: QUOTE,
    flags: 1,
    source: 0,
    instrument: 0,
    nanos: 1_577_836_800_000_000_000n,
    aux: 0,
    lanes: [bid, bid + 2, 0, 0, 0n],
    decisions: [],
  })
  const sideWith = (rows: number[], factory = wasmKernel()): Side => {
    const side = new Side(world, { wasm: factory }, 8)
    side.begin()
    rows.forEach((bid) => side.push(quote(bid)))
    return side
  }

  it('is had by name and says so', () => {
    const side = sideWith([], kernelOf('wasm'))
    expect(side.kernel('wasm').backend).toBe('wasm')
  })

  it('counts the rows it stepped', () => {
    const side = sideWith([10_000, 10_001, 10_002])
    expect(side.kernel('wasm').advance(side.frame, 0, 3)).toBe(3)
    const { control } = side.image
    expect([control.rowsAdvanced(0), control.rowsWasm(0), control.rowsReference(0)]).toEqual([3n, 3n, 0n])
  })

  it('stops at a row it can not step, with the reference’s error', () => {
    const side = sideWith([10_000, 10_000.5, 10_001])
    const message = 'row 2 carries a price or a quantity that is no integer within ±2^53'
    expect(() => side.kernel('wasm').advance(side.frame, 0, 3)).toThrow(message)
    expect(side.image.control.rowsAdvanced(0)).toBe(2n)
  })

  it('runs on two memories at once', () => {
    const [one, other] = [sideWith([10_000]), sideWith([20_000])]
    for (const side of [one, other]) side.kernel('wasm').advance(side.frame, 0, 1)
    expect([one, other].map(({ image }) => image.instrument.mark(0))).toEqual([20_002n, 40_002n])
  })

  it('fails and says what to do when it is not built', () => {
    const path = new URL('file:///nowhere/desk.wasm')
    expect(() => wasmKernel(path)).toThrow('backend wasm: there is no /nowhere/desk.wasm: run "npm run build"')
  })
})

describe('the WASM desk is the reference, to the bit', () => {
  const factories = (): Factories => ({ reference, wasm: wasmKernel() })

  it('row by row on two memories: outcome rows and state image', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { failure, steps } = runSeed(seed, 500, factories())
      expect(failure, `seed ${seed}, row ${steps.length}`).toBeUndefined()
    }
  }, 60_000)

  it('frame by frame on one memory, backends in turn, at any cut', () => {
    for (let seed = 101; seed <= 110; seed++) {
      const outcome = runSeed(seed, 500, { reference })
      expect(cuts(outcome, factories()), `seed ${seed}`).toBeUndefined()
    }
  }, 60_000)
})
