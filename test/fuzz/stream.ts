import type { Image } from '../../kernels/image.ts'
import { largestIncrease } from '../../kernels/reference/gate-bisect.ts'
import { sideOf } from '../../kernels/reference/intent.ts'
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
import type { Random } from './random.ts'
import type { DecisionStep, Step } from './step.ts'
import { START_MICROS } from './world.ts'
import type { World } from './world.ts'

const SECOND = 1_000_000_000n
const PRICE = 10_000
const BAR_SPECS = ['1m', '1m', '1m', '1h', '1d', '1w', '1mo', '100t'].map(parseBarSpec)
/** A bar spec of a unit that there is not. */
const NO_SPEC = (15 << 28) >>> 0

const within = (lane: number): number => Math.max(-(2 ** 53), Math.min(2 ** 53, lane))

type Body = Pick<Step, 'kind' | 'source' | 'instrument' | 'aux' | 'lanes'>

/**
 * Rows that look for trouble: sizes at the edge of what the limits leave, marks that jump, stale and crossed and missing
 * prices, duplicate ids, late and impossible fills, commands in the wrong moment. It reads the reference's state to aim.
 */
export class Stream {
  private readonly random: Random
  private readonly world: World
  private readonly mids: number[]
  private readonly feeds: ('quotes' | 'trades' | 'bars')[]
  private now = BigInt(START_MICROS) * 1000n
  private nextId = 1n

  constructor(random: Random, world: World) {
    this.random = random
    this.world = world
    this.mids = world.instruments.map(() => (world.huge ? random.pick([PRICE, 2 ** 30]) : PRICE))
    this.feeds = world.instruments.map(() => random.pick(['quotes', 'quotes', 'bars', 'trades'] as const))
  }

  next(image: Image): Step {
    const { random } = this
    this.now += this.pause()
    const external = this.world.parameters.venue === 'external'
    const body = this.body(
      image,
      random.weighted({
        market: 48,
        submit: 26,
        cancel: 4,
        amend: 5,
        command: 3,
        rate: 3,
        convert: 1,
        parameter: 1,
        report: external ? 22 : 1,
        adjust: 1,
        other: 1,
      }),
    )
    const last = random.chance(0.85)
    const decisions = last && random.chance(0.25) ? this.decisions() : []
    return { ...body, flags: last ? FLAG_LAST : 0, nanos: this.now, decisions }
  }

  private pause(): bigint {
    switch (this.random.weighted({ none: 30, short: 65, minutes: 4, hours: 0.7, days: 0.3 })) {
      case 'none':
        return 0n
      case 'short':
        return BigInt(this.random.integer(1, 3_000)) * 1_000_000n
      case 'minutes':
        return BigInt(this.random.integer(1, 20)) * 60n * SECOND
      case 'hours':
        return BigInt(this.random.integer(1, 9)) * 3_600n * SECOND
      default:
        return 86_400n * SECOND
    }
  }

  private body(image: Image, what: string): Body {
    switch (what) {
      case 'market':
        return this.market()
      case 'submit':
        return this.submit(image)
      case 'cancel':
        return this.command(6, this.portfolio(), [this.someOrder(image), 0, 0, 0, 0n])
      case 'amend':
        return this.amend(image)
      case 'command':
        return this.operator()
      case 'rate':
        return this.rate(image)
      case 'convert':
        return this.convert(image)
      case 'parameter':
        return this.parameter()
      case 'report':
        return this.report(image)
      case 'adjust':
        return this.adjust(image)
      default:
        return this.other()
    }
  }

  private instrument(): number {
    return this.random.chance(0.003) ? 9 : this.random.integer(0, this.world.instruments.length - 1)
  }

  private portfolio(): number {
    return this.random.chance(0.005) ? 7 : this.random.integer(0, 2)
  }

