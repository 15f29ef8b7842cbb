import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Backend } from '../../kernels/kernel.ts'
import { Actor } from './actor.ts'
import { check, checkAgreement } from './checks.ts'
import type { LifeEnd } from './life.ts'
import type { LifeOrder } from './life-order.ts'
import { ROLES } from './plan.ts'
import type { Fate, Point, Role, Story } from './plan.ts'
import type { World } from './world.ts'

/** How a crash went for one process. */
export interface Crash {
  readonly point: Point
  readonly role: Role
  readonly end: LifeEnd
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
  readonly plant?: string
  /** Told of everyone who died at a point. */
  readonly onPoint: (point: Point, crashes: readonly Crash[]) => void
}

const LIFE_MILLIS_MAX = 120_000
/** Three days. */
const FEED_SECONDS = 3 * 86_400

/** Plays a story: its processes die and are checked, point by point, until they come to the end. @throws {PointError} */
export async function play(story: Story, stage: Stage): Promise<void> {
  const own = join(stage.folder, String(story.seed))
  mkdirSync(own)
  const world = await stage.worldOf(story.instruments)
  const told = new Telling(story, stage, own, world)
  for (const point of story.points) await told.point(point)
  await told.end(story.points.at(-1)!.number)
  rmSync(own, { recursive: true })
}

class Telling {
  private readonly story: Story
  private readonly stage: Stage
  private readonly world: World
  private readonly actors: readonly Actor[]
  private readonly engine: Actor
  private readonly order: Omit<LifeOrder, 'folder' | 'log' | keyof Fate>
  private readonly backend: Backend

  constructor(story: Story, stage: Stage, own: string, world: World) {
    this.story = story
    this.stage = stage
    this.world = world
    this.actors = (story.venue ? ROLES : (['engine'] as const)).map((role) => new Actor(role, own))
    this.engine = this.actors.at(-1)!
    const { venue, feedMillis, backend, durability, checkpointRows, chunkRows, segmentBytes } = story
    this.order = {
      config: world.config,
      backend,
      durability,
      checkpointRows,
      chunkRows,
      segmentBytes,
      speed: feedMillis === 0 ? 'max' : FEED_SECONDS / (feedMillis / 1_000),
      ...(stage.plant === undefined ? {} : { plant: stage.plant }),
      ...(venue ? { venue: join(own, 'venue.sock') } : {}),
    }
    this.backend = stage.backends.find((one) => one !== backend) ?? backend
  }

  /** One crash, and what is there after it. */
  async point(point: Point): Promise<void> {
    const { number, earlyMillis, graceMillis, victims, keep } = point
    await this.told(number, async () => {
      this.start(point.fates, `${number}`)
      const coming = this.actors.map((actor) => actor.life!.come())
      if (earlyMillis !== undefined) coming.push(sleep(earlyMillis))
      await inTime(Promise.race(coming), `no process came to its stop or its end`)
      await sleep(graceMillis)
      const dying = this.actors.filter(({ role, life }) => victims.includes(role) || life!.over)
      // Both at once: what one is told is not heard by the other when the power goes.
      const ends = await Promise.all(dying.map(async (actor) => ({ actor, end: await actor.die(keep) })))
      for (const { actor } of ends) await this.check(actor)
      this.stage.onPoint(
        point,
        ends.map(({ actor: { role }, end }) => ({ point, role, end })),
      )
    })
  }

  /** Those that live: they take the feed to its end, and agree. */
  async end(number: number): Promise<void> {
    const { engine, world } = this
    await this.told(number, async () => {
      this.start(this.story.last, `behind ${number}`)
      await this.engineEnds(number)
      const { how, hash, error } = await engine.die(undefined)
      if (how !== 'ended') throw new Error(`the engine did not come to the end: ${error ?? how}`)
      const found = await this.check(engine)
      const rows = world.feed.length / 64
      if (found.feedRows !== rows) throw new Error(`the feed has ${rows} rows, the journal ${found.feedRows} of them`)
      if (hash !== found.hash) throw new Error(`the run came to ${String(hash)}, its replay to ${String(found.hash)}`)
      const venue = this.actors.find(({ role }) => role === 'venue')
      if (venue === undefined) return
      await venue.die(undefined)
      checkAgreement(found, await this.check(venue))
    })
  }

  /** A venue whose disk failed is started again meanwhile. */
  private async engineEnds(number: number): Promise<void> {
    const { engine, actors, story } = this
    for (let times = 1; ; times++) {
      // Not what they say on the way, which may come late from where they were aimed at before.
      const gone = actors.map((actor) => actor.life!.gone.then(() => actor))
      const venue = await inTime(Promise.race(gone), 'the engine did not come to the end')
      if (venue === engine) return
      await venue.die(undefined)
      await this.check(venue)
      venue.play(this.order, { ...story.last.venue, errors: 0 }, `venue behind ${number}, once more ${times}`)
    }
  }

  private start(fates: Readonly<Record<Role, Fate>>, name: string): void {
    for (const actor of this.actors) actor.play(this.order, fates[actor.role], `${actor.role} ${name}`)
  }

  private check({ folder, role, witness }: Actor): ReturnType<typeof check> {
    return check({ folder, role, witness, feed: this.world.feed, backend: this.backend })
  }

  /** Nobody outlives a story that failed. */
  private async told(number: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      for (const { life } of this.actors) await life?.kill().catch(() => undefined)
      throw new PointError(number, error)
    }
  }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const late = new AbortController()
  const limit = sleep(LIFE_MILLIS_MAX, undefined, { signal: late.signal }).then(
    () => Promise.reject(new Error(`${what} in ${LIFE_MILLIS_MAX / 1_000} s`)),
    () => work,
  )
  try {
    return await Promise.race([work, limit])
  } finally {
    late.abort()
  }
}
