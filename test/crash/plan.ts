import type { Backend } from '../../kernels/kernel.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import { Random } from '../fuzz/random.ts'
import type { LifeOrder } from './life-order.ts'
import { MOMENTS } from './phase.ts'
import type { Phase } from './phase.ts'
import { INSTRUMENTS_MAX } from './world.ts'

/** The processes under test. */
export const ROLES = ['venue', 'engine'] as const
export type Role = (typeof ROLES)[number]

/** What one process is told for one crash. */
export type Fate = Pick<LifeOrder, 'seed' | 'errors' | 'shorts' | 'target'>

/** One crash: what the processes are told, and what happens to them and to their disks. */
export interface Point {
  /** From 1, over all stories. */
  readonly number: number
  readonly fates: Readonly<Record<Role, Fate>>
  /** Those that are killed. */
  readonly victims: readonly Role[]
  /** Milliseconds that they live on when one of them has stopped or is due. */
  readonly graceMillis: number
  /** Killed so long after it was started, whatever it is at. */
  readonly earlyMillis?: number
  /** Share of what was not synced that is on the disk all the same; absent: the power stays on. */
  readonly keep?: number
}

/** Engines that die on one journal one after the other, and one that comes to the end of the feed. */
export interface Story {
  readonly seed: number
  /** A venue of its own process is there, and dies too. */
  readonly venue: boolean
  readonly instruments: number
  readonly durability: Durability
  readonly backend: Backend
  /** Milliseconds that the feed takes when nothing holds it up; 0: as fast as it goes. */
  readonly feedMillis: number
  readonly checkpointRows: number
  readonly chunkRows: number
  readonly segmentBytes: number
  readonly points: readonly Point[]
  /** Of those that live. */
  readonly last: Readonly<Record<Role, Fate>>
}

/** Rows of the feed of one instrument. */
const FEED_ROWS = 3_927
/** As fast as they go, the rows of one instrument are over in a few milliseconds. */
const SHORT = {
  share: 0.35,
  instruments: 1,
  venue: false,
  feedMillis: [500, 1_000],
  checkpointRows: [60, 150],
  chunkRows: [2, 8, 24],
} as const
/** A segment ends within a life only where the feed is long. */
const LONG = {
  share: 0.25,
  instruments: INSTRUMENTS_MAX,
  venue: false,
  feedMillis: [0, 600, 1_200],
  checkpointRows: [300, 1_000],
  chunkRows: [32, 128, 512],
} as const
/** The venue is as fast as the engine takes its rows. */
const VENUE = {
  share: 0.4,
  instruments: 1,
  venue: true,
  feedMillis: [0],
  checkpointRows: [60, 150],
  chunkRows: [16, 64],
} as const
const KINDS = [SHORT, LONG, VENUE]
const POINTS_MAX = 4
/** Where the points of a story are to be hit, in turn; undefined: at a random instant. */
const ALONE: readonly (Phase | undefined)[] = ['append', 'sync', 'rename', 'snapshot', 'send', undefined]
const WITH_VENUE: readonly (Phase | undefined)[] = [
  'report',
  'append',
  'report',
  'sync',
  'send',
  'rename',
  'report',
  'snapshot',
  undefined,
]
/** A story does not crash behind this share of its feed. */
const CRASHED_UP_TO = 0.8
const SEGMENT_BYTES = 1_060_000
/** An engine that has not come by its stop is killed elsewhere: so many chunks behind where it began to look for it. */
const SLACK_CHUNKS = 24
/** A snapshot is begun so many rows behind that at most. */
const SLACK_CHECKPOINTS = 3

/** The first so many crashes of a seed, as stories; the last story may be cut short. */
export function planOf(seed: number, points: number, backends: readonly Backend[]): Story[] {
  const stories: Story[] = []
  for (let number = 1; number <= points;) {
    const own = (Math.imul(seed, 1_000_003) + stories.length) >>> 0
    const story = storyOf(own, number, backends)
    stories.push({ ...story, points: story.points.slice(0, points - number + 1) })
    number += story.points.length
  }
  return stories
}