  private market(): Body {
    const { random } = this
    const instrument = this.instrument()
    const known = Math.min(instrument, this.mids.length - 1)
    const move = random.weighted({ calm: 90, jump: 8, wild: this.world.huge ? 4 : 0.3 })
    const factor = move === 'calm' ? 0.002 : move === 'jump' ? 0.08 : 0.9
    const ceiling = this.world.huge ? 2 ** 45 : 2 ** 24
    const mid = Math.round(this.mids[known] * (1 + (random.next() - 0.5) * 2 * factor))
    this.mids[known] = Math.min(ceiling, Math.max(20, move === 'wild' && random.chance(0.5) ? mid * 1_000 : mid))
    const price = this.mids[known]
    const feed = random.chance(0.05) ? random.pick(['quotes', 'trades', 'bars'] as const) : this.feeds[known]
    const size = (): number => (random.chance(0.4) ? 0 : random.integer(1, 400))
    if (feed === 'quotes') {
      const half = random.chance(0.06) ? -random.integer(1, 20) : random.integer(0, 30)
      const bid = random.chance(0.01) ? 0 : price - half
      const ask = random.chance(0.01) ? 0 : price + half
      return { kind: QUOTE, source: 0, instrument, aux: 0, lanes: [bid, ask, size(), size(), 0n] }
    }
    if (feed === 'trades') {
      return { kind: TRADE, source: 0, instrument, aux: 0, lanes: [random.chance(0.01) ? 0 : price, size(), 0n] }
    }
    const [open, close] = [price + random.integer(-60, 60), price + random.integer(-60, 60)].map((one) =>
      Math.max(2, one),
    )
    const high = Math.max(open, close) + random.integer(0, 80)
    const low = Math.max(1, Math.min(open, close) - random.integer(0, 80))
    const aux = random.chance(0.9) ? BAR_SPECS[0] : random.chance(0.05) ? NO_SPEC : random.pick(BAR_SPECS)
    return {
      kind: BAR,
      source: 0,
      instrument,
      aux,
      lanes: [random.chance(0.003) ? -open : open, high, low, close, random.chance(0.2) ? 0 : size() * 20],
    }
  }

  private decisions(): DecisionStep[] {
    const { random } = this
    return Array.from({ length: random.integer(1, 3) }, () => ({
      strategy: random.integer(0, 2),
      instrument: this.instrument(),
      targetPpm: random.pick([0, 1_000_000, -1_000_000, random.integer(-1_000_000, 1_000_000)]),
      volatilityPpm: random.pick([0, 150_000, 600_000]),
      edgePpm: random.pick([0, 100_000, -80_000]),
    }))
  }

  private submit(image: Image): Body {
    const { random } = this
    const portfolio = this.portfolio()
    const instrument = this.instrument()
    const type = random.weighted({ 0: 50, 1: 30, 2: 12, 3: 8 })
    const known = Math.min(instrument, this.mids.length - 1)
    const near = (): number => {
      const price = Math.max(1, this.mids[known] + random.integer(-150, 150) * (random.chance(0.05) ? 30 : 1))
      return random.chance(0.8) ? Math.max(5, Math.round(price / 5) * 5) : price
    }
    const price = type === '1' || type === '3' ? near() : 0
    const stop = type === '2' || type === '3' ? near() : 0
    const lots = this.size(image, portfolio, instrument, BigInt(price), Number(type))
    const force = random.weighted({ 0: 60, 1: 15, 2: 15, 3: 10 })
    const flags = random.weighted({ 0: 80, 1: 10, 2: 8, 3: 2 })
    const odd = random.chance(0.005) ? 0xf0 : 0
    const id = random.chance(0.6) ? 0n : random.chance(0.8) ? this.nextId++ : this.nextId - 1n
    const aux = 5 | (Number(type) << 8) | (Number(force) << 16) | ((Number(flags) | odd) << 24)
    return { kind: COMMAND, source: portfolio, instrument, aux: aux >>> 0, lanes: [id, lots, price, stop, 0n] }
  }

