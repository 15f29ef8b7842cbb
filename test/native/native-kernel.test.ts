import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { nativeFault, nativeKernel } from '../../pipeline/engine/native-kernel.ts'
import { NATIVE_PATH } from '../../pipeline/native-module.ts'
import { QUOTE, TRADE } from '../../model/layout.generated.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import { START_MICROS, worldOf } from '../fuzz/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-native-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const built = nativeFault() === undefined

const quote = (bid: number) => ({
  kind: QUOTE,
  flags: 1,
  source: 0,
  instrument: 0,
  nanos: BigInt(START_MICROS) * 1000n,
  aux: 0,
  lanes: [bid, bid + 2, 0, 0, 0n],
  decisions: [],
})

const decision = { strategy: 0, instrument: 0, targetPpm: 1_000_000, volatilityPpm: 0, edgePpm: 0 }

describe('where the native module is not to be had', () => {
  it('fails and says what to do when it is not built', () => {
    const path = join(folder, 'absent.node')
    expect(() => nativeKernel(path)).toThrow(`backend native: there is no ${path}: run "npm run native"`)
    expect(nativeFault(path)).toContain('there is no')
  })

  it('fails and says why when it does not load', () => {
    const path = join(folder, 'damaged.node')
    writeFileSync(path, 'not a module')
    expect(() => nativeKernel(path)).toThrow(/backend native: .*damaged\.node does not load: /)
  })

  it('fails when what it finds is no desk', () => {
    const path = join(folder, 'other.cjs')
    writeFileSync(path, 'module.exports = {}')
    expect(() => nativeKernel(path)).toThrow('was built for layout unknown')
  })

  it('fails when it was built for another layout', () => {
    const path = join(folder, 'older.cjs')
    writeFileSync(path, "module.exports = { bind() {}, layoutHash: () => '00000000deadbeef' }")
    expect(() => nativeKernel(path)).toThrow('was built for layout 00000000deadbeef')
  })
})

describe.skipIf(!built)('the native module', () => {
  it('fails once it is deleted', () => {
    const path = join(folder, 'millrace.node')
    copyFileSync(NATIVE_PATH, path)
    expect(nativeFault(path)).toBeUndefined()
    rmSync(path)
    expect(() => nativeKernel(path)).toThrow('there is no')
  })

  it('is what --backend native runs, and counts the rows it advanced', () => {
    const side = new Side(worldOf(new Random(1)), { native: kernelOf('native') }, 8)
    side.begin()
    for (const bid of [10_000, 10_010, 10_020]) {
      side.push(quote(bid))
      expect(side.step('native')).toBeUndefined()
    }
    const { control, instrument } = side.image
    expect([control.rowsNative(0), control.rowsReference(0), control.rowsAdvanced(0)]).toEqual([3n, 0n, 3n])
    expect(instrument.mark(0)).toBe(20_042n)
    expect(side.kernel('native').backend).toBe('native')
  })

  it('halts with the reference’s words at a row that is no row', () => {
    const side = new Side(worldOf(new Random(1)), { native: kernelOf('native') }, 8)
    side.begin()
    side.push({ ...quote(10_000), kind: TRADE, lanes: [10_000.5, 1, 0n] })
    expect(side.step('native')).toBe('row 1 carries a price or a quantity that is no integer within ±2^53')
  })

  it.each([
    ['a decision before the end of an instant', { flags: 0, decisions: [decision] }],
    ['a quote that is no integer', { lanes: [1.5, 2, 0, 0, 0n] }],
    ['a quote beyond 2^53', { lanes: [2 ** 60, 2 ** 60, 0, 0, 0n] }],
    ['a quote that is no number', { lanes: [NaN, 2, 0, 0, 0n] }],
  ])('halts as the reference does at %s', (_name, change) => {
    const errors = (['reference', 'native'] as const).map((backend) => {
      const side = new Side(worldOf(new Random(1)), { [backend]: kernelOf(backend) }, 8)
      side.begin()
      side.push({ ...quote(10_000), ...change })
      return side.step(backend)
    })
    expect(errors[0]).toMatch(/^row 1 carries /)
    expect(errors[1]).toBe(errors[0])
  })

  it('refuses what is no memory', () => {
    const script = `
      const { bind } = require(${JSON.stringify(NATIVE_PATH)})
      const said = [new Float64Array(64), new Uint8Array(8), {}, undefined, new Uint8Array(new ArrayBuffer(80), 4)].map((value) => {
        try { bind(value); return 'bound' } catch (error) { return error.message }
      })
      console.log(said.join('\\n'))`
    const { stdout, status } = spawnSync(execPath, ['-e', script], { encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout.match(/bind needs/g)).toHaveLength(5)
  })
})

// In a process of its own, with the collector at hand: a memory is bound, everything that JavaScript knows of it is
// dropped, and the function is called between collections. What keeps the memory alive can only be the function.
const LIVES = `
const { bind } = require(${JSON.stringify(NATIVE_PATH)})
const freed = []
const registry = new FinalizationRegistry((name) => freed.push(name))
const turn = () => new Promise((resolve) => setImmediate(resolve))
const collect = async () => { for (let at = 0; at < 6; at++) { gc(); await turn() } }
function desk(name, marker) {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 })
  const words = new Int32Array(memory.buffer)
  // A call block of no rows: from = to = marker, tapes and image in the second page, all zero.
  for (let word = 0; word < 5; word++) words[word] = 65536
  words[5] = marker
  words[6] = marker
  const bytes = new Uint8Array(memory.buffer)
  registry.register(memory.buffer, name)
  return { advance: bind(bytes), weak: new WeakRef(memory.buffer) }
}
async function main() {
  let kept = []
  for (let at = 0; at < 30; at++) kept.push(desk('kept', 100 + at))
  await collect()
  // Garbage of the same size, to be put where the memories would be if they were gone.
  for (let at = 0; at < 200; at++) new Uint8Array(131072).fill(255)
  await collect()
  const early = freed.length
  for (const { advance } of kept) advance()
  const results = kept.map(({ weak }) => new Int32Array(weak.deref())[7])
  const right = results.every((result, at) => result === 100 + at)
  // A desk whose memory outlives its function, and a function that is collected while another over the same memory lives.
  const memory = new Uint8Array(new WebAssembly.Memory({ initial: 2, maximum: 2 }).buffer)
  const words = new Int32Array(memory.buffer)
  for (let word = 0; word < 5; word++) words[word] = 65536
  let first = bind(memory)
  const second = bind(memory)
  first = undefined
  await collect()
  second()
  kept = undefined
  await collect()
  console.log(JSON.stringify({ early, right, late: freed.length }))
}
main()
`

describe.skipIf(!built)('the memory that a native desk is bound to', () => {
  it('lives as long as the function does, without anything else that knows it, and no longer', () => {
    const { stdout, stderr, status } = spawnSync(execPath, ['--expose-gc', '-e', LIVES], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const { early, right, late } = JSON.parse(stdout) as { early: number; right: boolean; late: number }
    expect({ early, right }).toEqual({ early: 0, right: true })
    // The engine may keep one or two of them in registers of the function that runs.
    expect(late).toBeGreaterThanOrEqual(28)
  }, 30_000)
})
