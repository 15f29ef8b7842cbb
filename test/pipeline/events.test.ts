// Dividends, splits, funding and settlements from a file, through the whole graph.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { firstValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { LOT_METHODS } from '../../analytics/ledger/lot.ts'
import { floorDiv } from '../../kernels/money.ts'
import { parseDecimal } from '../../model/decimal.ts'
import { fills } from '../../operators/execution/fills.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import { orders } from '../../operators/execution/orders.ts'
import { equity } from '../../operators/portfolio/equity.ts'
import { alerts } from '../../operators/risk/alerts.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { lots } from '../../pipeline/result/lots.ts'
import type { RunResult } from '../../pipeline/result/run-result.ts'
import { btcFolder } from './btc.ts'

const btc = btcFolder()

/** The three days of BTC-USD with events, two portfolios and shorts, checked after every row. */
async function configured(lines: readonly string[], yaml = '', frame: number | 'ragged' = 64): Promise<Config> {
  const path = join(btc.folder, `events-${Math.abs(hash(lines.join('\n')))}.csv`)
  await writeFile(path, `${lines.join('\n')}\n`)
  const text = `
portfolios:
  - { name: one, cash: "100000", limits: { allowShort: true } }
  - { name: two, cash: "50000", limits: { allowShort: true, concentration: "0.5" } }
${yaml}`
  return parseConfig(text, { files: [btc.csv], events: [path], engine: { debug: true, frame, backend: 'reference' } })
}

const hash = (text: string): number =>
  Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7)

const outcomes = (config: Config) => feed(config).pipe(graph(config))
const fillsOf = (config: Config): Promise<FillEvent[]> => firstValueFrom(outcomes(config).pipe(fills(), toArray()))

const SCALE = 12
const signed = ({ side, quantity }: FillEvent): bigint =>
  side === 'buy' ? parseDecimal(quantity, SCALE) : -parseDecimal(quantity, SCALE)

/** Every book by every method beside what the desk holds. */
function expectAgreement(result: RunResult): void {
  const image = result.parts.collector.image!
  for (const method of LOT_METHODS) {
    for (const fees of ['expense', 'basis'] as const) {
      const books = lots(result, { method, fees })
      expect(books.length).toBeGreaterThan(0)
      for (const book of books) {
        const portfolio = image.names.scopes.indexOf(book.portfolio)
        const index = image.positionAt(portfolio, 0)
        const scale = image.names.moneyScales[image.instrument.currency(0)]
        const money = (text: string | null): bigint => parseDecimal(text!, scale)
        const { quantityScale } = image.names.universe.instruments[0]
        expect(parseDecimal(book.quantity, quantityScale)).toBe(image.position.lots(index))
        const open = book.open.reduce((sum, { quantity, side }) => {
          return sum + (side === 'long' ? 1n : -1n) * parseDecimal(quantity, SCALE)
        }, 0n)
        expect(open).toBe(parseDecimal(book.quantity, SCALE))
        const home = image.homeLedger(portfolio)
        const total = money(book.realised) + money(book.unrealised) + money(book.income)
        // Equity less what was paid in is the result after fees, whatever the method.
        const paid = image.ledger.deposits(home) - image.ledger.withdrawals(home)
        const expensed = fees === 'basis' ? 0n : money(book.fees)
        expect(total - expensed).toBe(image.scope.equity(portfolio) - paid)
      }
    }
  }
}