  /** Signed lots: small, closing, flipping, absurd, or the most that the limits leave and one step to either side. */
  private size(image: Image, portfolio: number, instrument: number, price: bigint, type: number): number {
    const { random } = this
    const sign = random.chance(0.5) ? 1 : -1
    const inside = portfolio < 3 && instrument < this.world.instruments.length
    switch (
      random.weighted({ small: 35, close: 15, flip: 5, edge: inside ? 35 : 0, absurd: this.world.huge ? 8 : 1 })
    ) {
      case 'close':
        return inside ? -Number(image.position.lots(image.positionAt(portfolio, instrument))) || sign : sign
      case 'flip':
        return inside ? -2 * Number(image.position.lots(image.positionAt(portfolio, instrument))) || sign : sign
      case 'absurd':
        return sign * random.pick([2 ** 30, 2 ** 45, 2 ** 53])
      case 'edge': {
        const lots = BigInt(sign) * 1_000_000n
        const intent = {
          portfolio,
          instrument,
          lots,
          type,
          timeInForce: 0,
          flags: 0,
          price,
          stop: 0n,
          decision: 0n,
          reason: 0,
          ready: true,
          clientId: 0n,
          flatten: false,
          target: 0n,
          standing: 0n,
        }
        const side = sideOf(image, portfolio, instrument, lots)
        const most = Number(side.reducing + largestIncrease(image, intent, side, 100_000n))
        const step = Number(image.instrument.lotStep(instrument))
        const whole = Math.floor(most / step) * step
        return sign * Math.max(step, whole + random.integer(-1, 1) * step)
      }
      default:
        return sign * (random.chance(0.7) ? 10 * random.integer(1, 12) : random.integer(1, 60))
    }
  }

  private someOrder(image: Image): bigint {
    const at = this.liveOrder(image)
    return at === undefined || this.random.chance(0.1) ? 12_345n : image.order.id(at)
  }

