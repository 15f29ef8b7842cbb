import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../kernels/desk-parameters.ts'
import type { Image } from '../../kernels/image.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { assertState } from '../../kernels/reference/assert-state.ts'
import { EVENT } from '../../kernels/reference/order-state.ts'
import {
  CHECK,
  CLOCK,
  COMMAND,
  COMMAND_LOTS,
  FILL,
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  VERDICT,
} from '../../model/layout.generated.ts'
import { CHECKS, Reason, REASON_NAMES } from '../../model/reasons.generated.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import type { Step } from '../fuzz/step.ts'
import { Stream } from '../fuzz/stream.ts'
import { worldOf } from '../fuzz/world.ts'
import type { World } from '../fuzz/world.ts'
import { measures } from './policy-oracle.ts'
import type { Measure } from './policy-oracle.ts'
import { riskMeasures } from './risk-oracle.ts'

// Properties of the default desk on the streams of the fuzz, which shows that the other desks do the same.
const ROWS = 300
const SUBMIT = 5
const REFUSED = 1
const wasm = kernelOf('wasm')

/** A row that was stepped alone, and the outcome it had. */
interface Stepped {
  readonly world: World
  readonly step: Step
  readonly side: Side
  readonly image: Image
  /** Of the state before the row, where it is a ready order that ends no instant. */
  readonly hash: bigint
  readonly reducing: boolean
  /** No timer was due: the row’s own doing is all there is. */
  readonly quiet: boolean
  rows(kind: number): number[]
}

const isSubmit = ({ kind, aux }: Step): boolean => kind === COMMAND && (aux & 0xff) === SUBMIT

/** Steps the rows of a seed one by one; half of the ready orders come at no time of their own, and end no instant. */
function walk(
  seed: number,
  seen: (stepped: Stepped) => void,
  kernel: KernelFactory = wasm,
): { world: World; steps: Step[]; hash: bigint | undefined } {
  const random = new Random(seed)
  const world = worldOf(random)
  const stream = new Stream(random, world)
  const side = new Side(world, { wasm: kernel }, 1)
  const { image, outcome } = side
  const steps: Step[] = []
  let now = 0n
  while (steps.length < ROWS) {
    const next = stream.next(image)
    const alone = isSubmit(next) && steps.length % 2 === 0 && now > 0n
    const step = alone ? { ...next, flags: 0, nanos: now, decisions: [] } : next
    now = step.nanos
    const hash = alone ? side.kernel('wasm').hash() : 0n
    const reducing = isSubmit(step) && onlyReduces(image, step)
    const quiet = image.control.timerCount(0) === 0 || image.timer.due(0) > step.nanos
    side.begin()
    side.push(step)
    // A fault ends a run; what its row left half done is of no consequence.
    if (side.step('wasm') !== undefined) break
    steps.push(step)
    const rows = (kind: number): number[] =>
      Array.from({ length: outcome.count }, (_, row) => outcome.at(row)).filter((at) => image.memory.u8[at] === kind)
    seen({ world, step, side, image, hash, reducing, quiet, rows })
  }
  const hash = steps.length === ROWS ? side.kernel('wasm').hash() : undefined
  side.release()
  return { world, steps, hash }
}

/** Whether an order, all open orders of its side filled, still only closes. */
function onlyReduces({ position, size }: Image, { source, instrument, lanes }: Step): boolean {
  if (source >= size.portfolios || instrument >= size.instruments) return false
  const index = source * size.instruments + instrument
  const lots = BigInt(lanes[COMMAND_LOTS - 3])
  const held =
    lots > 0n ? -position.lots(index) - position.openBuys(index) : position.lots(index) - position.openSells(index)
  return lots !== 0n && (lots < 0n ? -lots : lots) <= held
}

/** The verdict on a row's ready order, or undefined where it was not understood. */
function verdictOn({ step, image, rows }: Stepped): number | undefined {
  if (!isSubmit(step)) return undefined
  const { u16, u32, f64 } = image.memory
  const at = rows(VERDICT).at(0)
  const own = at !== undefined && u16[(at + 2) >> 1] === step.source && f64[(at >> 3) + 3] === Number(step.lanes[1])
  return own ? u32[(at + 20) >> 2] : undefined
}

const seeds = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at)

