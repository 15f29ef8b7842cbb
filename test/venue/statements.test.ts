import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { REPORT_EVENT, VERB } from '../../kernels/reference/commands.ts'
import {
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  FLAG_LAST,
  REPORT_LOTS,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { Accounts } from '../../pipeline/venue/exchange-config.ts'
import { ExchangeServer } from '../../pipeline/venue/exchange-server.ts'
import { Exchange } from '../../pipeline/venue/exchange.ts'
import { helloOf } from '../../pipeline/venue/hello.ts'
import { MessageQueue } from '../../pipeline/venue/message-queue.ts'
import { readStatement } from '../../pipeline/venue/statement.ts'
import { frameOf, MESSAGE, textFrame } from '../../pipeline/venue/wire.ts'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-statements-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function marketOf(path: string): Promise<Config> {
  await writeBtcCsv(path)
  return parseConfig(`
data: [{ path: ${path}, symbol: BTC-USD, spec: 1m }]
instruments:
  BTC-USD: { venue: x, kind: spot, currency: USD, priceScale: 2, quantityScale: 8, tick: 0.01, lotStep: 0.0001, session: crypto }
portfolios: [{ name: one, cash: 10000000, strategy: main }]
venue: { latency: 50ms, reportLatency: 10ms }
engine: { worker: never, cache: never }
`)
}

/** A market order to buy. */
function order(id: bigint, lots: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(ROW_BYTES))
  view.setUint8(0, COMMAND)
  view.setUint8(1, FLAG_LAST)
  view.setUint32(20, VERB.submit, true)
  view.setBigInt64(COMMAND_CLIENT_ORDER_ID * 8, id, true)
  view.setFloat64(COMMAND_LOTS * 8, lots, true)
  return new Uint8Array(view.buffer)
}

it('a venue states what it holds behind the reports that led to it, and before any later one', async () => {
  const config = await marketOf(join(folder, 'btc.csv'))
  const own = join(folder, 'venue')
  const exchange = await Exchange.open({ config, folder: own, speed: 'max', window: 64, durability: 'group' })
  const server = new ExchangeServer(exchange, own)
  const address = { path: join(folder, 'venue.sock') }
  await server.listen(address)
  void exchange.play()
  const socket = createConnection(address)
  const queue = new MessageQueue(socket)
  socket.write(textFrame(MESSAGE.hello, helloOf(config, 'an engine', 0, 0)))
  const { currencies } = new Accounts(config.instruments)
  let [held, statements, different] = [0n, 0, 0]
  for (let orders = 1n; ;) {
    const message = await queue.next()
    expect(queue.reason).toBeUndefined()
    if (message === undefined || message.kind === MESSAGE.end) break
    const { kind, first, rows, bytes } = message
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (kind === MESSAGE.market) {
      socket.write(frameOf(MESSAGE.taken, first + rows - 1))
      socket.write(frameOf(MESSAGE.orders, 0, order(orders++, 10_000), 0, 1))
      for (let asks = 0; asks < 3; asks++) socket.write(frameOf(MESSAGE.ask, 0))
    } else if (kind === MESSAGE.welcome) socket.write(frameOf(MESSAGE.taken, 0))
    else if (kind === MESSAGE.reports) {
      for (let at = 0; at < rows * ROW_BYTES; at += ROW_BYTES)
        if (view.getUint32(at + 20, true) === REPORT_EVENT.filled)
          held += BigInt(view.getFloat64(at + REPORT_LOTS * 8, true))
    } else if (kind === MESSAGE.statement) {
      statements++
      const { holdings } = readStatement(bytes, 1, 1, currencies.length)
      if ((holdings.get(0)?.lots ?? 0n) !== held) different++
    }
  }
  socket.destroy()
  await server.close()
  await exchange.close()
  expect(held).toBeGreaterThan(0n)
  expect(statements).toBeGreaterThan(50)
  expect(different).toBe(0)
})
