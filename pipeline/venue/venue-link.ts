import { createConnection } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { RiskApproved } from '../../model/risk-approved.ts'
import { missingCommands, orderCommands } from '../../operators/execution/order-commands.ts'
import type { VenueCommand } from '../../operators/execution/order-commands.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import type { SettleCommand } from '../live/operator-command.ts'
import type { RowSink } from '../live/recorded-feed.ts'
import type { Address } from './address.ts'
import { addressText } from './address.ts'
import { Accounts } from './exchange-config.ts'
import { helloOf, journalId, PeerFile } from './hello.ts'
import type { Refused, Welcome } from './hello.ts'
import { MessageQueue } from './message-queue.ts'
import { Reconciliation } from './reconciliation.ts'
import type { BreakState, ReconciliationRun, VenueFacts } from './reconciliation.ts'
import { readStatement } from './statement.ts'
import type { VenueStatement } from './statement.ts'
import { frameOf, MESSAGE, textFrame, textOf, WireError } from './wire.ts'
import type { Message, MessageKind } from './wire.ts'

const FACTS_FILE = 'venue.json'
const BACKOFF_MILLIS_MIN = 20
const BACKOFF_MILLIS_MAX = 2_000
/** Milliseconds between two comparisons with the venue. */
export const RECONCILE_MILLIS = 5_000

/** The run whose orders go out, and whose input comes in, over a link. */
export interface LinkRun extends RowSink, ReconciliationRun {
  /** Takes reports of the venue. */
  takeReports(bytes: Uint8Array, at: number, rows: number): void
  /** Lets something leave when all rows so far are durable, behind everything held before. */
  hold(leave: () => void): void
}

export interface LinkOptions {
  /** The run's, whose venue is external. */
  readonly config: Config
  readonly address: Address
  /** The engine's journal. */
  readonly folder: string
  /** Rows of the feed, and reports, that the engine has. */
  readonly feedRows: number
  readonly reportRows: number
  /** Default {@link RECONCILE_MILLIS}. */
  readonly reconcileMillis?: number
  /** Called where a process may be stopped to see what it loses. */
  readonly onMoment?: (moment: LinkMoment) => void
}

/** Around what crosses the wire. */
export type LinkMoment = 'order about to leave' | 'order left' | 'report received' | 'report taken'

/**
 * Where the link stands: `down`: nobody answers; `catching-up`: what was missed comes in, no order leaves; `open`: orders
 * leave; `ended`: the feed has.
 */
export type LinkState = 'down' | 'catching-up' | 'open' | 'ended'

/** A link as people read it. */
export interface LinkStatus {
  readonly address: string
  readonly state: LinkState
  /** Why it is down. */
  readonly reason?: string
  readonly connections: number
  readonly feedRows: number
  readonly reports: number
  /** Orders sent again because the venue did not know them. */
  readonly resent: number
  /** Statements compared. */
  readonly statements: number
  readonly breaks: readonly BreakState[]
}

/** The venue does not serve this engine. */
export class VenueRefusedError extends Error {
  override readonly name = 'VenueRefusedError'
}

interface Settlement {
  readonly command: SettleCommand
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * The engine's end of a wire to a venue. Market rows and reports come in where the engine's journal ends; orders leave when
 * their cause is durable and the link is open. At each connection the venue states what it holds: orders of ours that it
 * does not know are sent again under their ids, and positions are compared.
 */
export class VenueLink {
  private readonly options: LinkOptions
  private readonly accounts: Accounts
  private readonly facts: PeerFile<VenueFacts>
  private readonly reconciliation: Reconciliation
  private run: LinkRun | undefined
  private begun = false
  private feedRows: number
  private reports: number
  private state: LinkState = 'down'
  private reason: string | undefined
  private connections = 0
  private resent = 0
  private socket: Socket | undefined
  private statementParts: Uint8Array[] = []
  private readonly settlements: Settlement[] = []

