import { build } from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'
import type { Image } from '../../kernels/image.ts'
import { FLAG_LAST, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Config } from '../config/config.ts'
import type { Recorder } from '../recording/recorder.ts'
import { listenForControl } from './control.ts'
import type { LinkRun, VenueLink } from '../venue/venue-link.ts'
import { CommandError, operatorCommandRows, parseCommand, parseSettle } from './operator-command.ts'
import type { Pace } from './pace.ts'
import { portfolioStates } from './portfolio-states.ts'
import type { PortfolioState } from './portfolio-states.ts'
import { playRecorded } from './recorded-feed.ts'
import { Release } from './release.ts'
import { told } from './told.ts'
import type { Told } from './told.ts'

export interface LiveOptions {
  readonly config: Config
  readonly recorder: Recorder
  readonly pace: Pace
  /** Where rows come from and orders go, in place of the configuration's files and a simulated venue. */
  readonly venue?: VenueLink
  /** Folder whose `control.sock` takes commands; absent: none are taken. */
  readonly control?: string
  /** Ends the run in order. */
  readonly signal: AbortSignal
  /** Gets orders, fills and alerts when what caused them is durable. */
  readonly onTold?: (told: Told) => void
  /** Called about once a second with the rows taken in this run. */
  readonly onProgress?: (rows: number) => void
}

/** What a live run came to. */
export interface LiveResult {
  /** Rows of feeds that were taken in this run. */
  readonly rows: number
  readonly orders: number
  readonly fills: number
  readonly alerts: number
  readonly commands: number
  /** Of a venue outside. */
  readonly reports: number
  readonly portfolios: readonly PortfolioState[]
  /** Of all outputs and the state; a replay of the journal comes to the same. */
  readonly hash: string | undefined
  readonly sequence: number
  readonly seconds: number
  /** From when rows were there to when what they led to was known, ns. */
  readonly decisionNanos: Histogram
  /** From there to when it was durable and could leave, ns. */
  readonly releaseNanos: Histogram
}

const NANOS_MAX = 60_000_000_000
const PROGRESS_MILLIS = 1_000
const histogram = (): Histogram => build({ highestTrackableValue: NANOS_MAX, numberOfSignificantValueDigits: 3 })

/** Plays a configuration's feeds to a recorder until they end or the signal comes, and takes commands meanwhile. */
export async function runLive(options: LiveOptions): Promise<LiveResult> {
  return new LiveRun(options).run()
}

class LiveRun implements LinkRun {
  private readonly options: LiveOptions
  private readonly recorder: Recorder
  private readonly release: Release
  private readonly ended = new AbortController()
  private readonly decisionNanos = histogram()
  private readonly releaseNanos = histogram()
  private readonly counts = { order: 0, fill: 0, alert: 0, command: 0 }
  private rows = 0
  private reports = 0
  private failure: unknown
  private toldAt = performance.now()
  private begun = false
  /** The newest row does not end its instant: nothing may come between it and the next. */
  private midInstant = false
  private readonly waiting: (() => void)[] = []

  constructor(options: LiveOptions) {
    this.options = options
    this.recorder = options.recorder
    this.release = new Release(this.recorder.writer, (error) => this.fail(error))
  }

  async run(): Promise<LiveResult> {
    const { options, recorder, ended } = this
    const startedAt = performance.now()
    const stop = (): void => ended.abort()
    if (options.signal.aborted) stop()
    options.signal.addEventListener('abort', stop, { once: true })
    recorder.deliver((outcome) => {
      options.venue?.take(outcome)
      for (const one of told(outcome)) this.tell(one)
    })
    const control =
      options.control === undefined ? undefined : await listenForControl(options.control, (asked) => this.answer(asked))
    try {
      if (options.venue !== undefined) await options.venue.play(this, ended.signal)
      else await playRecorded(options.config, options.pace, this, recorder.recovered.feedRows, ended.signal)
    } catch (error) {
      this.fail(error)
    } finally {
      options.signal.removeEventListener('abort', stop)
      for (const go of this.waiting.splice(0)) go()
      await control?.close()
    }
    await this.settled()
    if (this.failure !== undefined) {
      options.venue?.close()
      // What was accepted is still made durable, if the journal can.
      await recorder.close().catch(() => undefined)
      throw this.failure
    }
    const portfolios = recorder.image === undefined ? [] : portfolioStates(recorder.image)
    options.venue?.close()
    const { sequence } = recorder
    const hash = await recorder.close()
    return {
      rows: this.rows,
      orders: this.counts.order,
      fills: this.counts.fill,
      alerts: this.counts.alert,
      commands: this.counts.command,
      reports: this.reports,
      portfolios,
      hash,
      sequence,
      seconds: (performance.now() - startedAt) / 1_000,
      decisionNanos: this.decisionNanos,
      releaseNanos: this.releaseNanos,
    }
  }