  private liveOrder({ order, size }: Image): number | undefined {
    const live: number[] = []
    for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0) live.push(at)
    return live.length === 0 ? undefined : this.random.pick(live)
  }

  /** More lots or fewer, to the edge of what is filled or beyond the limits; prices a little better, worse or absurd. */
  private amend(image: Image): Body {
    const { random } = this
    const { order } = image
    const at = this.liveOrder(image)
    if (at === undefined || random.chance(0.05)) return this.command(9, this.portfolio(), [12_345n, 10, 0, 0, 0n])
    const [lots, filled, side] = [Number(order.lots(at)), Number(order.filled(at)), order.side(at)]
    const step = Number(image.instrument.lotStep(order.instrument(at)))
    const whole = random.pick([
      0,
      lots + step * random.integer(-3, 8),
      Math.ceil(lots / 2),
      filled + random.integer(0, 2),
      2 * lots,
      random.chance(0.05) ? 2 ** 53 : lots + 1,
    ])
    const limit = Number(order.price(at))
    const near = limit + 5 * random.integer(-20, 20) * (random.chance(0.1) ? 40 : 1)
    const price = limit === 0 ? (random.chance(0.03) ? 5 : 0) : random.pick([0, near, near, near + 1])
    const lanes = [order.id(at), side * Math.max(random.chance(0.03) ? -1 : 0, whole), price, 0, 0n]
    if (random.chance(0.01)) lanes[3] = 7
    return this.command(9, this.portfolio(), lanes)
  }

  private command(verb: number, source: number, lanes: readonly (bigint | number)[], flags = 0): Body {
    return { kind: COMMAND, source, instrument: 0, aux: (verb | (flags << 24)) >>> 0, lanes }
  }

  private operator(): Body {
    const { random } = this
    const source = random.chance(0.2) ? 65_535 : random.integer(0, random.chance(0.02) ? 9 : 3)
    const verb = random.weighted({ 1: 4, 2: 6, 3: 30, 4: 8, 7: 8, 8: 8, 11: 6, 99: 1 })
    if (verb === '11') return { ...this.command(11, source, [0n, 0, 0, 0, 0n]), instrument: this.instrument() }
    const amount = random.integer(-2_000, 5_000) * 100_000
    const flags = verb === '3' ? random.pick([0, 1]) : verb === '4' ? random.pick([0, 16]) : 0
    return this.command(Number(verb), source, [0n, verb === '8' ? amount : 0, 0, 0, 0n], flags)
  }

  /** What one currency is in another, in 1e-9: near one, somewhere else, or nonsense. */
  private rate({ size }: Image): Body {
    const { random } = this
    const some = (): number => (random.chance(0.01) ? 9 : random.integer(0, size.currencies - 1))
    const value = random.weighted({ near: 85, far: 12, wild: 2, none: 1 })
    const scales = { near: 1.1e9, far: 10 ** random.integer(3, 14), wild: 2 ** random.integer(53, 62), none: 0 }
    const rate = BigInt(Math.round(scales[value] * (value === 'wild' ? 1 : 0.9 + 0.2 * random.next())))
    return { kind: RATE, source: 0, instrument: 0, aux: 0, lanes: [rate, some(), some()] }
  }

  private convert({ ledger, size }: Image): Body {
    const { random } = this
    const [from, to] = [0, 1].map(() => random.integer(0, random.chance(0.02) ? 9 : size.currencies - 1))
    const portfolio = this.portfolio()
    const known = portfolio < size.portfolios && from < size.currencies
    const cash = known ? Number(ledger.cash(portfolio * size.currencies + from)) : 1_000
    const sold = random.pick([cash, Math.floor(cash / 3), cash + 1, random.integer(-1, 10), 7_000_000])
    const bought = Math.round(Math.max(0, sold) * random.pick([0.9, 1, 1.1])) + random.integer(-1, 1)
    return this.command(10 | (from << 8) | (to << 16), portfolio, [0n, within(sold), within(bought), 0, 0n])
  }

  private parameter(): Body {
    const { random } = this
    const aux = random.weighted({ scope: 6, instrument: 2, position: 1 })
    const id = aux === 'scope' ? random.integer(0, 16) : aux === 'instrument' ? random.integer(32, 33) : 64
    const value = random.pick([-1n, 10_000n, 250_000n, 1_000_000n, 50_000_000n, -5n])
    return { kind: PARAMETER, source: random.integer(0, 4), instrument: this.instrument(), aux: id, lanes: [value, 0] }
  }

  private report(image: Image): Body {
    const { random } = this
    const id = this.someOrder(image)
    let rest = 1
    let instrument = 0
    let side = 1
    let waits = false
    for (let at = 0; at < image.size.orders; at++) {
      if (image.order.state(at) === 0 || image.order.id(at) !== id) continue
      rest = Number(image.order.lots(at) - image.order.filled(at))
      waits = image.amend.lots(at) > 0n
      if (waits && random.chance(0.5)) rest = Number(image.amend.lots(at) - image.order.filled(at))
      instrument = image.order.instrument(at)
      side = image.order.side(at)
    }
    const answer = waits ? 30 : 0.5
    const aux = Number(random.weighted({ 0: 20, 1: 60, 2: 10, 3: 6, 4: 4, 5: answer, 6: answer, 7: 3, 9: 0.2 }))
    const lots = random.chance(0.5) ? rest : random.chance(0.9) ? random.integer(0, Math.max(0, rest)) : rest + 1
    const price = random.chance(0.02) ? 0 : this.mids[instrument] + random.integer(-10, 10)
    return {
      kind: REPORT,
      source: 0,
      instrument: random.chance(0.01) ? this.instrument() : instrument,
      aux,
      lanes: [
        id,
        Math.max(0, price),
        (random.chance(0.01) ? -side : side) * lots,
        BigInt(random.integer(-50, 900)),
        BigInt(random.integer(0, 6)),
      ],
    }
  }

  private adjust(image: Image): Body {
    const { random } = this
    const portfolio = this.portfolio()
    const instrument = this.instrument()
    const inside = portfolio < 3 && instrument < this.world.instruments.length
    const held = inside ? Number(image.position.lots(image.positionAt(portfolio, instrument))) : 0
    const lots = random.pick([0, held, -Math.trunc(held / 2)])
    const cash = random.pick([0n, BigInt(random.integer(-90_000, 90_000)), 2n ** 61n])
    return {
      kind: ADJUST,
      source: portfolio,
      instrument,
      aux: 0,
      lanes: [
        lots,
        BigInt(random.integer(-9_000, 9_000)),
        cash,
        ...(random.chance(0.4) ? [random.integer(0, 4), random.integer(0, 3)] : []),
      ],
    }
  }

  private other(): Body {
    const { random } = this
    const kind = random.weighted({ clock: 5, evaluation: 3, leak: 0.05 })
    const instrument = this.random.integer(0, 3)
    if (kind === 'clock') return { kind: CLOCK, source: 0, instrument: 0, aux: 0, lanes: [] }
    const asOf = kind === 'leak' ? this.now + 1n : this.now
    return { kind: EVALUATION, source: 0, instrument, aux: BAR_SPECS[0], lanes: [4, 0.5, 3.6e9, asOf, 0] }
  }
}
