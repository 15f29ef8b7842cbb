import type { Image } from '../../kernels/image.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import {
  ADJUST,
  BAR,
  CLOCK,
  COMMAND,
  EVALUATION,
  FLAG_LAST,
  PARAMETER,
  QUOTE,
  RATE,
  REPORT,
  TRADE,
} from '../../model/layout.generated.ts'
import { WHOLE_DESK } from '../../model/row-id.ts'
import { Random } from '../fuzz/random.ts'
import type { Step } from '../fuzz/step.ts'
import { START_NANOS } from './worlds.ts'
import type { WORLDS } from './worlds.ts'

const SECOND = 1_000_000_000n
const MINUTE_BARS = parseBarSpec('1m')
const PRICE = 10_000

type Body = Pick<Step, 'kind' | 'source' | 'instrument' | 'aux' | 'lanes'>

/** An input row, and what an evaluation stage says at it. */
export interface Scripted extends Step {
  /** Lanes of an EVALUATION row on the tape of evaluations, or none. */
  readonly evaluation?: readonly [number, number, number, bigint]
}

/**
 * The rows of one world, from a seed of its own: apart from the fuzz, whose rows change whenever it learns something,
 * because these should stay as they are until the desk does something else with them.
 */
export class Script {
  private readonly name: keyof typeof WORLDS
  private readonly random: Random
  private readonly mids = [PRICE, PRICE]
  private now = START_NANOS
  private nextId = 1n

  constructor(name: keyof typeof WORLDS, seed: number) {
    this.name = name
    this.random = new Random(seed)
  }

  next(image: Image): Scripted {
    const { random } = this
    const pause = random.weighted({ none: 20, seconds: 70, minutes: 8, hours: 2 })
    if (pause === 'seconds') this.now += BigInt(random.integer(1, 4_000)) * 1_000_000n
    if (pause === 'minutes') this.now += BigInt(random.integer(1, 12)) * 60n * SECOND
    if (pause === 'hours') this.now += BigInt(random.integer(1, 5)) * 3_600n * SECOND
    const rows = { market: 50, submit: 14, operator: 10, report: this.name === 'external' ? 20 : 1, rest: 8 }
    const body = this[random.weighted(rows)](image)
    const last = random.chance(0.85)
    const decisions = last && random.chance(0.35) ? [this.decision()] : []
    const evaluation = random.chance(0.1) ? ([4, 0.75, 3.6e9, this.now] as const) : undefined
    return {
      ...body,
      flags: last ? FLAG_LAST : 0,
      nanos: this.now,
      decisions,
      ...(evaluation === undefined ? {} : { evaluation }),
    }
  }

  private decision(): Step['decisions'][number] {
    const { random } = this
    return {
      strategy: random.chance(0.9) ? 0 : 1,
      instrument: random.integer(0, 1),
      targetPpm: random.pick([1_000_000, 600_000, 0, -400_000, -1_000_000]),
      volatilityPpm: random.pick([150_000, 400_000]),
      edgePpm: random.pick([60_000, -60_000]),
    }
  }

  private market(): Body {
    const { random } = this
    const instrument = random.integer(0, 1)
    const step = random.chance(0.08) ? 900 : 40
    const mid = Math.max(2_000, this.mids[instrument] + random.integer(-step, step))
    this.mids[instrument] = mid
    const size = (): number => (random.chance(0.3) ? 0 : random.integer(5, 40) * 10)
    const row = { source: 0, instrument, aux: 0 }
    const bars = this.name === 'bars' && random.chance(0.9)
    if (bars) {
      const [open, close] = [mid + random.integer(-30, 30), mid]
      const [high, low] = [Math.max(open, close) + random.integer(0, 40), Math.min(open, close) - random.integer(0, 40)]
      return { ...row, kind: BAR, aux: MINUTE_BARS, lanes: [open, high, low, close, size() * 100] }
    }
    if (random.chance(0.2)) return { ...row, kind: TRADE, lanes: [mid, size(), 0n] }
    const half = random.chance(0.05) ? -2 : random.integer(0, 12)
    return { ...row, kind: QUOTE, lanes: [mid - half, mid + half, size(), size(), 0n] }
  }

