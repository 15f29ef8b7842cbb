import { Observable } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Durability, Journal, JournalWriter } from '../journal/port.ts'
import { hex, TAPES } from '../engine/hashes.ts'
import { openSnapshots } from '../snapshot/open-snapshots.ts'
import type { Chains, Snapshots } from '../snapshot/snapshot.ts'
import { aboutOf } from './beginning.ts'
import { checkpointHash, checkpointRows, CHECKPOINT_ROWS } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { RecordingError } from './errors.ts'
import { epochRows, manifestOf, manifestText } from './manifest.ts'
import { RecordedRun } from './recorded-run.ts'
import { recover } from './recover.ts'
import type { Recovered, RecoverOptions } from './recover.ts'

export interface RecorderOptions extends RecoverOptions {
  readonly journal: Journal
  readonly durability?: Durability
  readonly takeOver?: boolean
  /** Rows between two checkpoints; default 262 144. Where snapshots are kept, each has one. */
  readonly checkpointRows?: number
  /** Snapshots kept; default 3. With all of them any row is near one: what explains a decision is quick everywhere. */
  readonly snapshotsKept?: number
  /** Gets what recorded rows lead to as they are stepped again; valid inside the call. */
  readonly onRecovered?: (outcome: Outcome) => void
}

const CHECKPOINT_EVERY = 2 ** 18

/**
 * A graph whose every input row is in a journal before the graph sees it. Opened on a journal that has rows, it goes on
 * where they end: they are stepped first, and no outcome of theirs is given out again.
 */
export class Recorder {
  readonly writer: JournalWriter
  readonly recovered: Recovered
  private readonly options: RecorderOptions
  private readonly snapshots: Snapshots | undefined
  private run: RecordedRun | undefined
  /** Names of the feeds as they were recorded; undefined where the journal has no run yet. */
  private readonly feeds: readonly string[] | undefined
  private sink: ((outcome: Outcome) => void) | undefined
  private checkpointAt = 0
  private begun = false
  /** The manifest, for the snapshots. */
  private about = ''
  /** Rows of an epoch whose manifest never became whole. */
  private torn: Uint8Array = new Uint8Array()

  private constructor(
    options: RecorderOptions,
    writer: JournalWriter,
    run: RecordedRun | undefined,
    recovered: Recovered,
    snapshots: Snapshots | undefined,
  ) {
    this.options = options
    this.writer = writer
    this.run = run
    this.recovered = recovered
    this.snapshots = snapshots
    this.feeds = run?.graph.pool.context.universe.sources.list
  }

