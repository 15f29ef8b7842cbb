import { openSync, writeSync } from 'node:fs'
import { env } from 'node:process'
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads'
import { Random } from '../fuzz/random.ts'
import { ORDER_VARIABLE } from './life-order.ts'
import type { LifeOrder, Said } from './life-order.ts'
import { encodeOperation } from './operation-log.ts'
import type { Operation } from './operation-log.ts'
import type { Phase } from './phase.ts'

/** The pipe to the harness. */
const PIPE = 3
const SHARED = 'millrace-crash'

const MUTEX = 0
const ARMED = 1
const SKIP = 2
const FAULTS = 3
const NEVER = 4
const WORDS = 8

const UNARMED = 0
const READY = 1
const FIRED = 2

/** What the threads of an engine under test share: where to stop, whether the disk fails, and the log of operations. */
export class Switchboard {
  readonly order: LifeOrder
  readonly random: Random
  private readonly words: Int32Array
  private readonly log: number

  constructor(order: LifeOrder) {
    this.order = order
    this.random = new Random(Math.imul(order.seed, 31) + threadId)
    this.words = new Int32Array(sharedWords(order))
    this.log = openSync(order.log, 'a')
  }

  /** From now on the engine stops where it was told to. */
  arm(): void {
    Atomics.compareExchange(this.words, ARMED, UNARMED, READY)
  }

  /** Whether there is a place to stop at that no thread has come by yet. */
  get sought(): boolean {
    return this.order.stop !== undefined && Atomics.load(this.words, ARMED) === READY
  }

  setFaults(on: boolean): void {
    Atomics.store(this.words, FAULTS, on ? 1 : 0)
  }

  get faulty(): boolean {
    return Atomics.load(this.words, FAULTS) === 1
  }

  /** Stops here for good, if this is the place. */
  at(phase: Phase, moment: string): void {
    if (this.claims(phase, moment)) this.stop()
  }

  /** Whether this is the place to stop: then `stop` has to follow. */
  claims(phase: Phase, moment: string): boolean {
    const { words, order } = this
    if (order.stop?.phase !== phase || order.stop.moment !== moment) return false
    if (Atomics.load(words, ARMED) !== READY || Atomics.sub(words, SKIP, 1) > 0) return false
    return Atomics.compareExchange(words, ARMED, READY, FIRED) === READY
  }

  /** Waits to be killed. */
  stop(): never {
    const { phase, moment } = this.order.stop!
    say({ kind: 'stopped', phase, moment })
    Atomics.wait(this.words, NEVER, 0)
    throw new Error('unreachable: nobody wakes a stopped engine')
  }

  /** Does something to the disk and logs it, while no other thread does: the log has the order in which it happened. */
  logged<T>(work: () => { readonly result: T; readonly operation?: Operation; readonly bytes?: Uint8Array }): T {
    const { words } = this
    while (Atomics.compareExchange(words, MUTEX, 0, 1) !== 0) Atomics.wait(words, MUTEX, 1)
    try {
      const { result, operation, bytes } = work()
      if (operation !== undefined) writeSync(this.log, encodeOperation(operation, bytes))
      return result
    } finally {
      Atomics.store(words, MUTEX, 0)
      Atomics.notify(words, MUTEX, 1)
    }
  }

  /** Lets time pass, as a disk does. */
  sleep(millis: number): void {
    Atomics.wait(this.words, NEVER, 0, millis)
  }
}

function sharedWords(order: LifeOrder): SharedArrayBuffer {
  const known = getEnvironmentData(SHARED) as unknown as SharedArrayBuffer | undefined
  if (known !== undefined) return known
  if (!isMainThread) throw new Error('a thread of the engine under test was started before its switchboard')
  const made = new SharedArrayBuffer(WORDS * 4)
  new Int32Array(made)[SKIP] = order.skip
  setEnvironmentData(SHARED, made)
  return made
}

/** Tells the harness: what was said is in its pipe when the call returns. */
export function say(said: Said): void {
  writeSync(PIPE, `${JSON.stringify(said)}\n`)
}

const text = env[ORDER_VARIABLE]

/** Of this process; undefined where it is not under test. */
export const switchboard = text === undefined ? undefined : new Switchboard(JSON.parse(text) as LifeOrder)
