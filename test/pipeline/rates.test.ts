// A portfolio kept in another currency than its instrument settles in, with rates from a file, through the whole graph.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floorDiv } from '../../kernels/money.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { feed } from '../../pipeline/engine/source.ts'
import type { RunResult } from '../../pipeline/result/run-result.ts'
import { btcFolder } from './btc.ts'

const btc = btcFolder()
const RATES = [
  'time,pair,rate',
  '2016-01-01T12:00:00Z,EUR/USD,1.0856',
  '2016-01-02T12:00:00Z,EUR/USD,1.0871',
  '2016-01-03T12:00:00Z,EUR/USD,1.0858',
]

async function configured(engine: Partial<Config['engine']> = {}, lines = RATES): Promise<Config> {
  const path = join(btc.folder, `rates-${lines.length}.csv`)
  await writeFile(path, `${lines.join('\n')}\n`)
  const text = `
portfolios:
  - { name: euro, currency: EUR, cash: "1000", balances: { USD: "100000" }, limits: { allowShort: true } }
  - { name: dollar, currency: USD, cash: "100000", limits: { allowShort: true } }
`
  return parseConfig(text, {
    files: [btc.csv],
    rates: [path],
    engine: { debug: true, backend: 'reference', ...engine },
  })
}
const resultOf = async (config: Config): Promise<RunResult> => run(feed(config).pipe(graph(config)))

describe('a portfolio in another currency', () => {
  it('trades once there is a rate, pays in the other currency, and is valued in its own', async () => {
    const result = await resultOf(await configured())
    const { image } = result.parts.collector
    const [EUR, USD] = ['EUR', 'USD'].map((name) => image!.names.currencies.indexOf(name))
    expect(result.parts.collector.reasons.get('RATE_MISSING')?.refused).toBeGreaterThan(0)
    const [euro, dollar] = result.portfolios()
    expect(euro).toMatchObject({ currency: 'EUR', balanced: true, others: [{ currency: 'USD', balanced: true }] })
    expect(Number(euro.others[0].fees)).toBeGreaterThan(0)
    expect(Number(euro.cash)).toBe(1_000)
    expect(dollar.others).toEqual([])
    const abroad =
      image!.ledger.cash(image!.ledgerAt(0, USD)) +
      image!.instrument.mark(0) * image!.instrument.unitValue(0) * image!.position.lots(0)
    const scale = 10n ** BigInt(image!.names.moneyScales[USD] - image!.names.moneyScales[EUR])
    expect(Number(image!.scope.equity(0) - image!.ledger.cash(image!.homeLedger(0)))).toBeCloseTo(
      Number(floorDiv(abroad * 1_000_000_000n, 1_085_800_000n * scale)),
      -1,
    )
    expect(result.summary()).toMatch(/\n {9}USD cash [\d ]+\.\d+ \+ cost .* = 100 000\.00 ✓\n/)
  })
  it('gives one result whatever the frames and the backend', async () => {
    const hashes = await Promise.all(
      ([{ frame: 1 }, { frame: 'ragged' }, { backend: 'wasm' }, { worker: 'always' }] as const).map(
        async (engine) => (await resultOf(await configured(engine))).hash,
      ),
    )
    expect(new Set(hashes)).toEqual(new Set([(await resultOf(await configured())).hash]))
  })
  it('refuses files of rates that name no currency in use', async () => {
    await expect(configured({}, ['time,pair,rate', '2016-01-01,CHF/NOK,9'])).rejects.toThrow(/has no pair of USD, EUR/)
  })
})