  /**
   * Becomes the writer of a journal, and steps what it holds.
   *
   * @throws {JournalError}; {@link RecordingError} where the rows were recorded by another engine, configuration or
   *   graph, or lead to something else than they did
   */
  static async open(options: RecorderOptions): Promise<Recorder> {
    const { journal, config, durability, takeOver, snapshots: folder, snapshotsKept: keep } = options
    const writer = await journal.writer({
      ...(durability === undefined ? {} : { durability }),
      ...(takeOver === undefined ? {} : { takeOver }),
    })
    try {
      const own: { recorder?: Recorder } = {}
      const take = (outcome: Outcome): void => {
        if (own.recorder === undefined) options.onRecovered?.(outcome)
        else own.recorder.sink?.(outcome)
      }
      const { run, recovered } = await recover(journal, writer.journal, options, take)
      // One whose checkpoint the journal lost is of no use any more: another row will stand behind it.
      const from = Math.max(0, recovered.rows - CHECKPOINT_ROWS)
      const snapshots =
        folder === undefined
          ? undefined
          : openSnapshots(folder, { config, from, ...(keep === undefined ? {} : { keep }) })
      own.recorder = new Recorder(options, writer, run, recovered, snapshots)
      if (run === undefined) own.recorder.torn = await allRows(journal)
      return own.recorder
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

  /** Rows that `take` accepts from now on, as of {@link JournalWriter.room}, without those of its own checkpoints. */
  room(): number {
    return Math.max(0, this.writer.room() - CHECKPOINT_ROWS)
  }

  /** Resolves when `take` accepts so many rows. @throws {JournalError} where that can't come about any more */
  roomFor(rows: number): Promise<void> {
    return this.writer.roomFor(rows + CHECKPOINT_ROWS)
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
    const known = this.feeds?.slice(0, feeds.length) ?? feeds
    if (known.join('\n') !== feeds.join('\n'))
      throw new RecordingError(
        'RECORDING_SOURCES',
        `the feeds were ${known.join(', ')}, now they are ${feeds.join(', ')}`,
      )
    this.run ??= this.openRun(feeds)
    const { run } = this
    const { config, graphPath } = this.options
    const manifest = manifestOf(config, feeds, run.graph.pool.context, graphPath)
    const text = manifestText(manifest)
    this.about = aboutOf(text)
    const rows = epochRows(manifest, text, run.nanos === 0n ? nanos : run.nanos, run.epoch)
    this.append(rows, 0, rows.length / ROW_BYTES)
    // What recovery came to: a replay has to come to the same.
    if (this.feeds !== undefined) this.note(run, run.checkpoint())
    else this.checkpointAt = run.sequence + this.interval
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
    // One that does not fit, as the disk takes nothing, waits.
    if (this.sequence >= this.checkpointAt && this.writer.room() >= CHECKPOINT_ROWS) this.checkpoint()
  }

  /**
   * Notes what the rows so far have led to, and gives one hash of it: a replay of them comes to the same.
   *
   * @throws {JournalError} where {@link JournalWriter.room} has not said that its rows fit
   */
  checkpoint(): string {
    const run = this.run!
    const checkpoint = run.checkpoint()
    this.keep(run, checkpoint)
    this.note(run, checkpoint)
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

  /**
   * Notes where the run stands, makes it durable, and gives the journal up; gives the hash of `checkpoint`, undefined
   * where nothing was begun.
   *
   * @throws {JournalError} where the journal is fenced, or its disk takes nothing: rows beyond `durable` are lost
   */
  async close(): Promise<string | undefined> {
    const { writer, snapshots } = this
    // One that is being written would leave the last one out.
    await snapshots?.settled()
    // What is wrong with it is said by its close.
    if (this.begun && writer.state === 'available') await writer.roomFor(CHECKPOINT_ROWS).catch(() => undefined)
    const hash = this.begun && writer.room() >= CHECKPOINT_ROWS ? this.checkpoint() : undefined
    this.run?.graph.close()
    await snapshots?.close()
    await writer.close()
    return hash
  }

  private note(run: RecordedRun, checkpoint: Checkpoint): void {
    this.append(checkpointRows(checkpoint, run.nanos), 0, CHECKPOINT_ROWS)
    this.checkpointAt = run.sequence + this.interval
  }

  /** Has the state written behind the run's back. */
  private keep({ graph: { last, pool }, sequence }: RecordedRun, { chains }: Checkpoint): void {
    if (last === undefined) return
    this.snapshots?.take({
      sequence,
      image: last.image,
      context: pool.context,
      chains: Object.fromEntries(TAPES.map((tape, at) => [tape, hex(chains[at])])) as Chains,
      head: this.writer.journal,
      about: this.about,
    })
  }

  private get interval(): number {
    return this.options.checkpointRows ?? CHECKPOINT_EVERY
  }

  private openRun(feeds: readonly string[]): RecordedRun {
    const take = (outcome: Outcome): void => this.sink?.(outcome)
    const run = new RecordedRun(this.options.config, feeds, this.options.graph, take)
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

async function allRows(journal: Journal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const { bytes, rows } of journal.read()) parts.push(bytes.slice(0, rows * ROW_BYTES))
  return new Uint8Array(Buffer.concat(parts))
}
