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
  readonly chunkRows: number
  readonly segmentBytes: number
  readonly points: readonly Point[]
  /** Of the engine that lives. */
  readonly last: Pick<Point['order'], 'seed' | 'errors' | 'shorts' | 'faultsFrom' | 'faultsTo'>
}

/** Rows of the feed of one instrument. */
const FEED_ROWS = 3_927
/** As fast as they go, the rows of one instrument are over in a few milliseconds. */
const SHORT = {
  instruments: 1,
  pointsMax: 4,
  feedMillis: [500, 1_000],
  checkpointRows: [60, 150],
  chunkRows: [2, 8, 24],
} as const
/** A segment ends within a life only where the feed is long. */
const LONG = {
  instruments: INSTRUMENTS_MAX,
  pointsMax: 4,
  feedMillis: [0, 600, 1_200],
  checkpointRows: [300, 1_000],
  chunkRows: [32, 128, 512],
} as const
const LONG_SHARE = 0.35
/** A story does not crash behind this share of its feed. */
const CRASHED_UP_TO = 0.8
const SEGMENT_BYTES = 1_060_000
/** An engine that has not come by its stop is killed elsewhere: so many chunks behind where it began to look for it. */
const SLACK_CHUNKS = 24
/** A snapshot is begun so many rows behind that at most. */
const SLACK_CHECKPOINTS = 3

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
  const kind = random.chance(LONG_SHARE) ? LONG : SHORT
  const count = random.integer(1, kind.pointsMax)
  const checkpointRows = random.pick(kind.checkpointRows)
  const chunkRows = random.pick(kind.chunkRows)
  const slack = Math.max(SLACK_CHUNKS * chunkRows, SLACK_CHECKPOINTS * checkpointRows)
  const rows = Math.floor(kind.instruments * FEED_ROWS * CRASHED_UP_TO)
  const at = (share: number): number => Math.floor((rows * share) / count)
  return {
    seed,
    instruments: kind.instruments,
    durability: random.pick(['group', 'group', 'every'] as const),
    backend: random.pick(backends),
    feedMillis: random.pick(kind.feedMillis),
    checkpointRows,
    chunkRows,
    segmentBytes: SEGMENT_BYTES,
    points: Array.from({ length: count }, (_, life) =>
      pointOf(random, first + life, phases, { from: at(life), to: at(life + 1), slack }),
    ),
    last: { seed: random.integer(0, 2 ** 31), ...faultsOf(random, rows, Math.floor(rows / CRASHED_UP_TO)) },
  }
}

/** Rows of the feed that a crash falls between. */
interface Span {
  readonly from: number
  readonly to: number
  /** Rows in which an engine has come by every place but the end of a segment. */
  readonly slack: number
}

/** A crash between two rows of the feed, or at a stop that the engine comes by soon after them. */
function pointOf(random: Random, number: number, phases: readonly Phase[], span: Span): Point {
  const { from, to } = span
  const phase = [...phases, undefined][number % (phases.length + 1)]
  const stop = phase === undefined ? undefined : { phase, moment: random.pick<string>(MOMENTS[phase]) }
  // A journal is renamed to and fro when it is opened; else once in a segment.
  const opening = phase !== undefined && random.chance(OPENING[phase])
  const armRow = opening ? 0 : random.integer(from, to)
  const slack = phase === 'rename' && !opening ? SEGMENT_ROWS : span.slack
  return {
    number,
    order: {
      seed: random.integer(0, 2 ** 31),
      ...(stop === undefined ? {} : { stop }),
      skip: random.chance(0.5) ? 0 : random.integer(0, opening ? 2 : SKIP_MAX[phase ?? 'append']),
      armRow,
      lastRow: stop === undefined ? armRow : Math.max(armRow, from) + slack,
      ...faultsOf(random, from, to),
    },
    graceMillis: random.chance(0.4) ? 0 : random.integer(0, 30),
    ...(phase === undefined && random.chance(0.3) ? { earlyMillis: random.integer(50, 700) } : {}),
    ...(random.chance(0.3) ? {} : { keep: random.pick([0, 0.2, 0.5, 0.9, 1]) }),
  }
}

/** How often a phase is looked for while the journal is being opened. */
const OPENING = { append: 0.15, sync: 0.3, rename: 0.8, snapshot: 0, send: 0, report: 0 } as const
/** How often an engine passes by before it stops, at most. */
const SKIP_MAX = { append: 10, sync: 10, rename: 2, snapshot: 1, send: 5, report: 2 } as const
/** Within so many rows a segment ends. */
const SEGMENT_ROWS = 17_000

function faultsOf(
  random: Random,
  from: number,
  to: number,
): Pick<LifeOrder, 'errors' | 'shorts' | 'faultsFrom' | 'faultsTo'> {
  const faulty = random.chance(0.4)
  return {
    errors: faulty ? random.pick([0, 0.02, 0.1, 0.4]) : 0,
    shorts: faulty ? random.pick([0, 0.1, 0.5]) : 0,
    faultsFrom: random.integer(from, to),
    faultsTo: to,
  }
}
