import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
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
import type { World } from './world.ts'

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
  readonly worldOf: (instruments: number) => Promise<World>
  /** To replay with: another than the engine's, where there is one. */
  readonly backends: readonly Backend[]
  readonly onCrash: (crash: Crash) => void
}

/** Kills one engine after the other on a journal, checks it after each, and lets the last one end. @throws {PointError} */
export async function play(story: Story, stage: Stage): Promise<void> {
  const own = join(stage.folder, String(story.seed))
  mkdirSync(own)
  const world = await stage.worldOf(story.instruments)
  const { feed } = world
  const disk = new FallenDisk(join(own, 'j'))
  const witness = new Witness()
  const { points } = story
  const backend = stage.backends.find((one) => one !== story.backend) ?? story.backend
  let number = points[0].number
  try {
    for (const point of points) {
      number = point.number
      const log = join(own, `${number}.log`)
      // An engine that is killed early has not opened it.
      writeFileSync(log, '')
      const order = orderOf(story, world, own, log, point.order)
      const end = await live(order, point, witness, `engine ${number}`)
      disk.follow(log)
      rmSync(log)
      if (end.how !== 'ended' && point.keep !== undefined) disk.losePower(new Random(point.order.seed), point.keep)
      disk.put()
      const { rows } = await check(join(own, 'j'), feed, witness, backend)
      stage.onCrash({ point, how: end.how, ...(end.stopped === undefined ? {} : { stopped: end.stopped }), rows })
    }
    await comeToTheEnd(story, world, own, witness, backend)
  } catch (error) {
    throw new PointError(number, error)
  }
  rmSync(own, { recursive: true })
}

/** The engine that lives: it takes the feed to its end, and a replay comes to its hash. */
async function comeToTheEnd(
  story: Story,
  world: World,
  own: string,
  witness: Witness,
  backend: Backend,
): Promise<void> {
  const { feed } = world
  const order = orderOf(story, world, own, join(own, 'last.log'), { ...story.last, skip: 0, armRow: 0 })
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
  { config, feed }: World,
  own: string,
  log: string,
  rest: Omit<Point['order'], 'lastRow'> & { readonly lastRow?: number },
): LifeOrder {
  const { backend, durability, feedMillis, checkpointRows, chunkRows, segmentBytes } = story
  const speed = feedMillis === 0 ? 'max' : FEED_SECONDS / (feedMillis / 1_000)
  // Behind the end of the feed there is no time to be killed at.
  const lastRow =
    rest.lastRow === undefined ? {} : { lastRow: Math.min(rest.lastRow, Math.floor((feed.length / ROW_BYTES) * 0.95)) }
  const folder = join(own, 'j')
  return {
    ...rest,
    ...lastRow,
    folder,
    log,
    config,
    backend,
    durability,
    speed,
    checkpointRows,
    chunkRows,
    segmentBytes,
  }
}

/** Three days. */
const FEED_SECONDS = 3 * 86_400
