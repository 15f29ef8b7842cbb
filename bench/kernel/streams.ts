import { TRADE } from '../../model/layout.generated.ts'
import { ADJUST, COMMAND, FRAME_ROWS_MAX, QUOTE, REPORT } from '../../model/layout.generated.ts'
import type { Random } from '../../test/fuzz/random.ts'
import type { RowText } from './desk.ts'
import { LOTS_MAX } from './world.ts'
import type { DeskSize } from './world.ts'

const SUBMIT = 5
const MARKET = 0
const LIMIT = 1
const FILLED = 1
const LOT_STEP = 5
const TICK = 5
/** Price units below and above the mid. */
const HALF_SPREAD = 5

/** An order that stands when the rounds begin. */
export interface OpenOrder {
  readonly id: bigint
  readonly portfolio: number
  readonly instrument: number
  /** Signed. */
  readonly lots: number
  readonly price: number
}

/** Price of an instrument at the start, in price units of 0.01. */
export const midOf = (instrument: number): number => 10_000 + (instrument % 400) * TICK

export function quoteRow(instrument: number, mid: number, lots = 1_000): RowText {
  return { kind: QUOTE, instrument, lanes: [mid - HALF_SPREAD, mid + HALF_SPREAD, lots, lots, 0n] }
}

const orderRow = ({ id, portfolio, instrument, lots, price }: OpenOrder): RowText => ({
  kind: COMMAND,
  source: portfolio,
  instrument,
  aux: SUBMIT | ((price === 0 ? MARKET : LIMIT) << 8),
  lanes: [id, lots, price, 0, 0n],
})

const lotsOf = (random: Random): number => LOT_STEP * random.integer(1, 20)

/** A limit within one per cent of the mid: below it for what buys, above it for what sells, so that no two of our own meet. */
const priceOf = (random: Random, instrument: number, lots: number): number =>
  midOf(instrument) - Math.sign(lots) * TICK * random.integer(1, 20)

/** Rows that price every instrument: its quote and its last trade. */
export function* firstQuotes({ instruments }: DeskSize): Generator<RowText> {
  for (let instrument = 0; instrument < instruments; instrument++) {
    yield quoteRow(instrument, midOf(instrument))
    yield { kind: TRADE, instrument, lanes: [midOf(instrument), 10, 0n] }
  }
}

/** A position of `lots` at the price of the start. */
export function heldRow(portfolio: number, instrument: number, lots: number): RowText {
  // 5 minor units of money per half price unit and lot.
  return { kind: ADJUST, source: portfolio, instrument, lanes: [lots, BigInt(lots * midOf(instrument) * 10), 0n] }
}

/**
 * Positions and open orders of the start. Every other position is held, and each that is has an open order that takes
 * it to the other side: so every order of a round, buy or sell, increases the worst case, and no check is skipped as
 * it is for a reduction.
 */
export function standing(random: Random, size: DeskSize): { rows: RowText[]; open: OpenOrder[] } {
  const rows: RowText[] = [...firstQuotes(size)]
  const open: OpenOrder[] = []
  const send = (portfolio: number, instrument: number, lots: number): void => {
    const order = { id: BigInt(open.length + 1), portfolio, instrument, lots, price: priceOf(random, instrument, lots) }
    open.push(order)
    rows.push(orderRow(order))
  }
  const positions = size.portfolios * size.instruments
  for (let index = 0; index < positions && open.length < size.openOrders; index++) {
    if (!random.chance(0.5)) continue
    const [portfolio, instrument] = [Math.floor(index / size.instruments), index % size.instruments]
    const lots = lotsOf(random) * (random.chance(0.5) ? 1 : -1)
    rows.push(heldRow(portfolio, instrument, lots))
    send(portfolio, instrument, -lots - Math.sign(lots) * lotsOf(random))
  }
  while (open.length < size.openOrders) {
    const side = random.chance(0.5) ? 1 : -1
    send(random.integer(0, size.portfolios - 1), random.integer(0, size.instruments - 1), side * lotsOf(random))
  }
  return { rows, open }
}

