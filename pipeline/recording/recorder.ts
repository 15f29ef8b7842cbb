import { Observable } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import type { Durability, Journal, JournalWriter } from '../journal/port.ts'
import { checkpointHash, checkpointRows, CHECKPOINT_ROWS } from './checkpoint.ts'
import { RecordingError } from './errors.ts'
import { firstManifest } from './journal-recording.ts'
import { assertSame, epochRows, manifestOf } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { RecordedRun } from './recorded-run.ts'
import { Rerun } from './rerun.ts'

export interface RecorderOptions {
  readonly journal: Journal
  readonly config: Config
  /** The graph, without a journal or scheduled events around it. */
  readonly graph: OperatorFunction<Frame, Outcome>
  /** The module the graph came from; absent: the standard graph. */
  readonly graphPath?: string
  readonly durability?: Durability
  readonly takeOver?: boolean
  /** Rows between two checkpoints; default 262 144. */
  readonly checkpointRows?: number
  /** Called while recorded rows are stepped again, about every 100 000 of them. */
  readonly onRecovering?: (sequence: number, last: number) => void
  /** Gets what recorded rows led to, as they are stepped again; valid inside the call. */
  readonly onRecovered?: (outcome: Outcome) => void
}

/** What was there when a recording was opened. */
export interface Recovered {
  /** Rows that were there. */
  readonly rows: number
  readonly feedRows: number
  /** Reports of a venue outside among them. */
  readonly reportRows: number
  /** Checkpoints that agreed with what the rows led to again. */
  readonly checkpoints: number
  readonly seconds: number
}

const CHECKPOINT_EVERY = 2 ** 18
const TOLD_EVERY = 100_000

/**
 * A graph whose every input row is in a journal before the graph sees it. Opened on a journal that has rows, it goes on
 * where they end: they are stepped first, and no outcome of theirs is given out again.
 */
export class Recorder {
  readonly writer: JournalWriter
  readonly recovered: Recovered
  private readonly options: RecorderOptions
  private readonly config: Config
  private run: RecordedRun | undefined
  private manifest: Manifest | undefined
  private sink: ((outcome: Outcome) => void) | undefined
  private checkpointAt = 0
  private begun = false
  /** Rows of an epoch whose manifest never became whole. */
  private readonly torn: Uint8Array

  private constructor(
    options: RecorderOptions,
    writer: JournalWriter,
    manifest: Manifest | undefined,
    run: RecordedRun | undefined,
    recovered: Recovered,
    torn: Uint8Array,
  ) {
    this.torn = torn
    this.options = options
    this.config = options.config
    this.writer = writer
    this.manifest = manifest
    this.run = run
    this.recovered = recovered
  }

  /**
   * Becomes the writer of a journal, and steps what it holds.
   *
   * @throws {JournalError}; {@link RecordingError} where the rows were recorded by another engine, configuration or
   *   graph, or lead to something else than they did
   */
  static async open(options: RecorderOptions): Promise<Recorder> {
    const { journal, config, graph, durability, takeOver } = options
    const writer = await journal.writer({
      ...(durability === undefined ? {} : { durability }),
      ...(takeOver === undefined ? {} : { takeOver }),
    })
    try {
      const startedAt = process.hrtime.bigint()
      const manifest = await firstManifest(journal)
      const recorder: { sink?: Recorder } = {}
      const take = (outcome: Outcome): void => {
        if (recorder.sink === undefined) options.onRecovered?.(outcome)
        else recorder.sink.sink?.(outcome)
      }
      let run: RecordedRun | undefined
      let checkpoints = 0
      if (manifest !== undefined) {
        run = new RecordedRun(config, manifest.feeds, graph, take)
        assertSame(manifest, manifestOf(config, manifest.feeds, run.graph.pool.context, options.graphPath))
        checkpoints = await stepAgain(options, run)
      }
      const recovered = {
        rows: writer.next - 1,
        feedRows: run?.feedRows ?? 0,
        reportRows: run?.reportRows ?? 0,
        checkpoints,
        seconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
      }
      const torn = manifest === undefined ? await allRows(journal) : new Uint8Array()
      const opened = new Recorder(options, writer, manifest, run, recovered, torn)
      recorder.sink = opened
      return opened
    } catch (error) {
      await writer.close()
      throw error
    }
  }

  /** State of the desk; undefined before the first row. */
  get image(): Image | undefined {
    return this.run?.graph.last?.image
  }

  /** Time of the newest row, Unix ns; 0 before there is one. */
  get nanos(): bigint {
    return this.run?.nanos ?? 0n
  }

  /** Sequence of the newest row. */
  get sequence(): number {
    return this.writer.next - 1
  }

  /** Rows that `take` accepts now, without those of its own checkpoints. */
  room(): number {
    return Math.max(0, this.writer.room() - CHECKPOINT_ROWS)
  }

