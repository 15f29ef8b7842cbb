import { openSync, writeSync } from 'node:fs'
import { env } from 'node:process'
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads'
import { Random } from '../fuzz/random.ts'
import { ORDER_VARIABLE } from './life-order.ts'
import type { LifeOrder, Said, Target } from './life-order.ts'
import { encodeOperation } from './operation-log.ts'
import type { Operation } from './operation-log.ts'
import { MOMENTS, PHASES } from './phase.ts'
import type { Phase } from './phase.ts'

/** The pipe to the harness. */
const PIPE = 3
const SHARED = 'millrace-crash'

const MUTEX = 0
const STATE = 1
const STOP = 2
const SKIP = 3
const FAULTS = 4
const NEVER = 5
const WORDS = 8

const LATE_MAX = 4
const LATE_MILLIS = 250

/** A disk that fails does so for so long at most. */
const FAULTY_MILLIS_MAX = 3_000

const UNARMED = 0
const ARMED = 1
const FIRED = 2

/** What the threads of a process under test share: where to stop, whether the disk fails, and the log of operations. */
export class Switchboard {
  readonly order: LifeOrder
  readonly random: Random
  private readonly words: Int32Array
  private readonly log: number
  private target: Target
  private mended = false
  private mending: NodeJS.Timeout | undefined

  constructor(order: LifeOrder) {
    this.order = order
    this.target = order.target
    this.random = new Random(Math.imul(order.seed, 31) + threadId)
    const known = getEnvironmentData(SHARED) as unknown as SharedArrayBuffer | undefined
    this.words = new Int32Array(known ?? new SharedArrayBuffer(WORDS * 4))
    this.log = openSync(order.log, 'a')
    if (known !== undefined) return
    if (!isMainThread) throw new Error('a thread was started before its switchboard')
    setEnvironmentData(SHARED, this.words.buffer)
    this.aim(order.target)
  }

  /** Has the process die elsewhere than it was told before. Of the main thread. */
  aim(target: Target): void {
    const { words } = this
    this.target = target
    clearTimeout(this.mending)
    this.mending = undefined
    this.mended = false
    Atomics.store(words, STATE, UNARMED)
    Atomics.store(words, SKIP, target.skip)
    Atomics.store(words, STOP, target.stop === undefined ? 0 : codeOf(target.stop.phase, target.stop.moment))
    this.reach(0)
  }

  /** The feed has come to a row. Of the main thread. */
  reach(row: number): void {
    const { words, target } = this
    const { armRow, lastRow, faultsFrom, faultsTo } = target
    if (row >= armRow) Atomics.compareExchange(words, STATE, UNARMED, ARMED)
    const faulty = row >= faultsFrom && row < faultsTo
    Atomics.store(words, FAULTS, faulty && !this.mended ? 1 : 0)
    if (faulty) this.mending ??= setTimeout(() => this.mend(), FAULTY_MILLIS_MAX)
    if (lastRow !== undefined && row >= lastRow) say({ kind: 'due' })
  }

  /** The disk fails no more: a journal that syncs each row by itself would not get to the end of the feed. */
  private mend(): void {
    this.mended = true
    Atomics.store(this.words, FAULTS, 0)
  }

  /** Whether there is a place to stop at that no thread has come by yet. */
  get sought(): boolean {
    return Atomics.load(this.words, STOP) !== 0 && Atomics.load(this.words, STATE) === ARMED
  }

  get faulty(): boolean {
    return Atomics.load(this.words, FAULTS) === 1
  }

  /** Stops here for good, if this is the place. */
  at(phase: Phase, moment: string): void {
    if (this.claims(phase, moment)) this.stop(phase, moment)
  }

  /** Whether this is the place to stop: then `stop` has to follow. */
  claims(phase: Phase, moment: string): boolean {
    const { words } = this
    if (Atomics.load(words, STATE) !== ARMED || Atomics.load(words, STOP) !== codeOf(phase, moment)) return false
    if (Atomics.sub(words, SKIP, 1) > 0) return false
    return Atomics.compareExchange(words, STATE, ARMED, FIRED) === ARMED
  }

  /** Waits to be killed. */
  stop(phase: Phase, moment: string): never {
    say({ kind: 'stopped', phase, moment })
    Atomics.wait(this.words, NEVER, 0)
    throw new Error('nobody wakes a process that has stopped')
  }

  /** Does something to the disk and logs it, while no other thread does: the log has the order in which it happened. */
  logged<T>(work: () => { readonly result: T; readonly operation: Operation; readonly bytes?: Uint8Array }): T {
    const { words } = this
    // A thread that was ended by another, as one that prepares segments is, may never give it back.
    for (let late = 0; late < LATE_MAX && Atomics.compareExchange(words, MUTEX, 0, 1) !== 0;)
      if (Atomics.wait(words, MUTEX, 1, LATE_MILLIS) === 'timed-out') late++
    try {
      const { result, operation, bytes } = work()
      writeSync(this.log, encodeOperation(operation, bytes))
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

const codeOf = (phase: Phase, moment: string): number =>
  PHASES.indexOf(phase) * 16 + (MOMENTS[phase] as readonly string[]).indexOf(moment) + 1

/** Tells the harness: what was said is in its pipe when the call returns. */
export function say(said: Said): void {
  writeSync(PIPE, `${JSON.stringify(said)}\n`)
}

/** The switchboard of this process. @throws where it is not under test */
export function ownSwitchboard(): Switchboard {
  if (switchboard === undefined) throw new Error('a process under test was started without an order')
  return switchboard
}

const text = env[ORDER_VARIABLE]

/** Of this process; undefined where it is not under test. */
export const switchboard = text === undefined ? undefined : new Switchboard(JSON.parse(text) as LifeOrder)
