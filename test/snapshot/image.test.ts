import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildImage } from '../../kernels/image-build.ts'
import type { Image } from '../../kernels/image.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { Memory } from '../../kernels/memory.ts'
import { Universe } from '../../model/universe.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { NATIVE_PATH } from '../../pipeline/native-module.ts'
import { copyImage, PAGE_BYTES, pagesOf, restoreImage, updateCopy } from '../../pipeline/snapshot/image.ts'
import { compare, runSeed } from '../fuzz/lockstep.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import type { World } from '../fuzz/world.ts'

const BACKENDS: Backend[] = ['reference', 'wasm', ...(existsSync(NATIVE_PATH) ? (['native'] as const) : [])]
const factories = Object.fromEntries(BACKENDS.map((name) => [name, kernelOf(name)]))
const FRAME_ROWS = 64

/** An image of a world somewhere else in a memory. */
function imageAt(pad: number, { instruments, parameters, strategies }: World, orders = parameters.orders): Image {
  const memory = new Memory(4 * 2 ** 20)
  memory.allocate(pad, 'what comes before')
  const universe = new Universe(instruments)
  for (const name of strategies) universe.strategies.id(name)
  return buildImage(memory, universe, { ...parameters, orders }, true)
}

const bytesOf = (image: Image): Uint8Array => {
  const bytes = new Uint8Array(image.stateBytes)
  copyImage(image, bytes)
  return bytes
}

/** Moves a side's state through a snapshot into another one, by an image that lies elsewhere. */
function moved(side: Side, world: World, pad: number, sequence: number): Side {
  const elsewhere = imageAt(pad, world)
  restoreImage(elsewhere, side.image.size, bytesOf(side.image))
  const next = new Side(world, factories, FRAME_ROWS, sequence)
  restoreImage(next.image, elsewhere.size, bytesOf(elsewhere))
  side.release()
  return next
}

describe('the state of a desk', () => {
  it('goes on in another image on another backend, equal after every adversarial row', () => {
    let moves = 0
    for (let seed = 1; seed <= 14; seed++) {
      const { world, steps } = runSeed(seed, 300, { reference: factories['reference'] })
      const random = new Random(seed)
      const whole = new Side(world, factories, FRAME_ROWS)
      let other = new Side(world, factories, FRAME_ROWS)
      for (const [at, step] of steps.entries()) {
        if (random.chance(0.06)) {
          other = moved(other, world, random.integer(1, 9_999), at + 1)
          moves++
        }
        const sides = [whole, other]
        for (const side of sides) {
          side.begin()
          side.push(step)
        }
        const errors = sides.map((side) => side.step(random.pick(BACKENDS)))
        expect(errors[1], `seed ${seed}, row ${at + 1}`).toBe(errors[0])
        if (errors[0] !== undefined) break
        expect(compare(whole, other), `seed ${seed}, row ${at + 1}`).toBeUndefined()
      }
      whole.release()
      other.release()
    }
    expect(moves).toBeGreaterThan(150)
  })

  it('is the same bytes wherever the image lies, and whether it asserts or not', () => {
    const { world, steps } = runSeed(3, 100, { reference: factories['reference'] })
    const side = new Side(world, factories, FRAME_ROWS)
    for (const step of steps) {
      side.begin()
      side.push(step)
      expect(side.step('wasm')).toBeUndefined()
    }
    const bytes = bytesOf(side.image)
    const elsewhere = imageAt(12_345, world)
    const [was, debug] = [elsewhere.control.orderAt(0), elsewhere.control.debug(0)]
    restoreImage(elsewhere, side.image.size, bytes)
    expect(Buffer.compare(bytesOf(elsewhere), bytes)).toBe(0)
    expect([elsewhere.control.orderAt(0), elsewhere.control.debug(0)]).toEqual([was, debug])
    expect(was).not.toBe(side.image.control.orderAt(0))
    expect(debug).not.toBe(side.image.control.debug(0))
    side.release()
  })

  it('brings a copy up to date by pages, and says which', () => {
    const { world, steps } = runSeed(5, 60, { reference: factories['reference'] })
    const side = new Side(world, factories, FRAME_ROWS)
    const { stateBytes } = side.image
    const copy = new Uint8Array(stateBytes)
    const changed = new Uint8Array(pagesOf(stateBytes))
    for (const step of steps) {
      side.begin()
      side.push(step)
      side.step('wasm')
      const before = copy.slice()
      changed.fill(0)
      updateCopy(side.image, copy, changed)
      expect(Buffer.compare(copy, bytesOf(side.image))).toBe(0)
      for (let page = 0; page < changed.length; page++) {
        const part = (bytes: Uint8Array): Uint8Array => bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
        expect(changed[page]).toBe(Buffer.compare(part(before), part(copy)) === 0 ? 0 : 1)
      }
    }
    side.release()
  })

  it('is refused by name where sizes differ', () => {
    const { world } = runSeed(3, 1, { reference: factories['reference'] })
    const one = imageAt(1, world, 8)
    const other = imageAt(1, world, 9)
    expect(() => restoreImage(other, one.size, bytesOf(one))).toThrow(
      'the snapshot has 8 orders at most (engine.orders), the desk has 9',
    )
    expect(() => restoreImage(one, one.size, new Uint8Array(64))).toThrow(
      `the snapshot has a state of 64 bytes, the desk has one of ${one.stateBytes}`,
    )
  })
})
