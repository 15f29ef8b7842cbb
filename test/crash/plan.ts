import type { Backend } from '../../kernels/kernel.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import { Random } from '../fuzz/random.ts'
import type { LifeOrder } from './life-order.ts'
import { MOMENTS } from './phase.ts'
import type { Phase } from './phase.ts'
import { INSTRUMENTS_MAX } from './world.ts'

/** One crash: what the engine is told, and what happens to it and to its disk. */
export interface Point {
  /** From 1, over all stories. */
  readonly number: number
  readonly order: Pick<
    LifeOrder,
    'seed' | 'stop' | 'skip' | 'armRow' | 'lastRow' | 'errors' | 'shorts' | 'faultsFrom' | 'faultsTo'
  >
  /** Milliseconds that the engine lives on when it has stopped or is due. */
  readonly graceMillis: number
  /** Killed so long after it was started, whatever it is at. */
  readonly earlyMillis?: number
  /** Share of what was not synced that is on the disk all the same; absent: the power stays on. */
  readonly keep?: number
}

/** One journal: engines that die on it one after the other, and one that comes to the end of the feed. */
export interface Story {
  readonly seed: number
  readonly instruments: number
  readonly durability: Durability
  readonly backend: Backend
  /** Milliseconds that the feed takes when nothing holds it up; 0: as fast as it goes. */
  readonly feedMillis: number
  readonly checkpointRows: number
  readonly segmentBytes: number
  readonly points: readonly Point[]
  /** Of the engine that lives. */
  readonly last: Pick<Point['order'], 'seed' | 'errors' | 'shorts' | 'faultsFrom' | 'faultsTo'>
}

/** Rows of the feed of one instrument. */
export const FEED_ROWS = 3_927
/** Rows of a segment at least: one that is to end within a life needs a longer feed. */
const LONG = INSTRUMENTS_MAX
const POINTS_MAX = 5
/** A story does not crash behind this share of its feed. */
const CRASHED_UP_TO = 0.85
const SEGMENT_BYTES = 1_060_000

/** The first so many crashes of a seed, as stories; the last story may be cut short. */
export function planOf(seed: number, points: number, phases: readonly Phase[], backends: readonly Backend[]): Story[] {
  const stories: Story[] = []
  for (let number = 1; number <= points;) {
    const own = (Math.imul(seed, 1_000_003) + stories.length) >>> 0
    const story = storyOf(own, number, phases, backends)
    stories.push({ ...story, points: story.points.slice(0, points - number + 1) })
    number += story.points.length
  }
  return stories
}

function storyOf(seed: number, first: number, phases: readonly Phase[], backends: readonly Backend[]): Story {
  const random = new Random(seed)
  const instruments = random.chance(0.4) ? LONG : 1
  const count = random.integer(1, POINTS_MAX)
  const rows = instruments * FEED_ROWS
  const ends = Array.from({ length: count }, () => random.integer(1, Math.floor(rows * CRASHED_UP_TO))).sort(
    (a, b) => a - b,
  )
  return {
    seed,
    instruments,
    durability: random.pick(['group', 'group', 'every'] as const),
    backend: random.pick(backends),
    feedMillis: random.pick([0, 300, 600, 1_200]),
    checkpointRows: random.pick([200, 1_000, 5_000]),
    segmentBytes: SEGMENT_BYTES,
    points: ends.map((end, at) => pointOf(random, first + at, phases, at === 0 ? 0 : ends[at - 1], end)),
    last: { seed: random.integer(0, 2 ** 31), ...faultsOf(random, ends[count - 1], Math.floor(rows * CRASHED_UP_TO)) },
  }
}

function pointOf(random: Random, number: number, phases: readonly Phase[], from: number, to: number): Point {
  const phase = [...phases, undefined][number % (phases.length + 1)]
  const stop = phase === undefined ? undefined : { phase, moment: random.pick<string>(MOMENTS[phase]) }
  // Most renames are at the beginning; the others come once in a segment.
  const early = (phase === 'rename' || phase === 'append' || phase === 'sync') && random.chance(EARLY[phase])
  const killedEarly = phase === undefined && random.chance(0.3)
  return {
    number,
    order: {
      seed: random.integer(0, 2 ** 31),
      ...(stop === undefined ? {} : { stop }),
      skip: early ? random.integer(0, 3) : random.chance(0.5) ? 0 : random.integer(0, 10),
      armRow: early ? 0 : random.integer(from, to),
      lastRow: to + (phase === 'rename' ? RENAME_ROWS : 0),
      ...faultsOf(random, from, to),
    },
    graceMillis: random.chance(0.4) ? 0 : random.integer(0, 30),
    ...(killedEarly ? { earlyMillis: random.integer(50, 700) } : {}),
    ...(random.chance(0.3) ? {} : { keep: random.pick([0, 0.2, 0.5, 0.9, 1]) }),
  }
}

const EARLY = { rename: 0.6, append: 0.15, sync: 0.3 } as const
/** Within so many rows a segment ends. */
const RENAME_ROWS = 17_000

function faultsOf(
  random: Random,
  from: number,
  to: number,
): Pick<LifeOrder, 'errors' | 'shorts' | 'faultsFrom' | 'faultsTo'> {
  const faulty = random.chance(0.5)
  return {
    errors: faulty ? random.pick([0, 0.02, 0.1, 0.5]) : 0,
    shorts: faulty ? random.pick([0, 0.1, 0.5]) : 0,
    faultsFrom: random.integer(from, to),
    faultsTo: to,
  }
}
