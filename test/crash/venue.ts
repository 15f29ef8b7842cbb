/** The venue under test, its own process: plays the feed to an engine and matches its orders until it is killed. */
import { readFileSync } from 'node:fs'
import { exit } from 'node:process'
import type { Config } from '../../pipeline/config/config.ts'
import { fromExactJson } from '../../pipeline/exact-json.ts'
import { ExchangeServer } from '../../pipeline/venue/exchange-server.ts'
import { addressOf } from '../../pipeline/venue/address.ts'
import { Exchange } from '../../pipeline/venue/exchange.ts'
import { ownSwitchboard, say } from './switchboard.ts'
import type { Switchboard } from './switchboard.ts'
import { watch } from './watch.ts'

try {
  await run(ownSwitchboard())
} catch (error) {
  say({ kind: 'failed', error: String(error) })
}
exit()

async function run(board: Switchboard): Promise<never> {
  const { order } = board
  const { folder, speed, durability, chunkRows } = order
  const resolved = fromExactJson(readFileSync(order.config, 'utf8')) as Config
  const config = { ...resolved, engine: { ...resolved.engine, backend: order.backend } }
  const exchange = await Exchange.open({ config, folder, speed, window: chunkRows, durability })
  watch(exchange.recorder, board)
  const server = new ExchangeServer(exchange, folder)
  await server.listen(addressOf(order.venue!))
  const never = new Promise<never>(() => undefined)
  return await Promise.race([exchange.failure, exchange.play().then(() => never)])
}