describe('dividends', () => {
  const TIMES = ['2016-01-02T06:30:00Z', '2016-01-02T18:00:30Z', '2016-01-03T11:00:00Z']
  const LINES = ['time,instrument,event,amount', ...TIMES.map((time, at) => `${time},BTC-USD,dividend,${at + 1}.25`)]

  it('pay what was held at their time, to the unit, and keep the books', async () => {
    const config = await configured(LINES)
    const result = await run(outcomes(config))
    const seen = await fillsOf(config)
    expect(seen.length).toBeGreaterThan(20)
    const image = result.parts.collector.image!
    const scale = image.names.moneyScales[0]
    for (const { name, balanced, adjustments } of result.portfolios()) {
      const expected = TIMES.reduce((sum, time, at) => {
        const micros = Date.parse(time) * 1000
        const held = seen
          .filter((fill) => fill.portfolio === name && fill.timeMicros <= micros)
          .reduce((all, fill) => all + signed(fill), 0n)
        const product = held * parseDecimal(`${at + 1}.25`, 2) * 10n ** BigInt(scale)
        return sum + floorDiv(product, 10n ** BigInt(SCALE + 2))
      }, 0n)
      expect(expected).not.toBe(0n)
      expect(parseDecimal(adjustments, scale)).toBe(expected)
      expect(balanced).toBe(true)
    }
    expect(result.parts.info!.events).toMatchObject({ applied: 3, outside: 0 })
    expectAgreement(result)
  })

  it('follow every row of their own time', async () => {
    const header = 'time,instrument,event,amount'
    const venue = 'venue: { reportLatency: 0ms }'
    const [first] = await fillsOf(await configured([header], venue))
    // Bought on the row of a whole minute, and held after it.
    expect([first.side, first.timeMicros % 60_000_000]).toEqual(['buy', 0])
    const pays = async (micros: number): Promise<number> => {
      const time = new Date(micros / 1000).toISOString()
      const result = await run(outcomes(await configured([header, `${time},BTC-USD,dividend,1`], venue)))
      return result.parts.info!.events!.positions
    }
    expect(await pays(first.timeMicros)).toBeGreaterThan(0)
    expect(await pays(first.timeMicros - 1_000)).toBe(0)
  })

  it('give one hash however the stream is cut', async () => {
    const hashes = new Set<string>()
    for (const frame of [1, 7, 64, 'ragged'] as const)
      hashes.add((await run(outcomes(await configured(LINES, '', frame)))).hash)
    expect(hashes.size).toBe(1)
    const without = await run(outcomes({ ...(await configured(LINES)), events: [] }))
    expect(hashes).not.toContain(without.hash)
  })
})

describe('contracts', () => {
  const LINEAR = 'instruments: { BTC-USD: { kind: linear } }'

  it('funding and settlement move cash, and realised + unrealised stays the same by every method', async () => {
    const config = await configured(
      [
        'time,instrument,event,rate,price',
        '2016-01-02T08:00:00Z,BTC-USD,funding,0.0001,',
        '2016-01-02T16:00:00Z,BTC-USD,funding,-0.0002,433.123',
        '2016-01-02,BTC-USD,settlement,,433.5',
        '2016-01-03T08:00:00Z,BTC-USD,borrow,0.0003,',
      ],
      LINEAR,
    )
    const result = await run(outcomes(config))
    expect(result.parts.info!.events!.applied).toBe(4)
    expect(result.portfolios().every(({ balanced }) => balanced)).toBe(true)
    expect(result.portfolios().some(({ adjustments }) => Number(adjustments) !== 0)).toBe(true)
    expectAgreement(result)
    const settled = lots(result).flatMap(({ closed }) => closed.map((one) => Number(one.settled)))
    expect(settled.some((amount) => amount !== 0)).toBe(true)
  })
})