  private submit(): Body {
    const { random } = this
    const instrument = random.integer(0, 1)
    const sign = random.chance(0.5) ? 1 : -1
    const near = (): number => Math.round((this.mids[instrument] + random.integer(-60, 60)) / 5) * 5
    const type = random.integer(0, 3)
    const price = type === 1 || type === 3 ? near() : 0
    const stop = type >= 2 ? near() : 0
    const force = random.pick([0, 0, 1, 2, 3])
    const flags = random.pick([0, 0, 0, 1, 2])
    const lots = sign * random.pick([10, 40, 90, 300, 7, 2_500])
    const id = random.chance(0.4) ? 0n : random.chance(0.2) ? this.nextId : ++this.nextId
    const aux = (5 | (type << 8) | (force << 16) | (flags << 24)) >>> 0
    return { kind: COMMAND, source: random.integer(0, 1), instrument, aux, lanes: [id, lots, price, stop, 0n] }
  }

  private operator(image: Image): Body {
    const { random } = this
    const source = random.chance(0.2) ? WHOLE_DESK : random.integer(0, image.scopes - 1)
    const row = { kind: COMMAND, source, instrument: 0 }
    const words = { halt: 1, reduce: 2, resume: 9, flatten: 3, cancel: 4, all: 1, deposit: 3, other: 1 }
    switch (random.weighted(words)) {
      case 'halt':
        return { ...row, aux: 1, lanes: [] }
      case 'reduce':
        return { ...row, aux: 2, lanes: [] }
      case 'resume':
        return { ...row, source: WHOLE_DESK, aux: (3 | (1 << 24)) >>> 0, lanes: [] }
      case 'flatten':
        return { ...row, aux: 4, lanes: [] }
      case 'cancel':
        return { ...row, aux: 6, lanes: [this.someOrder(image)] }
      case 'all':
        return { ...row, aux: 7, lanes: [] }
      case 'deposit':
        return { ...row, aux: 8, lanes: [0n, random.integer(-20, 50) * 1_000_000] }
      default:
        return { ...row, aux: 99, lanes: [] }
    }
  }

  private report(image: Image): Body {
    const { random } = this
    const id = this.someOrder(image)
    const at = Array.from({ length: image.size.orders }, (_, order) => order).find((one) => image.order.id(one) === id)
    const instrument = at === undefined ? 0 : image.order.instrument(at)
    const rest = at === undefined ? 10 : Number(image.order.lots(at) - image.order.filled(at))
    const aux = random.pick([0, 0, 1, 1, 1, 1, 1, 2, 3, 4])
    const lots = random.chance(0.5) ? rest : random.chance(0.8) ? Math.ceil(rest / 2) : rest + 10
    const price = this.mids[instrument] + random.integer(-5, 5)
    const execution = BigInt(random.integer(0, 12))
    const side = at === undefined ? 1 : image.order.side(at)
    return {
      kind: REPORT,
      source: 0,
      instrument,
      aux,
      lanes: [id, price, side * lots, BigInt(random.integer(0, 900)), execution],
    }
  }

  private rest(image: Image): Body {
    const { random } = this
    const source = random.integer(0, 1)
    const instrument = random.integer(0, 1)
    const held = Number(image.position.lots(image.positionAt(source, instrument)))
    switch (random.weighted({ parameter: 4, dividend: 2, split: 2, clock: 3, rate: 1, evaluation: 3 })) {
      case 'parameter': {
        const aux = random.pick([1, 5, 11, 32, 33, 64])
        const value = aux < 32 ? BigInt(random.integer(1, 40)) * 50_000n : BigInt(random.integer(0, 1))
        return { kind: PARAMETER, source, instrument, aux, lanes: [value, 0] }
      }
      case 'dividend':
        return { kind: ADJUST, source, instrument, aux: 1, lanes: [0, 0n, BigInt(held) * 250n] }
      case 'split':
        return { kind: ADJUST, source, instrument, aux: 2, lanes: [held, 0n, 0n, 2, 1] }
      case 'clock':
        return { kind: CLOCK, source: 0, instrument: 0, aux: 0, lanes: [] }
      case 'rate':
        return { kind: RATE, source: 0, instrument: 0, aux: 0, lanes: [1_100_000_000n, 1, 0] }
      default:
        return { kind: EVALUATION, source: 0, instrument, aux: MINUTE_BARS, lanes: [2, 0.5, 6e8, this.now, 0] }
    }
  }

  private someOrder({ order, size }: Image): bigint {
    const live: bigint[] = []
    for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0) live.push(order.id(at))
    return live.length === 0 ? 77n : this.random.pick(live)
  }
}
