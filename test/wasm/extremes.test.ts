import { describe, expect, it } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { MONEY_MAX } from '../../kernels/money.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { refreshLossFloor } from '../../kernels/reference/watch.ts'
import { wasmKernel } from '../../pipeline/engine/wasm-kernel.ts'
import { runSeed } from '../fuzz/lockstep.ts'

type Change = (image: Image) => void

/** The reference and the WASM desk on images that are changed before their first row. */
function desks(change: Change): { reference: KernelFactory; wasm: KernelFactory } {
  const wasm = wasmKernel()
  const after =
    (make: KernelFactory): KernelFactory =>
    (image, outcome) => {
      change(image)
      for (const at of count(0, image.scopes)) refreshLossFloor(image, at)
      return make(image, outcome)
    }
  return { reference: after((image, outcome) => new ReferenceKernel(image, outcome)), wasm: after(wasm) }
}

/** Runs some worlds side by side; the rows that were compared. */
function compare(seeds: readonly number[], rows: number, change: (seed: number) => Change): number {
  let compared = 0
  for (const seed of seeds) {
    const { failure, steps } = runSeed(seed, rows, desks(change(seed)))
    expect(failure, `seed ${seed}, row ${steps.length}`).toBeUndefined()
    compared += steps.length
  }
  return compared
}

const count = (from: number, seeds: number): number[] => Array.from({ length: seeds }, (_, at) => from + at)
const LIMITED = ['grossMax', 'netMax', 'orderNotionalMax', 'cashReserve'] as const
const NOTIONAL = ['minNotional', 'maxNotional'] as const

/** All money of an image in a finer unit, so that the largest amount of cash has so many bits. */
function refine(image: Image, bits: number): void {
  const { ledger, scope, instrument, size } = image
  const accounts = count(0, size.portfolios * size.currencies)
  const longest = Math.max(...accounts.map((at) => ledger.cash(at).toString(2).length))
  const factor = 1n << BigInt(Math.max(0, bits - longest))
  const refined = (amount: bigint): bigint => (amount * factor > MONEY_MAX ? MONEY_MAX : amount * factor)
  for (const at of accounts) {
    ledger.setCash(at, refined(ledger.cash(at)))
    ledger.setDeposits(at, refined(ledger.deposits(at)))
  }
  for (const at of count(0, image.scopes)) {
    scope.setEquity(at, refined(scope.equity(at)))
    scope.setHighWater(at, refined(scope.highWater(at)))
    scope.setDayStart(at, refined(scope.dayStart(at)))
    for (const name of LIMITED) if (scope[name](at) !== -1n) scope[setter(name)](at, refined(scope[name](at)))
  }
  for (const at of count(0, size.instruments)) {
    instrument.setUnitValue(at, refined(instrument.unitValue(at)))
    for (const name of NOTIONAL)
      if (instrument[name](at) !== -1n) instrument[setter(name)](at, refined(instrument[name](at)))
  }
}

const setter = <Name extends string>(name: Name): `set${Capitalize<Name>}` =>
  `set${name[0].toUpperCase()}${name.slice(1)}` as `set${Capitalize<Name>}`

/** Sizing by shares that no portfolio could want, of next to no equity. */
function exaggerate(image: Image, seed: number): void {
  const { ledger, scope, size } = image
  for (const at of count(0, size.portfolios * size.currencies)) {
    const cash = 1n << BigInt(seed % 45)
    ledger.setDeposits(at, cash)
    ledger.setCash(at, cash)
  }
  for (const at of count(0, image.scopes)) {
    const cash = 1n << BigInt(seed % 45)
    scope.setEquity(at, cash)
    scope.setHighWater(at, cash)
    scope.setDayStart(at, cash)
    scope.setFractionPpm(at, MONEY_MAX >> BigInt(seed % 7))
    scope.setMaxFractionPpm(at, MONEY_MAX)
    scope.setVolatilityTargetPpm(at, MONEY_MAX)
    scope.setKellyPpm(at, MONEY_MAX)
    scope.setBandPpm(at, 0n)
  }
}

describe('the WASM desk is the reference at the edges of its numbers', () => {
  it('with money of 44 to 61 bits', () => {
    expect(compare(count(1, 36), 400, (seed) => (image) => refine(image, 44 + (seed % 18)))).toBeGreaterThan(5_000)
  }, 60_000)

  it('with fractions beyond 64 bits', () => {
    expect(compare(count(500, 45), 200, (seed) => (image) => exaggerate(image, seed))).toBeGreaterThan(4_000)
  }, 60_000)
})