  /** Gives outcomes to `sink` from now on. They are valid inside the call; what they cause may leave when `writer.releasable` has reached them. */
  deliver(sink: (outcome: Outcome) => void): void {
    this.sink = sink
  }

  /**
   * Begins an epoch: has to be called once, before the first row.
   *
   * @param feeds Names of the feeds and sources of the data, by the ids that rows call them by.
   * @param nanos Time of the first row, where nothing was recorded yet.
   * @throws {RecordingError} RECORDING_SOURCES where the recorded rows call other feeds by these ids
   */
  begin(feeds: readonly string[], nanos: bigint): void {
    if (this.begun) throw new Error('the recording has begun')
    this.begun = true
    const known = this.manifest?.feeds ?? feeds
    if (known.join('\n') !== feeds.join('\n'))
      throw new RecordingError(
        'RECORDING_SOURCES',
        `the feeds were ${known.join(', ')}, now they are ${feeds.join(', ')}`,
      )
    this.run ??= this.openRun(feeds)
    const { run } = this
    const { context } = run.graph.pool
    this.manifest ??= manifestOf(this.config, feeds, context, this.options.graphPath)
    const rows = epochRows(this.manifest, run.nanos === 0n ? nanos : run.nanos, run.epoch)
    this.append(rows, 0, rows.length / ROW_BYTES)
    this.checkpointAt = run.sequence + this.interval
  }

  /**
   * Journals rows, then steps them: what they lead to has been delivered when the call returns.
   *
   * @throws {JournalError} JOURNAL_BUSY, JOURNAL_UNAVAILABLE, JOURNAL_FENCED: no row was taken, or none from a multiple
   *   of 4 096 on; what the graph throws
   */
  take(bytes: Uint8Array, at: number, rows: number): void {
    if (!this.begun) throw new Error('the recording has not begun: begin(…) comes first')
    this.append(bytes, at, rows)
    if (this.sequence >= this.checkpointAt) this.checkpoint()
  }

  /** Notes what the rows so far have led to, and gives one hash of it: a replay of them comes to the same. */
  checkpoint(): string {
    const run = this.run!
    const checkpoint = run.checkpoint()
    this.append(checkpointRows(checkpoint, run.nanos), 0, CHECKPOINT_ROWS)
    this.checkpointAt = run.sequence + this.interval
    return checkpointHash(checkpoint)
  }

  /**
   * The recorder as an operator: rows of the source's frames are journaled and stepped, outcomes come out. One
   * subscription, over a source that is no faster than the journal.
   */
  operator(): OperatorFunction<Frame, Outcome> {
    return (source) =>
      new Observable<Outcome>((subscriber) => {
        this.deliver((outcome) => subscriber.next(outcome))
        return source.subscribe({
          next: ({ input, context }) => {
            try {
              const { u8, i64 } = input.memory
              if (input.count === 0) return
              if (!this.begun) this.begin(context.universe.sources.list, i64[(input.at(0) >> 3) + 1])
              this.take(u8, input.at(0), input.count)
            } catch (error) {
              subscriber.error(error)
            }
          },
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        })
      })
  }

  /** Notes where the run stands, makes it durable, and gives the journal up; gives the hash of `checkpoint`, undefined where nothing was begun. */
  async close(): Promise<string | undefined> {
    const hash = this.begun ? this.checkpoint() : undefined
    this.run?.graph.close()
    await this.writer.close()
    return hash
  }

  private get interval(): number {
    return this.options.checkpointRows ?? CHECKPOINT_EVERY
  }

  private openRun(feeds: readonly string[]): RecordedRun {
    const take = (outcome: Outcome): void => this.sink?.(outcome)
    const run = new RecordedRun(this.config, feeds, this.options.graph, take)
    run.take(this.torn, 0, this.torn.length / ROW_BYTES)
    return run
  }

  private append(bytes: Uint8Array, at: number, rows: number): void {
    const run = this.run!
    for (let done = 0; done < rows; done += FRAME_ROWS_MAX) {
      const count = Math.min(FRAME_ROWS_MAX, rows - done)
      const from = at + done * ROW_BYTES
      this.writer.append(this.writer.next, bytes, from, count)
      run.take(bytes, from, count)
      run.step()
    }
  }
}

/** Steps all rows of the journal; gives the checkpoints that agreed. */
async function stepAgain({ journal, onRecovering }: RecorderOptions, run: RecordedRun): Promise<number> {
  const rerun = new Rerun(run)
  const { first, last } = await journal.extent()
  let told = 0
  for await (const { bytes, rows } of journal.read(first)) {
    rerun.take(bytes, rows)
    if (onRecovering === undefined || run.sequence - told < TOLD_EVERY) continue
    told = run.sequence
    onRecovering(told, last)
  }
  run.step()
  return rerun.checkpoints
}

async function allRows(journal: Journal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const { first } = await journal.extent()
  for await (const { bytes, rows } of journal.read(first)) parts.push(bytes.slice(0, rows * ROW_BYTES))
  return new Uint8Array(Buffer.concat(parts))
}