  constructor(options: LinkOptions) {
    const { config, folder } = options
    this.options = options
    this.accounts = new Accounts(config.instruments)
    this.facts = new PeerFile(folder, FACTS_FILE)
    this.reconciliation = new Reconciliation(config, this.accounts, this.facts)
    this.feedRows = options.feedRows
    this.reports = options.reportRows
  }

  /**
   * Trades until the feed ends or the signal comes; where the venue is down, tries again and again.
   *
   * @throws {VenueRefusedError}; what the run throws
   */
  async play(run: LinkRun, signal: AbortSignal): Promise<void> {
    this.run = run
    const stop = (): void => void this.socket?.destroy()
    signal.addEventListener('abort', stop, { once: true })
    const asking = setInterval(() => this.ask(), this.options.reconcileMillis ?? RECONCILE_MILLIS)
    let pause = BACKOFF_MILLIS_MIN
    try {
      while (!signal.aborted) {
        const before = this.connections
        if (await this.connected(signal)) break
        this.down()
        pause = this.connections > before ? BACKOFF_MILLIS_MIN : Math.min(2 * pause, BACKOFF_MILLIS_MAX)
        await setTimeout(pause, undefined, { signal }).catch(() => undefined)
      }
    } finally {
      clearInterval(asking)
      signal.removeEventListener('abort', stop)
      for (const { failed } of this.settlements.splice(0)) failed(new Error('the run has ended'))
    }
  }

  /** Gives the connection up; what is held leaves no more. */
  close(): void {
    this.socket?.end()
    this.socket = undefined
  }

  /** Sends what an outcome has for the venue, when it may leave. */
  take(outcome: Outcome): void {
    const commands = orderCommands(outcome)
    if (this.state === 'open') this.send(commands)
  }

  /** Settles a break, by the venue's next statement. @throws {CommandError} where there is none */
  settle(command: SettleCommand): Promise<void> {
    if (this.state !== 'open')
      return Promise.reject(new Error('the venue is not connected: it can’t be asked what it holds'))
    return new Promise((done, failed) => {
      this.settlements.push({ command, done, failed })
      this.ask()
    })
  }

  status(): LinkStatus {
    return {
      address: addressText(this.options.address),
      state: this.state,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      connections: this.connections,
      feedRows: this.feedRows,
      reports: this.reports,
      resent: this.resent,
      statements: this.reconciliation.statements,
      breaks: this.begun ? this.reconciliation.describe(this.run!.image) : [],
    }
  }