  begin(feeds: readonly string[], nanos: bigint): void {
    this.recorder.begin(feeds, nanos)
    this.begun = true
  }

  room(): number {
    return this.recorder.room()
  }

  roomFor(rows: number): Promise<void> {
    return this.recorder.roomFor(rows)
  }

  take(bytes: Uint8Array, at: number, rows: number): void {
    this.rows += rows
    this.step(bytes, at, rows)
    const now = performance.now()
    if (this.options.onProgress === undefined || now - this.toldAt < PROGRESS_MILLIS) return
    this.toldAt = now
    this.options.onProgress(this.rows)
  }

  takeReports(bytes: Uint8Array, at: number, rows: number): void {
    this.reports += rows
    this.step(bytes, at, rows)
  }

  journal(rows: Uint8Array): void {
    this.recorder.take(rows, 0, rows.length / ROW_BYTES)
  }

  hold(leave: () => void): void {
    this.release.hold(this.recorder.sequence, leave)
  }

  get image(): Image {
    const { image } = this.recorder
    if (image === undefined) throw new Error('the run has not begun: no row has come yet')
    return image
  }

  get sequence(): number {
    return this.recorder.sequence
  }

  get nanos(): bigint {
    return this.recorder.nanos
  }

  /** Waits until everything that was taken is durable and has left, however long the disk takes nothing. */
  private async settled(): Promise<void> {
    const { recorder, release } = this
    try {
      if (this.failure === undefined) await recorder.writer.settled(recorder.sequence)
    } catch (error) {
      this.fail(error)
    }
    if (this.failure === undefined) await release.drained()
  }

  private step(bytes: Uint8Array, at: number, rows: number): void {
    const from = process.hrtime.bigint()
    this.recorder.take(bytes, at, rows)
    this.decisionNanos.recordValue(Math.max(1, Number(process.hrtime.bigint() - from)))
    this.midInstant = (bytes[at + (rows - 1) * ROW_BYTES + 1] & FLAG_LAST) === 0
    if (!this.midInstant) for (const go of this.waiting.splice(0)) go()
  }

  private tell(one: Told): void {
    this.counts[one.kind]++
    const from = process.hrtime.bigint()
    this.release.hold(one.sequence, () => {
      this.releaseNanos.recordValue(Math.max(1, Number(process.hrtime.bigint() - from)))
      this.options.onTold?.(one)
    })
  }

  /** Takes a command; answers when it is durable, with what it made of the portfolios. */
  private async answer(asked: unknown): Promise<Record<string, unknown>> {
    const { recorder, options } = this
    if ((asked as { verb?: unknown } | null)?.verb === 'status') return this.status()
    if (!this.begun) throw new Error('the run has not begun: no row has come yet')
    const settle = parseSettle(asked)
    let sequence: number
    if (settle === undefined) {
      const command = parseCommand(asked)
      if (this.midInstant) await new Promise<void>((resolve) => this.waiting.push(resolve))
      const rows = operatorCommandRows(command, this.image, recorder.sequence + 1, recorder.nanos)
      // Its last row: a checkpoint may follow it at once.
      sequence = recorder.sequence + rows.length / ROW_BYTES
      this.journal(rows)
    } else if (options.venue === undefined) {
      throw new CommandError('the venue is simulated: it holds what the engine holds')
    } else {
      await options.venue.settle(settle)
      sequence = recorder.sequence
    }
    this.counts.command++
    await recorder.writer.settled(sequence)
    return { ...this.status(), sequence }
  }

  private status(): Record<string, unknown> {
    const { recorder, options } = this
    const { durable, state, reason } = recorder.writer
    const journal = { state, ...(reason === undefined ? {} : { reason }), durable }
    return {
      sequence: recorder.sequence,
      time: new Date(Number(recorder.nanos / 1_000_000n)).toISOString(),
      rows: this.rows,
      held: this.release.count,
      journal,
      ...(options.venue === undefined ? {} : { venue: options.venue.status() }),
      portfolios: recorder.image === undefined ? [] : portfolioStates(recorder.image),
    }
  }

  private fail(error: unknown): void {
    this.failure ??= error
    this.ended.abort()
  }
}
