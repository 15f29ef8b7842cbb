import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { ExchangeConnection } from './exchange-connection.ts'
import type { ConnectionHost } from './exchange-connection.ts'
import type { Exchange } from './exchange.ts'
import { PeerFile } from './hello.ts'
import type { Address } from './address.ts'

const PEER_FILE = 'engine.json'

/** Lets an engine trade at an exchange over a socket; one at a time, the newest. */
export class ExchangeServer implements ConnectionHost {
  readonly peer: PeerFile<{ readonly peer: string }>
  private readonly exchange: Exchange
  private readonly server: Server
  private readonly connections = new Set<ExchangeConnection>()
  private current: ExchangeConnection | undefined

  constructor(exchange: Exchange, folder: string) {
    this.exchange = exchange
    this.peer = new PeerFile(folder, PEER_FILE)
    this.server = createServer((socket) => this.connections.add(new ExchangeConnection(exchange, socket, this)))
  }

  /** @throws where the address is taken */
  async listen(address: Address): Promise<void> {
    // The socket belongs to who holds the journal: one that is there is of a venue that has ended.
    if ('path' in address) rmSync(address.path, { force: true })
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(address, resolve)
    })
    if ('path' in address) chmodSync(address.path, 0o600)
  }

  opened(connection: ExchangeConnection): void {
    const before = this.current
    this.current = connection
    if (before !== undefined && before !== connection) before.close()
    this.exchange.credit(undefined)
  }

  closed(connection: ExchangeConnection): void {
    this.connections.delete(connection)
    if (this.current !== connection) return
    this.current = undefined
    this.exchange.credit(undefined)
  }

  get connected(): boolean {
    return this.current !== undefined
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    for (const connection of this.connections) connection.close()
    await closed
  }
}