describe('splits', () => {
  it('keep equity at their moment, and restate lots', async () => {
    const at = '2016-01-02T12:00:30Z'
    const lines = ['time,instrument,event,ratio', `${at},BTC-USD,split,3:2`]
    const config = await configured(lines)
    const result = await run(outcomes(config))
    const points = await firstValueFrom(outcomes(config).pipe(equity(), toArray()))
    const micros = Date.parse(at) * 1000
    const held = (await fillsOf(config)).some(({ timeMicros }) => timeMicros < micros)
    expect(held).toBe(true)
    for (const name of ['one', 'two']) {
      const own = points.filter(({ portfolio }) => portfolio === name)
      const after = own.findIndex(({ timeMicros }) => timeMicros === micros)
      expect(after).toBeGreaterThan(0)
      // Half a unit of the restated price, and the fraction in cash, are all that may change.
      const [before, then] = [Number(own[after - 1].gross), Number(own[after].gross)]
      expect(Math.abs(then / before - 1)).toBeLessThan(0.02)
    }
    expect(result.portfolios().every(({ balanced }) => balanced)).toBe(true)
    expectAgreement(result)
  })

  it('cancel what was ordered in old lots and not filled yet', async () => {
    const header = 'time,instrument,event,ratio'
    const without = await configured([header])
    const ordered = await firstValueFrom(outcomes(without).pipe(orders(), toArray()))
    const filled = (await fillsOf(without))[0]
    const sent = ordered.find(({ orderId, event }) => orderId === filled.orderId && event === 'sent')!
    const wait = filled.timeMicros - sent.timeMicros
    expect(wait).toBeGreaterThan(2_000_000)
    const between = new Date((sent.timeMicros + wait / 2) / 1000).toISOString()
    const config = await configured([header, `${between},BTC-USD,split,2:1`])
    const own = (await firstValueFrom(outcomes(config).pipe(orders(), toArray()))).filter(
      ({ orderId }) => orderId === filled.orderId,
    )
    expect(own.map(({ event }) => event)).toEqual(['sent', 'cancelled'])
    expect((await fillsOf(config)).map(({ orderId }) => orderId)).not.toContain(filled.orderId)
  })

  it('are told at their own time where they put a position over its limit', async () => {
    const at = '2016-01-02T12:00:30Z'
    const config = await configured(
      ['time,instrument,event,ratio', `${at},BTC-USD,split,1000:1`],
      'limits: { position: { BTC-USD: "1000" } }',
    )
    const told = await firstValueFrom(outcomes(config).pipe(alerts(), toArray()))
    const over = told.filter(({ reason, cleared }) => reason === 'POSITION_MAX' && !cleared)
    expect(over.map(({ portfolio, time }) => [portfolio, time])).toEqual([
      ['two', at],
      ['one', at],
    ])
  })

  it('take what was filled and not reported yet with the rest, at the price and in the lots it was filled at', async () => {
    const header = 'time,instrument,event,ratio'
    const venue = 'venue: { reportLatency: 10m }'
    const filled = (await fillsOf(await configured([header], venue)))[0]
    const between = filled.timeMicros - 300_000_000
    const line = `${new Date(between / 1000).toISOString()},BTC-USD,split,3:2`
    const config = await configured([header, line], venue)
    const booked = (await fillsOf(config)).find(({ orderId }) => orderId === filled.orderId)!
    const { price, quantity, fee } = filled
    expect(booked).toMatchObject({ price, quantity, fee, timeMicros: between })
    const result = await run(outcomes(config))
    expect(result.portfolios().every(({ balanced }) => balanced)).toBe(true)
    expectAgreement(result)
    const hashes = new Set<string>()
    for (const frame of [1, 7, 'ragged'] as const)
      hashes.add((await run(outcomes(await configured([header, line], venue, frame)))).hash)
    expect([...hashes]).toEqual([result.hash])
  })
})

