import type { Socket } from 'node:net'
import { FLAG_LAST, FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import type { DatedStatement, Exchange } from './exchange.ts'
import { readHello, refusalOf } from './hello.ts'
import type { Hello, PeerFile, Refused, Welcome } from './hello.ts'
import { isMarket } from './history.ts'
import type { PastRows } from './history.ts'
import { FrameReader, frameOf, MESSAGE, textFrame, textOf, WireError } from './wire.ts'
import type { Message, MessageKind } from './wire.ts'

/** What a connection asks of the server it belongs to. */
export interface ConnectionHost {
  readonly peer: PeerFile<{ readonly peer: string }>
  /** It is the engine's now: another one is closed. */
  opened(connection: ExchangeConnection): void
  closed(connection: ExchangeConnection): void
}

/**
 * One engine at a venue. What the venue published goes out in the order of its journal, from where the engine stands: rows
 * of the feed, and at the end of each instant the reports it led to.
 */
export class ExchangeConnection {
  private readonly exchange: Exchange
  private readonly socket: Socket
  private readonly host: ConnectionHost
  private readonly reader = new FrameReader()
  private hello: Hello | undefined
  private shut = false
  /** Row of the venue's journal that goes out next. */
  private sequence = 0
  private feedRows = 0
  private reports = 0
  private midInstant = false
  private ending: 'not' | 'asked' | 'stated' | 'told' = 'not'
  private readonly statements: DatedStatement[] = []

  constructor(exchange: Exchange, socket: Socket, host: ConnectionHost) {
    this.exchange = exchange
    this.socket = socket
    this.host = host
    socket.setNoDelay(true)
    socket.setKeepAlive(true)
    socket.on('error', () => this.close())
    socket.on('close', () => {
      this.shut = true
      host.closed(this)
    })
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
  }

  close(): void {
    this.shut = true
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    try {
      for (const message of this.reader.take(chunk)) if (!this.shut) this.answer(message)
    } catch (error) {
      this.refuse(error instanceof Error ? error.message : String(error))
    }
  }

  private answer(message: Message): void {
    const { exchange } = this
    if (this.hello === undefined) {
      if (message.kind !== MESSAGE.hello)
        throw new WireError(`an engine says ${MESSAGE.hello} first, not ${message.kind}`)
      this.hello = readHello(textOf(message))
      void this.serve(this.hello).catch((error: unknown) =>
        this.refuse(error instanceof Error ? error.message : String(error)),
      )
      return
    }
    if (message.kind === MESSAGE.orders)
      for (let row = 0; row < message.rows; row++)
        exchange.order(message.bytes.slice(row * ROW_BYTES, (row + 1) * ROW_BYTES), () => !this.shut)
    else if (message.kind === MESSAGE.taken) exchange.credit(message.first)
    else if (message.kind === MESSAGE.ask) this.state()
    else throw new WireError(`an engine does not say ${message.kind}`)
  }

  private async serve(hello: Hello): Promise<void> {
    const { exchange, host } = this
    const { history, world } = exchange
    // Another engine's connection has no say from here on.
    host.opened(this)
    while (exchange.feeds === undefined && !this.shut) await exchange.change()
    const peer = host.peer.read()?.peer
    const refusal = refusalOf(hello, { world, peer, feedRows: history.feedRows, reports: history.reports.count })
    if (refusal !== undefined) return this.refuse(refusal)
    if (peer === undefined) host.peer.write({ peer: hello.engine })
    const place = await history.behind(hello.feedRows)
    this.sequence = place.sequence
    this.midInstant = place.midInstant
    this.feedRows = hello.feedRows
    this.reports = hello.reports
    const welcome: Welcome = { venue: exchange.id, feeds: exchange.feeds ?? [], nanos: String(exchange.firstNanos) }
    this.write(textFrame(MESSAGE.welcome, welcome))
    this.state()
    await this.publish()
  }

  /** States what the venue holds behind the rows that it holds at: not among later ones. */
  private state(): void {
    this.exchange.statement((statement) => {
      if (this.shut) return
      this.statements.push(statement)
      if (this.ending === 'asked') this.ending = 'stated'
      this.exchange.wake()
    })
  }

  private async publish(): Promise<void> {
    const { exchange, socket } = this
    while (!this.shut) {
      this.publishStatements()
      if (exchange.endedAt !== undefined && this.sequence > exchange.endedAt) this.publishEnd()
      const to = Math.min(exchange.releasable, this.statements.at(0)?.sequence ?? Infinity)
      if (this.sequence > to) {
        await exchange.released(this.sequence)
        continue
      }
      this.publishRows(await exchange.history.rows(this.sequence, to))
      if (socket.writableNeedDrain && !this.shut) await drained(socket)
    }
  }

  /** The feed's end, behind a last statement. */
  private publishEnd(): void {
    if (this.ending === 'not') {
      this.ending = 'asked'
      this.state()
    } else if (this.ending === 'stated' && this.statements.length === 0) {
      this.ending = 'told'
      this.write(frameOf(MESSAGE.end, this.feedRows))
    }
  }

  private publishRows({ first, rows, bytes }: PastRows): void {
    if (!this.midInstant) this.publishReports(first - 1)
    let from = 0
    const market = (to: number): void => {
      if (to > from) this.rows(MESSAGE.market, this.feedRows - (to - from) + 1, bytes, from * ROW_BYTES, to - from)
    }
    for (let row = 0; row < rows; row++) {
      const at = row * ROW_BYTES
      if (isMarket(bytes[at])) {
        this.midInstant = (bytes[at + 1] & FLAG_LAST) === 0
        this.feedRows++
      } else {
        market(row)
        from = row + 1
      }
      if (this.midInstant || this.exchange.history.reports.upTo(first + row) === this.reports) continue
      market(row + 1)
      from = row + 1
      this.publishReports(first + row)
    }
    market(rows)
    this.sequence = first + rows
  }

  /** Sends the reports of rows up to a sequence. */
  private publishReports(sequence: number): void {
    const { reports } = this.exchange.history
    const to = reports.upTo(sequence)
    for (let from = this.reports; from < to; from = this.reports) {
      this.reports = Math.min(to, from + FRAME_ROWS_MAX)
      const rows = reports.rows(from, this.reports).slice()
      // A message ends with an instant of its own.
      if (this.reports === to) rows[rows.length - ROW_BYTES + 1] |= FLAG_LAST
      this.rows(MESSAGE.reports, from + 1, rows, 0, this.reports - from)
    }
  }

  private publishStatements(): void {
    const { statements } = this
    while (statements.length > 0 && statements[0].sequence < this.sequence) {
      if (!this.midInstant) this.publishReports(this.sequence - 1)
      const { rows } = statements.shift()!
      const count = rows.length / ROW_BYTES
      let from = 0
      // The last frame of a statement has fewer rows than fit.
      do {
        const part = Math.min(FRAME_ROWS_MAX, count - from)
        this.rows(MESSAGE.statement, this.reports, rows, from * ROW_BYTES, part)
        from += part
        if (part < FRAME_ROWS_MAX) break
      } while (from <= count)
    }
  }

  private rows(kind: MessageKind, first: number, bytes: Uint8Array, at: number, rows: number): void {
    this.write(frameOf(kind, first, bytes, at, rows))
  }

  private refuse(reason: string): void {
    if (this.shut) return
    this.shut = true
    const refused: Refused = { reason }
    this.socket.end(textFrame(MESSAGE.refused, refused))
  }

  private write(frame: Uint8Array): void {
    if (!this.shut && this.socket.writable) this.socket.write(frame)
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go)
      socket.off('close', go)
      resolve()
    }
    socket.on('drain', go)
    socket.on('close', go)
  })
}
