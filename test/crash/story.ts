import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from '../../kernels/kernel.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { Random } from '../fuzz/random.ts'
import { check } from './checks.ts'
import { FallenDisk } from './fallen-disk.ts'
import type { LifeOrder } from './life-order.ts'
import { live } from './life.ts'
import type { LifeEnd } from './life.ts'
import type { Point, Story } from './plan.ts'
import { Witness } from './witness.ts'
import { feedRowsOf, worldOf } from './world.ts'

/** How a crash went: what the engine was at, and what was there afterwards. */
export interface Crash {
  readonly point: Point
  readonly how: LifeEnd['how']
  readonly stopped?: LifeEnd['stopped']
  /** Rows of the journal after it. */
  readonly rows: number
}

/** A point at which something was not as it has to be. */
export class PointError extends Error {
  override readonly name = 'PointError'
  readonly number: number

  constructor(number: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.number = number
  }
}

/** Where stories are played, and what they are played with. */
export interface Stage {
  readonly folder: string
  readonly data: string
  /** To replay with: another than the engine's, where there is one. */
  readonly backends: readonly Backend[]
  readonly onCrash: (crash: Crash) => void
}

/** Kills one engine after the other on a journal, checks it after each, and lets the last one end. @throws {PointError} */
export async function play(story: Story, stage: Stage): Promise<void> {
  const own = join(stage.folder, String(story.seed))
  mkdirSync(own)
  const config = await worldOf(stage.data, story.instruments, story.backend)
  const feed = await feedRowsOf(config)
  const disk = new FallenDisk(join(own, 'j'))
  const witness = new Witness()
  const { points } = story
  const backend = stage.backends.find((one) => one !== story.backend) ?? story.backend
  let number = points[0].number
  try {
    for (const point of points) {
      number = point.number
      const log = join(own, `${number}.log`)
      const order = orderOf(story, stage.data, own, log, point.order, feed.length / ROW_BYTES)
      const end = await live(order, point, witness, `engine ${number}`)
      disk.follow(log)
      rmSync(log)
      if (end.how !== 'ended' && point.keep !== undefined) disk.losePower(new Random(point.order.seed), point.keep)
      disk.put()
      const { rows } = await check(join(own, 'j'), feed, witness, backend)
      stage.onCrash({ point, how: end.how, ...(end.stopped === undefined ? {} : { stopped: end.stopped }), rows })
    }
    await comeToTheEnd(story, stage.data, own, feed, witness, backend)
  } catch (error) {
    throw new PointError(number, error)
  }
  rmSync(own, { recursive: true })
}

/** The engine that lives: it takes the feed to its end, and a replay comes to its hash. */
async function comeToTheEnd(
  story: Story,
  data: string,
  own: string,
  feed: Uint8Array,
  witness: Witness,
  backend: Backend,
): Promise<void> {
  const order = orderOf(story, data, own, join(own, 'last.log'), { ...story.last, skip: 0, armRow: 0 }, feed.length)
  const { how, ended, error } = await live(order, undefined, witness, 'the last engine')
  if (how !== 'ended') throw new Error(`the last engine did not come to the end: ${error ?? how}`)
  const { hash, feedRows, rows } = await check(join(own, 'j'), feed, witness, backend)
  if (feedRows !== feed.length / ROW_BYTES)
    throw new Error(`the feed has ${feed.length / ROW_BYTES} rows, the journal ${feedRows} of them`)
  if (hash !== ended!.hash) throw new Error(`the run came to ${ended!.hash}, its replay to ${String(hash)}`)
  if (witness.last > rows) throw new Error(`${witness.last} was said to be durable, the journal ends at ${rows}`)
}

function orderOf(
  story: Story,
  data: string,
  own: string,
  log: string,
  rest: Omit<Point['order'], 'lastRow'> & { readonly lastRow?: number },
  feedRows: number,
): LifeOrder {
  const { instruments, backend, durability, feedMillis, checkpointRows, segmentBytes } = story
  const speed = feedMillis === 0 ? 'max' : FEED_SECONDS / (feedMillis / 1_000)
  // Behind the end of the feed there is no time to be killed at.
  const lastRow = rest.lastRow === undefined ? {} : { lastRow: Math.min(rest.lastRow, Math.floor(feedRows * 0.95)) }
  const folder = join(own, 'j')
  return {
    ...rest,
    ...lastRow,
    folder,
    log,
    data,
    instruments,
    backend,
    durability,
    speed,
    checkpointRows,
    segmentBytes,
  }
}

/** Three days. */
const FEED_SECONDS = 3 * 86_400