describe('a file of events', () => {
  const faultsOf = (lines: readonly string[], yaml = ''): Promise<string> =>
    configured(lines, yaml).then(
      () => 'no fault',
      (error: Error) => error.message.replaceAll(/events-\d+/g, 'events'),
    )

  it('names every line that is not understood', async () => {
    const text = await faultsOf([
      'time,instrument,event,amount,ratio,rate,price,currency',
      'yesterday,BTC-USD,dividend,1,,,,',
      '2016-02-30,BTC-USD,dividend,1,,,,',
      '2016-01-02,XRP-USD,dividend,1,,,,',
      '2016-01-02,BTC-USD,spin-off,1,,,,',
      '2016-01-02,BTC-USD,dividend,,,,,',
      '2016-01-02,BTC-USD,dividend,-1,,,,',
      '2016-01-02,BTC-USD,dividend,1,2:1,,,',
      '2016-01-02,BTC-USD,split,,2/1,,,',
      '2016-01-02,BTC-USD,split,,2:2,,,',
      '2016-01-02,BTC-USD,dividend,1,,,,EUR',
      '2016-01-02,BTC-USD,funding,,,0.0001,,',
      '2016-01-02,BTC-USD,dividend,1',
      '2016-01-03,BTC-USD,dividend,1,,,,USD',
      '2016-01-03,BTC-USD,dividend,2,,,,USD',
    ])
    const expected = [
      'events.csv:2: time must be a date or ISO 8601, was "yesterday"',
      'events.csv:3: time must be a date or ISO 8601, was "2016-02-30"',
      'events.csv:4: there is no instrument XRP-USD in the data: BTC-USD',
      'events.csv:5: event must be one of dividend, split, funding, settlement, borrow, was "spin-off"',
      'events.csv:6: a dividend needs amount',
      'events.csv:7: amount must be above 0, was -1',
      'events.csv:8: a dividend has no ratio',
      'events.csv:9: ratio must be new:old, such as 4:1 or 1:10, was "2/1"',
      'events.csv:10: ratio 2:2 splits nothing',
      'events.csv:11: BTC-USD settles in USD, the dividend is in EUR',
      'events.csv:12: BTC-USD is spot: it is paid in full and has no funding',
      'events.csv:13: has 4 fields, the header 8',
      'events.csv:15: BTC-USD has this dividend already, in events.csv:14',
    ]
    for (const line of expected) expect(text).toContain(line)
    expect(text.split('\n')).toHaveLength(expected.length + 1)
  })

  it('refuses splits and dividends that the prices hold already', async () => {
    const lines = [
      'time,instrument,event,amount,ratio',
      '2016-01-02,BTC-USD,split,,2:1',
      '2016-01-02,BTC-USD,dividend,1,',
    ]
    const data = (adjustment: string): string => `data: [{ path: ${btc.csv}, adjustment: ${adjustment} }]`
    expect(await faultsOf(lines, data('none'))).toBe('no fault')
    const split = await faultsOf(lines, data('split'))
    expect(split).toContain('events.csv:2: BTC-USD: its prices hold this split already (adjustment: split)')
    expect(split).not.toContain('events.csv:3')
    const total = await faultsOf(lines, data('total'))
    expect(total).toContain('events.csv:2: BTC-USD: its prices hold this split already (adjustment: total)')
    expect(total).toContain('events.csv:3: BTC-USD: its prices hold this dividend already (adjustment: total)')
  })

  it('may be JSON lines, whose numbers are texts', async () => {
    const good = await configured([
      '{"time":"2016-01-02T06:30:00Z","instrument":"BTC-USD","event":"dividend","amount":"1.25"}',
    ])
    expect(good.events).toEqual([
      {
        timeMicros: Date.UTC(2016, 0, 2, 6, 30) * 1000,
        symbol: 'BTC-USD',
        event: { kind: 'dividend', amount: '1.25' },
      },
    ])
    const bad = await faultsOf([
      '{"time":"2016-01-02","instrument":"BTC-USD","event":"dividend","amount":1.25}',
      '{"time":',
    ])
    expect(bad).toContain('events.csv:1: amount is 1.25: numbers are written as text')
    expect(bad).toContain('events.csv:2: is not one JSON object')
  })

  it('counts events that meet no data', async () => {
    const config = await configured([
      'time,instrument,event,amount',
      '2015-01-02,BTC-USD,dividend,1',
      '2017-01-02,BTC-USD,dividend,1',
    ])
    const result = await run(outcomes(config))
    expect(result.parts.info!.events).toEqual({ applied: 0, positions: 0, outside: 2 })
    expect(result.hash).toBe((await run(outcomes({ ...config, events: [] }))).hash)
  })
})
