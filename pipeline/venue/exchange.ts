import type { Image } from '../../kernels/image.ts'
import { known } from '../../kernels/reference/ids.ts'
import { VERB } from '../../kernels/reference/commands.ts'
import { paidInFull, valueAt } from '../../kernels/reference/valuation.ts'
import {
  ADJUST,
  ADJUST_CASH,
  ADJUST_COST,
  ADJUST_LOTS,
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_REASON,
  FLAG_LAST,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import type { Config } from '../config/config.ts'
import { embeddedJournal } from '../journal/embedded-journal.ts'
import type { Durability } from '../journal/port.ts'
import { playRecorded } from '../live/recorded-feed.ts'
import type { RowSink } from '../live/recorded-feed.ts'
import { Pace } from '../live/pace.ts'
import type { Speed } from '../live/pace.ts'
import { Recorder } from '../recording/recorder.ts'
import { Accounts, exchangeConfig, exchangeGraph, worldHash } from './exchange-config.ts'
import { journalId } from './hello.ts'
import { History } from './history.ts'
import { statementRows } from './statement.ts'

/** Lots that a venue gives an account without an order or a report: a break, for tests. */
export interface PlantedFill {
  readonly portfolio: string
  readonly instrument: string
  readonly lots: bigint
}

export interface ExchangeOptions {
  /** The engine's. */
  readonly config: Config
  readonly folder: string
  readonly speed: Speed
  readonly durability?: Durability
  readonly takeOver?: boolean
  /** Rows of the feed that may be under way to the engine at speed `max`. */
  readonly window: number
  readonly plants?: readonly PlantedFill[]
  readonly onRecovering?: (sequence: number, last: number) => void
}

/** A venue's statement, and the row of its journal up to which it holds. */
export interface DatedStatement {
  readonly sequence: number
  readonly rows: Uint8Array
}

/**
 * The simulated venue as an exchange of its own: plays the feed, matches orders, and journals all of it. What it publishes
 * follows from its journal: rows of the feed, and reports of orders.
 */
export class Exchange implements RowSink {
  readonly recorder: Recorder
  readonly history: History
  readonly accounts: Accounts
  readonly world: string
  readonly id: string
  /** Orders that were known by their client id: nothing was done. */
  duplicates = 0
  commands = 0
  /** Names of the feeds and time of the first row, when they are known. */
  feeds: readonly string[] | undefined
  firstNanos = 0n
  /** The feed has ended with this row. */
  endedAt: number | undefined
  private readonly options: ExchangeOptions
  private readonly closing = new AbortController()
  /** Rows of the feed that the engine has taken; undefined while none is open. */
  private taken: number | undefined
  /** What is to be done between two instants. */
  private readonly tasks: (() => void)[] = []
  private working = false
  private readonly waiting: (() => void)[] = []
  private readonly plants: PlantedFill[]
  private fail: (error: unknown) => void = () => undefined
  /** Rejects where the venue can't go on. */
  readonly failure = new Promise<never>((_, reject) => {
    this.fail = reject
  })

  private constructor(options: ExchangeOptions, recorder: Recorder, history: History, accounts: Accounts) {
    this.options = options
    this.plants = [...(options.plants ?? [])]
    this.recorder = recorder
    this.history = history
    this.accounts = accounts
    this.world = worldHash(options.config)
    this.id = journalId(options.folder)
    recorder.deliver((outcome) => history.take(outcome))
    this.failure.catch(() => undefined)
  }

  /** @throws {JournalError}; {@link RecordingError} where the journal is of another configuration */
  static async open(options: ExchangeOptions): Promise<Exchange> {
    const { folder, durability, takeOver, onRecovering } = options
    const config = exchangeConfig(options.config)
    const journal = embeddedJournal(folder)
    const accounts = new Accounts(config.instruments)
    const history = new History(journal, accounts)
    const recorder = await Recorder.open({
      journal,
      config,
      graph: exchangeGraph(config),
      onRecovered: (outcome) => history.take(outcome),
      ...(durability === undefined ? {} : { durability }),
      ...(takeOver === undefined ? {} : { takeOver }),
      ...(onRecovering === undefined ? {} : { onRecovering }),
    })
    return new Exchange(options, recorder, history, accounts)
  }

  /** Plays the feed until it ends or the venue closes; orders are still taken then. */
  async play(): Promise<void> {
    const { config, speed } = this.options
    await playRecorded(config, new Pace(speed), this, this.recorder.recovered.feedRows, this.closing.signal)
    if (this.closing.signal.aborted) return
    this.endedAt = this.history.sequence
    this.history.midInstant = false
    this.wake()
    void this.work()
  }

  /** Ends the play and gives up the journal; gives its hash. */
  async close(): Promise<string | undefined> {
    this.closing.abort()
    this.wake()
    return this.recorder.close()
  }

  begin(feeds: readonly string[], nanos: bigint): void {
    this.recorder.begin(feeds, nanos)
    this.feeds = feeds
    this.firstNanos = nanos
    this.wake()
  }

  /** At full speed time passes as the engine takes rows, and stands still while there is none. */
  room(): number {
    const room = this.recorder.room()
    if (this.options.speed !== 'max') return room
    const credit = this.taken === undefined ? 0 : this.taken + this.options.window - this.history.feedRows
    return Math.min(room, Math.max(credit, this.history.midInstant ? 1 : 0))
  }

  async roomFor(rows: number): Promise<void> {
    if (this.recorder.room() < 1) return this.recorder.roomFor(rows)
    return this.change()
  }

  take(bytes: Uint8Array, at: number, rows: number): void {
    this.recorder.take(bytes, at, rows)
    this.plant()
    this.wake()
    void this.work()
  }

  /** The engine has taken so many rows of the feed; undefined: there is none that takes any. */
  credit(taken: number | undefined): void {
    this.taken = taken
    this.wake()
  }

  /** Takes an engine's order, amend or cancel when the instant has ended, if its engine is still there then. */
  order(row: Uint8Array, wanted: () => boolean): void {
    this.whenQuiet(() => {
      if (wanted()) this.takeOrder(row)
    })
  }

  /** Gives what the venue holds, when the instant has ended and everything asked before is done: no row comes between. */
  statement(take: (statement: DatedStatement) => void): void {
    this.whenQuiet(() => take({ sequence: this.history.sequence, rows: statementRows(this.image, this.accounts) }))
  }

  /** Tells who waits for a change that there is one. */
  wake(): void {
    for (const go of this.waiting.splice(0)) go()
  }

  /** Resolves when something has come about, or the venue closes. */
  change(): Promise<void> {
    if (this.closing.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Last row that may be published. */
  get releasable(): number {
    return Math.min(this.history.sequence, this.recorder.writer.releasable)
  }

  /** Resolves when a row may be published, or at the next change where there is none yet. */
  async released(sequence: number): Promise<void> {
    if (sequence > this.history.sequence) return this.change()
    return this.recorder.writer.settled(sequence)
  }

  private get image(): Image {
    const { image } = this.recorder
    if (image === undefined) throw new Error('the venue has not opened')
    return image
  }

  private whenQuiet(task: () => void): void {
    this.tasks.push(task)
    void this.work()
  }

  /** Does what waits, as long as no instant is under way and the journal takes rows. */
  private async work(): Promise<void> {
    if (this.working) return
    this.working = true
    try {
      while (this.tasks.length > 0 && !this.closing.signal.aborted) {
        if (this.feeds === undefined || this.history.midInstant) await this.change()
        else if (this.recorder.room() < 1) await this.recorder.roomFor(1)
        else this.tasks.shift()!()
      }
    } catch (error) {
      this.fail(error)
    } finally {
      this.working = false
    }
  }

  private takeOrder(row: Uint8Array): void {
    const view = new DataView(row.buffer, row.byteOffset, ROW_BYTES)
    const verb = view.getUint32(20, true) & 0xff
    if (row[0] !== COMMAND || (verb !== VERB.submit && verb !== VERB.amend && verb !== VERB.cancel)) return
    const id = view.getBigInt64(COMMAND_CLIENT_ORDER_ID * 8, true)
    const { clientId, control } = this.image
    if (verb === VERB.submit && known(clientId, control.idCapacity(0), id)) {
      this.duplicates++
      return
    }
    this.commands++
    const account = this.accounts.account(view.getUint16(2, true), view.getUint32(4, true))
    view.setUint8(1, FLAG_LAST)
    view.setUint16(2, account < 0 ? NO_ACCOUNT : account, true)
    view.setBigInt64(8, this.recorder.nanos, true)
    view.setBigUint64(COMMAND_REASON * 8, 0n, true)
    this.recorder.take(row, 0, 1)
    this.wake()
  }

  private plant(): void {
    while (this.plants.length > 0 && !this.history.midInstant) {
      const { config } = this.options
      const [plant] = this.plants
      const instrument = config.instruments.findIndex(({ symbol }) => symbol === plant.instrument)
      const portfolio = config.portfolios.portfolios.findIndex(({ name }) => name === plant.portfolio)
      if (instrument < 0 || portfolio < 0) throw new Error(`there is no ${plant.instrument} of ${plant.portfolio}`)
      if (this.image.instrument.mark(instrument) === 0n) return
      this.plants.shift()
      this.recorder.take(this.plantedRow(portfolio, instrument, plant.lots), 0, 1)
    }
  }

  private plantedRow(portfolio: number, instrument: number, lots: bigint): Uint8Array {
    const { image } = this
    const value = valueAt(image, instrument, lots, image.instrument.mark(instrument))
    const row = new Uint8Array(ROW_BYTES)
    const view = new DataView(row.buffer)
    view.setUint8(0, ADJUST)
    view.setUint8(1, FLAG_LAST)
    view.setUint16(2, this.accounts.account(portfolio, instrument), true)
    view.setUint32(4, instrument, true)
    view.setBigInt64(8, this.recorder.nanos, true)
    view.setFloat64(ADJUST_LOTS * 8, Number(lots), true)
    view.setBigInt64(ADJUST_COST * 8, value, true)
    view.setBigInt64(ADJUST_CASH * 8, paidInFull(image, instrument) ? -value : 0n, true)
    return row
  }
}

/** No portfolio has this id: the desk refuses the order. */
const NO_ACCOUNT = 65_534
