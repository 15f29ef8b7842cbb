import { Random } from '../../test/fuzz/random.ts'
import { VARIANTS } from '../harness/question.ts'
import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { RowsRunner } from './rows-runner.ts'
import { framesOf, orders, standing } from './streams.ts'
import { subjectOf } from './subject.ts'
import type { Subject } from './subject.ts'
import { worldOf } from './world.ts'
import type { WorldOptions } from './world.ts'

const SEED = 4
/** Rows of a block where the state fits the second-level cache, and where it does not. */
const SMALL_BLOCK = 1_024
const LARGE_BLOCK = 4_096
export const CALLS = [1, 8, 64, 256, 1_024] as const

/** A desk, and the orders that it is sent. */
export interface OrderLoad {
  readonly world: WorldOptions
  readonly count: number
  readonly refused: number
  /** Orders that end one instant together; default: each its own. */
  readonly oneInstant?: number
}

/** 64 instruments × 8 portfolios, 512 open orders: state, orders and outcome stay in the second-level cache. */
export function inCache({ quick, rows }: Scale, change: Partial<OrderLoad> = {}): OrderLoad {
  const size = quick
    ? { instruments: 8, portfolios: 2, openOrders: 16, room: 300 }
    : { instruments: 64, portfolios: 8, openOrders: 512, room: SMALL_BLOCK + 64 }
  return { world: size, count: rows, refused: 0, ...change }
}

/** 1 024 instruments × 64 portfolios, 100 000 open orders. */
export function large({ quick, rows }: Scale, change: Partial<OrderLoad> = {}): OrderLoad {
  const size = quick
    ? { instruments: 32, portfolios: 9, openOrders: 200, room: 300 }
    : { instruments: 1_024, portfolios: 64, openOrders: 100_000, room: LARGE_BLOCK + 64 }
  return { world: size, count: rows, refused: 0, ...change }
}

export function blockOf({ world }: OrderLoad): number {
  const { room } = world
  return room >= LARGE_BLOCK ? LARGE_BLOCK : room >= SMALL_BLOCK ? SMALL_BLOCK : 256
}

/** The subject with its desk at the start and the orders prepared. */
export function orderSubject(variant: Variant, load: OrderLoad, plant: boolean): Subject {
  const random = new Random(SEED)
  return subjectOf(variant, worldOf(load.world), framesOf(load.count), (desk) => {
    desk.setUp(standing(random, load.world).rows)
    desk.prepare(orders(random, load.world, { ...load, plant }))
  })
}

/** The same subject for several cases of one process. */
export function sharedSubject(load: OrderLoad): (variant: Variant, plant: boolean) => Subject {
  let subject: Subject | undefined
  return (variant, plant) => (subject ??= orderSubject(variant, load, plant))
}

/** Orders in calls of several sizes. */
export function callCases(plot: string, load: OrderLoad, calls: readonly number[]): Case[] {
  const subject = sharedSubject(load)
  return calls.map((rowsPerCall) => ({
    name: `${plot}, ${rowsPerCall} a call`,
    plot,
    prepare: (variant: Variant, _scale: Scale, plant: boolean): Runner =>
      new RowsRunner(subject(variant, plant), { rowsPerCall, blockRows: blockOf(load), figure: 'order' }),
  }))
}

export const orderQuestion: Question = {
  name: 'orders',
  about: 'orders a second through the gate with all checks on, by orders a call',
  unit: { kind: 'rate', what: 'orders' },
  variants: VARIANTS,
  notes: [
    'Ready orders (COMMAND rows) beside an external venue: read, checked, reserved for, sent; a VERDICT and an ORDER row each.',
    'All checks that can be evaluated and pass are on, at portfolio and group; every order increases the worst case. The volatility limit has a bench of its own.',
    'Each order is an instant of its own, losses and totals watched after it, but for "one instant a call".',
    'In cache: 64 instruments × 8 portfolios, 512 open orders, up to 1 024 more. Large: 1 024 × 64, 100 000 open orders, up to 4 096 more.',
    'Then the state is put back from a copy, outside the timed part.',
  ],
  cases: (scale) => [
    ...callCases('in cache', inCache(scale), CALLS),
    ...callCases('in cache, one instant a call', inCache(scale, { oneInstant: 64 }), [64]),
    ...callCases('large', large(scale), CALLS),
  ],
}

export const refusalQuestion: Question = {
  name: 'refusals',
  about: 'orders a second where 0, 10 and 50 % are refused',
  unit: { kind: 'rate', what: 'orders' },
  variants: VARIANTS,
  notes: [
    'As orders, 64 a call. Refused by size (one limit, or four), price collar, tick, lot or a duplicate id; a CHECK row for each violated check.',
  ],
  cases: (scale) =>
    [inCache, large].flatMap((size) =>
      [0, 0.1, 0.5].flatMap((refused) => {
        const plot = size === inCache ? 'in cache' : 'large'
        return callCases(plot, size(scale, { refused }), [64]).map((one) => ({
          ...one,
          name: `${plot}, ${refused * 100} % refused`,
        }))
      }),
    ),
}