describe('an order that leaves', () => {
  /** Limits that a lone order or amend took over, in worlds from a seed on, and how many raised something. */
  function breaches(
    from: number,
    count: number,
    kernel: KernelFactory,
  ): { found: string[]; raised: number; amends: number; risks: number } {
    const found: string[] = []
    let [raised, amends, risks] = [0, 0, 0]
    for (const seed of seeds(from, count)) {
      walk(
        seed,
        ({ world, step, image, rows }) => {
          const { u32, i64 } = image.memory
          const eventOf = (at: number): number => u32[(at + 20) >> 2] & 0xff
          const sent = rows(ORDER).filter((at) => eventOf(at) === EVENT.sent || eventOf(at) === EVENT.amendRequested)
          // What is filled or sent after it on the same row has changed what it was checked against.
          if (sent.length !== 1 || rows(FILL).length > 0) return
          const id = i64[(sent[0] >> 3) + ORDER_CLIENT_ORDER_ID]
          const live = Array.from({ length: image.size.orders }, (_, at) => at).filter(
            (at) => image.order.state(at) !== 0,
          )
          const order = live.find((at) => image.order.id(at) === id)
          if (order === undefined || image.order.reduces(order) === 1) return
          const amended = eventOf(sent[0]) === EVENT.amendRequested
          const without = amended ? { amend: order } : { order }
          const judged = (after: ReadonlyMap<string, Measure>, before: ReadonlyMap<string, Measure>): boolean => {
            const grown = [...after].filter(([name, { value }]) => value > before.get(name)!.value)
            for (const [name, { value, limit }] of grown)
              if (value > limit) found.push(`seed ${seed}, ${step.nanos}: ${name}: ${value} of ${limit}`)
            return grown.length > 0
          }
          const more = judged(measures(image), measures(image, without))
          const { limits, portfolios } = world.parameters
          const { volatility } = limitsOf(limits, portfolios.portfolios[image.order.portfolio(order)])
          const riskier = judged(
            riskMeasures(image, volatility, order),
            riskMeasures(image, volatility, order, without),
          )
          if (more && amended) amends++
          if (more) raised++
          if (riskier) risks++
        },
        kernel,
      )
    }
    return { found, raised, amends, risks }
  }

  it('breaches no limit in force with all open orders in their worst case', () => {
    const { found, raised, amends, risks } = breaches(1, 100, wasm)
    expect(found).toEqual([])
    expect(risks).toBeGreaterThan(100)
    expect(amends).toBeGreaterThan(20)
    expect(raised).toBeGreaterThan(700)
  }, 60_000)

  it.each([
    ['concentrationPpm', 'concentration of'],
    ['grossMax', 'gross of'],
    ['netMax', 'net '],
    ['leveragePpm', 'leverage of'],
    ['volatilityPpm', 'volatility of'],
    ['valueAtRiskPpm', 'value at risk of'],
    ['correlatedPpm', 'correlated with'],
  ] as const)(
    'is found out where the desk overlooks %s',
    (field, measure) => {
      const overlooking: KernelFactory = (image, outcome) => {
        const kernel = wasm(image, outcome)
        const write = `set${field[0].toUpperCase()}${field.slice(1)}` as `set${Capitalize<typeof field>}`
        return {
          ...kernel,
          backend: 'wasm',
          hash: () => kernel.hash(),
          advance(...args): number {
            const kept = Array.from({ length: image.scopes }, (_, at) => image.scope[field](at))
            kept.forEach((limit, at) => image.scope[write](at, limit < 0n ? limit : limit * 2n))
            const to = kernel.advance(...args)
            kept.forEach((limit, at) => image.scope[write](at, limit))
            return to
          },
        }
      }
      let found: string[] = []
      for (let seed = 1; seed <= 100 && found.length === 0; seed++) found = breaches(seed, 1, overlooking).found
      expect(found).not.toEqual([])
      expect(found.filter((one) => !one.includes(`: ${measure}`))).toEqual([])
    },
    60_000,
  )
})