function storyOf(seed: number, first: number, backends: readonly Backend[]): Story {
  const random = new Random(seed)
  let left = random.next()
  const kind = KINDS.find(({ share }) => (left -= share) < 0) ?? SHORT
  const count = random.integer(1, POINTS_MAX)
  const checkpointRows = random.pick<number>(kind.checkpointRows)
  const chunkRows = random.pick<number>(kind.chunkRows)
  const slack = Math.max(SLACK_CHUNKS * chunkRows, SLACK_CHECKPOINTS * checkpointRows)
  const rows = Math.floor(kind.instruments * FEED_ROWS * CRASHED_UP_TO)
  const at = (share: number): number => Math.floor((rows * share) / count)
  const spanOf = (life: number): Span => ({
    from: at(life),
    to: at(life + 1),
    slack,
    end: Math.floor(rows / CRASHED_UP_TO),
  })
  const { end } = spanOf(0)
  const last = { ...spanOf(0), from: rows, to: Math.floor(end * LAST_SHARE) }
  return {
    seed,
    venue: kind.venue,
    instruments: kind.instruments,
    durability: random.pick(['group', 'group', 'every'] as const),
    backend: random.pick(backends),
    feedMillis: random.pick<number>(kind.feedMillis),
    checkpointRows,
    chunkRows,
    segmentBytes: SEGMENT_BYTES,
    points: Array.from({ length: count }, (_, life) => pointOf(random, first + life, kind.venue, spanOf(life))),
    last: { engine: livingFate(random, last), venue: livingFate(random, last) },
  }
}

/** Rows of the feed that a crash falls between. */
interface Span {
  readonly from: number
  readonly to: number
  /** Rows in which an engine has come by every place but the end of a segment. */
  readonly slack: number
  /** Rows of the feed. */
  readonly end: number
}

/** A crash between two rows of the feed, or at a stop that a process comes by soon after them. */
function pointOf(random: Random, number: number, venue: boolean, span: Span): Point {
  const turns = venue ? WITH_VENUE : ALONE
  const phase = turns[number % turns.length]
  const dying: Role = venue && (phase === undefined || IN_VENUE.includes(phase)) ? random.pick(ROLES) : 'engine'
  const other: Role = dying === 'engine' ? 'venue' : 'engine'
  const fates = { [dying]: dyingFate(random, phase, span), [other]: livingFate(random, span) } as Record<Role, Fate>
  return {
    number,
    fates,
    victims: venue && random.chance(0.4) ? ROLES : [dying],
    graceMillis: random.chance(0.4) ? 0 : random.integer(0, 30),
    ...(phase === undefined && random.chance(0.3) ? { earlyMillis: random.integer(50, 700) } : {}),
    ...(random.chance(0.3) ? {} : { keep: random.pick([0, 0.2, 0.5, 0.9, 1]) }),
  }
}

/** Phases that a venue comes by, too. */
const IN_VENUE: readonly Phase[] = ['append', 'sync', 'rename']

function dyingFate(random: Random, phase: Phase | undefined, span: Span): Fate {
  const { from, to, end } = span
  const stop = phase === undefined ? undefined : { phase, moment: random.pick<string>(MOMENTS[phase]) }
  // A journal's files are renamed when it is opened, and then once in a segment.
  const opening = phase !== undefined && random.chance(OPENING[phase])
  const armRow = opening ? 0 : random.integer(from, to)
  const slack = phase === 'rename' && !opening ? SEGMENT_ROWS : span.slack
  const lastRow = stop === undefined ? armRow : Math.max(armRow, from) + slack
  return fateOf(random, span, {
    ...(stop === undefined ? {} : { stop }),
    skip: random.chance(0.5) ? 0 : random.integer(0, opening ? 2 : SKIP_MAX[phase ?? 'append']),
    armRow,
    // Behind the end of the feed there is nothing to be killed at.
    lastRow: Math.min(lastRow, Math.floor(end * LAST_SHARE)),
  })
}

const livingFate = (random: Random, span: Span): Fate => fateOf(random, span, { skip: 0, armRow: 0 })

function fateOf(random: Random, { from, to }: Span, target: Omit<Fate['target'], 'faultsFrom' | 'faultsTo'>): Fate {
  const faulty = random.chance(0.4)
  return {
    seed: random.integer(0, 2 ** 31),
    errors: faulty ? random.pick([0, 0.02, 0.1, 0.4]) : 0,
    shorts: faulty ? random.pick([0, 0.1, 0.5]) : 0,
    target: { ...target, faultsFrom: random.integer(from, to), faultsTo: to },
  }
}

const LAST_SHARE = 0.95
/** How often a phase is looked for while the journal is being opened. */
const OPENING = { append: 0.15, sync: 0.3, rename: 0.8, snapshot: 0, send: 0, report: 0 } as const
/** How often an engine passes by before it stops, at most. */
const SKIP_MAX = { append: 10, sync: 10, rename: 2, snapshot: 1, send: 5, report: 2 } as const
/** Within so many rows a segment ends. */
const SEGMENT_ROWS = 17_000