  /** One connection, from its beginning to its end; gives whether the feed has ended with it. */
  private async connected(signal: AbortSignal): Promise<boolean> {
    const { address, config, folder } = this.options
    const socket = createConnection(address)
    this.socket = socket
    this.statementParts = []
    const queue = new MessageQueue(socket)
    socket.setNoDelay(true)
    socket.setKeepAlive(true)
    socket.on('connect', () => {
      socket.write(textFrame(MESSAGE.hello, helloOf(config, journalId(folder), this.feedRows, this.reports)))
    })
    try {
      for (let message = await queue.next(); message !== undefined; message = await queue.next()) {
        if (signal.aborted) return false
        await this.answer(message)
        if (this.isEnded()) return true
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      queue.reason = error.message
    } finally {
      if (!this.isEnded()) socket.destroy()
      this.reason = queue.reason
    }
    return false
  }

  private isEnded(): boolean {
    return this.state === 'ended'
  }

  private down(): void {
    this.state = 'down'
    this.socket = undefined
    for (const { failed } of this.settlements.splice(0)) failed(new Error('the venue went away before it answered'))
  }

  private async answer(message: Message): Promise<void> {
    switch (message.kind) {
      case MESSAGE.welcome:
        return this.welcome(textOf(message) as Welcome)
      case MESSAGE.refused:
        throw new VenueRefusedError(`the venue refuses: ${(textOf(message) as Refused).reason}`)
      case MESSAGE.market:
        this.feedRows = await this.rows(message, this.feedRows, (bytes, at, rows) => this.run!.take(bytes, at, rows))
        return this.taken()
      case MESSAGE.reports:
        this.options.onMoment?.('report received')
        this.reports = await this.rows(message, this.reports, (bytes, at, rows) =>
          this.run!.takeReports(bytes, at, rows),
        )
        this.options.onMoment?.('report taken')
        return undefined
      case MESSAGE.statement:
        return this.statement(message)
      case MESSAGE.end:
        this.state = 'ended'
        return undefined
      default:
        throw new WireError(`a venue does not say ${message.kind}`)
    }
  }

  private welcome({ venue, feeds, nanos }: Welcome): void {
    const known = this.facts.read()
    if (known !== undefined && known.peer !== venue)
      throw new VenueRefusedError(
        `the engine has traded on the venue with journal ${known.peer}, this one has ${venue}: it knows nothing of its orders`,
      )
    if (known === undefined) this.facts.write({ peer: venue, rejected: [] })
    if (!this.begun) this.run!.begin(feeds, BigInt(nanos))
    this.begun = true
    this.state = 'catching-up'
    this.reason = undefined
    this.connections++
  }

  /** Takes the rows of a numbered frame that are not there yet; returns the number of the last. */
  private async rows(
    { first, rows, bytes }: Message,
    had: number,
    take: (bytes: Uint8Array, at: number, rows: number) => void,
  ): Promise<number> {
    if (first > had + 1) throw new WireError(`rows from ${had + 1} on were to come, these begin with ${first}`)
    const run = this.run!
    let from = had + 1 - first
    while (from < rows) {
      const room = run.room()
      if (room < 1) await run.roomFor(Math.min(rows - from, ROWS_AT_ONCE))
      else {
        const count = Math.min(room, rows - from)
        take(bytes, from * ROW_BYTES, count)
        from += count
      }
    }
    return Math.max(had, first + rows - 1)
  }

  private async statement({ bytes, rows }: Message): Promise<void> {
    this.statementParts.push(bytes)
    if (rows * ROW_BYTES === STATEMENT_FRAME_BYTES) return
    const run = this.run!
    const { portfolios, instruments } = run.image.size
    const all = new Uint8Array(Buffer.concat(this.statementParts.splice(0)))
    const statement = readStatement(all, portfolios, instruments, this.accounts.currencies.length)
    if (run.room() < ROWS_AT_ONCE) await run.roomFor(ROWS_AT_ONCE)
    if (this.state === 'catching-up') this.open(statement)
    this.reconciliation.compare(run, statement)
    for (const { command, done, failed } of this.settlements.splice(0)) {
      try {
        this.reconciliation.settle(run, command)
        done()
      } catch (error) {
        failed(error)
      }
    }
  }

  /** All that the venue did before is known: what it does not know goes out again, and order flow begins. */
  private open({ orders }: VenueStatement): void {
    this.state = 'open'
    const commands = missingCommands(this.run!.image, (id) => orders.get(id))
    this.resent += commands.length
    this.send(commands)
    this.taken()
  }

  private send(commands: readonly RiskApproved<VenueCommand>[]): void {
    for (const { row } of commands) this.leave(MESSAGE.orders, () => [0, row])
  }

  /** Tells how far the engine is, behind the orders that its rows led to. */
  private taken(): void {
    if (this.state !== 'open') return
    const { feedRows } = this
    this.leave(MESSAGE.taken, () => [feedRows, undefined])
  }

  /** Sends a frame when everything so far is durable, if this connection still stands: the next is told what it lacks. */
  private leave(kind: MessageKind, frame: () => [first: number, row: Uint8Array | undefined]): void {
    const { socket } = this
    this.run!.hold(() => {
      if (socket === undefined || this.socket !== socket || !socket.writable) return
      const [first, row] = frame()
      if (row !== undefined) this.options.onMoment?.('order about to leave')
      socket.write(frameOf(kind, first, row, 0, row === undefined ? 0 : 1))
      if (row !== undefined) this.options.onMoment?.('order left')
    })
  }

  private ask(): void {
    if (this.state === 'open') this.leave(MESSAGE.ask, () => [0, undefined])
  }
}

const ROWS_AT_ONCE = 1_024
const STATEMENT_FRAME_BYTES = 4_096 * ROW_BYTES