/** Orders of random portfolios, instruments, sides, sizes and types; a share of them meets a limit. */
export function* orders(
  random: Random,
  size: DeskSize,
  options: { count: number; refused: number; plant: boolean; oneInstant?: number; markets?: boolean },
): Generator<RowText> {
  const { count, refused, plant, oneInstant = 1, markets = false } = options
  for (let at = 0; at < count; at++) {
    const instrument = random.integer(0, size.instruments - 1)
    const lots = (random.chance(0.5) ? 1 : -1) * lotsOf(random)
    const order: OpenOrder = {
      id: BigInt(size.openOrders + at + 1),
      portfolio: random.integer(0, size.portfolios - 1),
      instrument,
      lots,
      price: markets && random.chance(0.5) ? 0 : priceOf(random, instrument, lots),
    }
    const sent = refused > 0 && random.chance(refused) ? refusable(random, size, order) : order
    const planted = plant && at === count >> 1 ? { ...sent, lots: sent.lots + LOT_STEP * Math.sign(sent.lots) } : sent
    yield { ...orderRow(planted), last: at % oneInstant === oneInstant - 1 }
  }
}

/** The same order made such that it is refused: by its size, price, tick, lot or id. */
function refusable(random: Random, { openOrders }: DeskSize, order: OpenOrder): OpenOrder {
  const side = Math.sign(order.lots)
  switch (random.pick(['size', 'larger', 'collar', 'tick', 'lot', openOrders > 0 ? 'id' : 'lot'] as const)) {
    case 'size':
      return { ...order, lots: side * 2 * LOTS_MAX }
    case 'larger':
      return { ...order, lots: side * 12 * LOTS_MAX }
    case 'collar':
      return { ...order, price: order.price - side * 800 * TICK }
    case 'tick':
      return { ...order, price: order.price - side }
    case 'lot':
      return { ...order, lots: order.lots + side }
    default:
      return { ...order, id: BigInt(random.integer(Math.max(1, openOrders - 200), openOrders)) }
  }
}

/**
 * Reports of an external venue that fill open orders in random order, each in two parts; one block fills `block / 2`
 * orders.
 */
export function* fills(
  random: Random,
  open: readonly OpenOrder[],
  { count, block, plant }: { count: number; block: number; plant: boolean },
): Generator<RowText> {
  const order = open.map((_, at) => at)
  for (let done = 0; done < count; done += block) {
    const some = Math.min(block, count - done) >> 1
    shuffle(random, order, some)
    for (const part of [0, 1]) {
      for (let at = 0; at < some; at++) {
        const { id, portfolio, instrument, lots, price } = open[order[at]]
        const half = Math.floor(Math.abs(lots) / 2)
        const wrong = plant && part === 0 && at === 0 && done === 0 ? 1 : 0
        yield {
          kind: REPORT,
          source: portfolio,
          instrument,
          aux: FILLED,
          lanes: [
            id,
            price === 0 ? midOf(instrument) + random.integer(-5, 5) + wrong : price + wrong,
            Math.sign(lots) * (part === 0 ? half : Math.abs(lots) - half),
            BigInt(random.integer(0, 50)),
            BigInt(2 * done + part * some + at + 1),
          ],
        }
      }
    }
  }
}

/** Brings `count` of a list, picked at random, to its front. */
function shuffle(random: Random, list: number[], count: number): void {
  for (let at = 0; at < count; at++) {
    const other = random.integer(at, list.length - 1)
    ;[list[at], list[other]] = [list[other], list[at]]
  }
}

/** Quotes of random instruments whose mids walk. */
export function* quotes(
  random: Random,
  { instruments }: DeskSize,
  { count, plant }: { count: number; plant: boolean },
): Generator<RowText> {
  const mids = Array.from({ length: instruments }, (_, at) => midOf(at))
  for (let at = 0; at < count; at++) {
    const instrument = random.integer(0, instruments - 1)
    mids[instrument] += walk(random, mids[instrument] - midOf(instrument))
    yield quoteRow(instrument, mids[instrument] + (plant && at === count - 1 ? 1 : 0))
  }
}

/** A step up or down, back towards the start where it is far from it. */
function walk(random: Random, distance: number): number {
  const step = random.integer(1, 4)
  const down = Math.abs(distance) > 500 ? distance > 0 : random.chance(0.5)
  return down ? -step : step
}

/** Nine quotes, then an order, half of them at the market, and again. */
export function* everyTenth(
  random: Random,
  size: DeskSize,
  { count, plant }: { count: number; plant: boolean },
): Generator<RowText> {
  const prices = quotes(random, size, { count, plant: false })
  const commands = orders(random, size, {
    count: Math.ceil(count / 10),
    refused: 0,
    plant,
    markets: true,
  })
  for (let at = 0; at < count; at++) yield (at % 10 === 9 ? commands : prices).next().value as RowText
}

/** Frames that so many rows take. */
export const framesOf = (rows: number): number => Math.ceil(rows / FRAME_ROWS_MAX)