describe('a refusal', () => {
  it('changes nothing, whatever its reason', () => {
    const reasons = new Set<string>()
    let refusals = 0
    for (const seed of seeds(200, 60)) {
      walk(seed, (stepped) => {
        const verdict = verdictOn(stepped)
        const { step, side, hash, quiet } = stepped
        if (verdict === undefined || (verdict & 0xff) !== REFUSED || hash === 0n || !quiet) return
        expect(side.kernel('wasm').hash(), `seed ${seed}, ${step.nanos}`).toBe(hash)
        reasons.add(REASON_NAMES[verdict >>> 16])
        refusals++
      })
    }
    expect(refusals).toBeGreaterThan(500)
    expect(reasons.size).toBeGreaterThan(15)
  }, 60_000)

  it('can be left out: the rows that were accepted give the same state', () => {
    const random = new Random(5)
    let left = 0
    for (const seed of seeds(300, 40)) {
      const refused = new Set<number>()
      let at = 0
      const { world, steps, hash } = walk(seed, (stepped) => {
        const verdict = verdictOn(stepped)
        const others = stepped.step.decisions.length + stepped.rows(ORDER).length
        // Orders are named by their place on the row: one that sends another, as an exit does, stays.
        if (verdict !== undefined && (verdict & 0xff) === REFUSED && others === 0) refused.add(at)
        at++
      })
      if (hash === undefined) continue
      left += refused.size
      // Sequences name orders, so a row stands where a refused order stood.
      const accepted = steps.map((step, row) =>
        refused.has(row) ? { ...step, kind: CLOCK, source: 0, instrument: 0, aux: 0, lanes: [] } : step,
      )
      const side = new Side(world, { wasm }, 64)
      for (let from = 0; from < accepted.length;) {
        const rows = accepted.slice(from, from + random.integer(1, 64))
        side.begin()
        for (const row of rows) side.push(row)
        side.advance('wasm', 0, rows.length)
        from += rows.length
      }
      expect(side.kernel('wasm').hash(), `seed ${seed}`).toBe(hash)
      side.release()
    }
    expect(left).toBeGreaterThan(1_000)
  }, 60_000)
})

describe('an order that only reduces', () => {
  it('is refused by integrity, a halt, market and rate alone, with limits of its own', () => {
    const classes = new Map<string, number>()
    let passed = 0
    for (const seed of seeds(400, 120)) {
      walk(seed, (stepped) => {
        const { step, image, rows, reducing } = stepped
        const verdict = verdictOn(stepped)
        if (!reducing || verdict === undefined) return
        if ((verdict & 0xff) !== REFUSED) {
          passed++
          return
        }
        const { u32, i64 } = image.memory
        // The checks of the first verdict stand behind it; on a row that ends no instant there is no other.
        if (step.flags !== 0) return
        for (const at of rows(CHECK)) {
          const check = u32[(at + 20) >> 2] & 0xffff
          const manifest = CHECKS.find(({ id }) => id === check)
          const name = manifest?.class ?? REASON_NAMES[check]
          classes.set(name, (classes.get(name) ?? 0) + 1)
          expect(['integrity', 'state', 'market', 'rate'], `${seed}: ${manifest?.code}`).toContain(name)
          const limit = i64[(at >> 3) + 4]
          if (check === Reason.MARK_STALE) expect(limit).toBe(image.instrument.reduceMarkAgeNanos(step.instrument))
          if (check === Reason.PRICE_COLLAR) expect(limit).toBe(2n * image.scope.collarPpm(step.source))
          expect(check).not.toBe(Reason.MARKET_CROSSED)
        }
      })
    }
    expect(passed).toBeGreaterThan(100)
    for (const each of ['integrity', 'market', 'state']) expect(classes.get(each), each).toBeGreaterThan(3)
  }, 60_000)
})

describe('money', () => {
  it('is conserved to the unit, and every sum is that of its parts, after every row', () => {
    for (const seed of seeds(500, 40)) walk(seed, ({ image }) => assertState(image))
    const planted: KernelFactory = (image, outcome) => {
      const kernel = wasm(image, outcome)
      return {
        backend: 'wasm',
        hash: () => kernel.hash(),
        advance(...args): number {
          const to = kernel.advance(...args)
          image.ledger.setCash(0, image.ledger.cash(0) + 1n)
          return to
        },
      }
    }
    expect(() => walk(500, ({ image }) => assertState(image), planted)).toThrow('ledger 0: cash + cost against')
  }, 60_000)
})

describe('the memory', () => {
  it('can not grow, and a desk takes nothing of it once it is made', () => {
    const world = worldOf(new Random(3))
    const side = new Side(world, { wasm }, 1)
    const { memory } = side.image
    const used = memory.bytesUsed
    const { grow } = WebAssembly.Memory.prototype as unknown as { grow(pages: number): number }
    expect(() => grow.call(memory.wasm, 1)).toThrow(RangeError)
    side.release()
    walk(3, ({ image }) => {
      expect(image.memory.bytesUsed).toBe(used)
      expect(image.memory.wasm.buffer).toBe(image.memory.buffer)
    })
  })
})
