import { describe, expect, it } from 'vitest'
import { REPORT_EVENT, VERB } from '../../kernels/reference/commands.ts'
import type { Image } from '../../kernels/image.ts'
import {
  BAR,
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOTS,
  BAR_LOW,
  BAR_OPEN,
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  FLAG_LAST,
  REPORT_CLIENT_ORDER_ID,
  REPORT_EXECUTION_ID,
  REPORT_LOTS,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { memoryJournal } from '../../pipeline/journal/memory-journal.ts'
import type { Journal } from '../../pipeline/journal/port.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { Accounts, exchangeConfig, exchangeGraph } from '../../pipeline/venue/exchange-config.ts'
import { History } from '../../pipeline/venue/history.ts'

const MINUTE = 60_000_000_000n
const START = 1_451_606_400_000_000_000n
const IOC = 2
const LIMIT = 1
const POST_ONLY = 1
const BTC = 0
const ETH = 1

/** Two instruments that settle in different currencies, two portfolios. */
const config = (): Promise<Config> =>
  parseConfig(
    `
instruments:
  BTC-USD: { venue: x, kind: spot, currency: USD, priceScale: 2, quantityScale: 4, tick: 0.01, lotStep: 0.0001, session: crypto }
  ETH-EUR: { venue: x, kind: linear, currency: EUR, priceScale: 2, quantityScale: 4, tick: 0.01, lotStep: 0.0001, session: crypto, initialMargin: 0.5 }
portfolios:
  - { name: one, cash: 10.125, currency: USD, balances: { EUR: 7 }, strategy: main }
  - { name: two, cash: 0, currency: EUR, strategy: main }
`,
  )

/** A venue's desk with its history, over a journal in memory. */
class Desk {
  readonly history: History
  readonly recorder: Recorder
  private minute = 0n

  private constructor(recorder: Recorder, history: History) {
    this.recorder = recorder
    this.history = history
    recorder.deliver((outcome) => history.take(outcome))
    recorder.begin(['bars'], START)
  }

  static async open(journal: Journal): Promise<Desk> {
    const own = exchangeConfig(await config())
    const history = new History(journal, new Accounts(own.instruments))
    const onRecovered = history.take.bind(history)
    return new Desk(await Recorder.open({ journal, config: own, graph: exchangeGraph(own), onRecovered }), history)
  }

  get image(): Image {
    return this.recorder.image!
  }

  bar(instrument: number, price: number, lots: number): void {
    const view = this.row(BAR, 0, instrument, parseBarSpec('1m'))
    this.minute++
    view.setBigInt64(8, START + this.minute * MINUTE, true)
    for (const word of [BAR_OPEN, BAR_HIGH, BAR_LOW, BAR_CLOSE]) view.setFloat64(word * 8, price, true)
    view.setFloat64(BAR_LOTS * 8, lots, true)
    this.take(view)
  }

  command(verb: number, account: number, instrument: number, id: bigint, lots: number, price = 0, more = 0): void {
    const view = this.row(COMMAND, account, instrument, verb | more)
    view.setBigInt64(8, START + this.minute * MINUTE, true)
    view.setBigInt64(COMMAND_CLIENT_ORDER_ID * 8, id, true)
    view.setFloat64(COMMAND_LOTS * 8, lots, true)
    view.setFloat64(COMMAND_PRICE * 8, price, true)
    this.take(view)
  }

  /** Reports so far: event, order, lots. */
  reports(from = 0): [event: number, id: bigint, lots: number][] {
    const { count } = this.history.reports
    const bytes = this.history.reports.rows(from, count).slice()
    const view = new DataView(bytes.buffer)
    return Array.from({ length: count - from }, (_, at) => [
      view.getUint32(at * ROW_BYTES + 20, true),
      view.getBigInt64(at * ROW_BYTES + REPORT_CLIENT_ORDER_ID * 8, true),
      view.getFloat64(at * ROW_BYTES + REPORT_LOTS * 8, true),
    ])
  }

  private row(kind: number, source: number, instrument: number, aux: number): DataView {
    const view = new DataView(new ArrayBuffer(ROW_BYTES))
    view.setUint8(0, kind)
    view.setUint8(1, FLAG_LAST)
    view.setUint16(2, source, true)
    view.setUint32(4, instrument, true)
    view.setUint32(20, aux >>> 0, true)
    return view
  }

  private take(view: DataView): void {
    this.recorder.take(new Uint8Array(view.buffer), 0, 1)
  }
}

const { accepted, filled, cancelled, rejected, amended, amendRejected, cancelRejected } = REPORT_EVENT

describe('the accounts of a venue', () => {
  it('are one for each portfolio and currency, with money at the engine’s scale and more than orders ask for', async () => {
    const engine = await config()
    const own = exchangeConfig(engine)
    expect(own.portfolios.portfolios.map(({ name, currency }) => [name, currency])).toEqual([
      ['one USD', 'USD'],
      ['one EUR', 'EUR'],
      ['two USD', 'USD'],
      ['two EUR', 'EUR'],
    ])
    const accounts = new Accounts(engine.instruments)
    expect([accounts.account(0, BTC), accounts.account(1, ETH), accounts.portfolio(3)]).toEqual([0, 3, 1])
    const desk = await Desk.open(memoryJournal())
    expect(desk.image.names.moneyScales).toEqual([7, 7])
    desk.bar(BTC, 50_000, 1_000_000)
    desk.command(VERB.submit, 0, BTC, 1n, 1_000_000_000)
    desk.bar(ETH, 1_000, 1_000_000)
    desk.command(VERB.submit, 3, ETH, 2n, -1_000_000_000)
    expect(desk.reports().map(([event]) => event)).toEqual([accepted, accepted])
  })
})

describe('reports of a venue', () => {
  it('tell of an order’s end behind its fills', async () => {
    const desk = await Desk.open(memoryJournal())
    desk.bar(BTC, 50_000, 1_000_000)
    desk.command(VERB.submit, 0, BTC, 7n, 80_000, 0, IOC << 16)
    expect(desk.reports()).toEqual([[accepted, 7n, 80_000]])
    // A twentieth of the volume fills, the rest is cancelled at once; the fill is reported 10 ms later.
    desk.bar(BTC, 50_000, 1_000_000)
    expect(desk.reports(1)).toEqual([])
    desk.bar(BTC, 50_000, 1_000_000)
    expect(desk.reports(1)).toEqual([
      [filled, 7n, 50_000],
      [cancelled, 7n, 30_000],
    ])
  })

  it('tell of an amend that came too late behind the fills that it came too late for', async () => {
    const desk = await Desk.open(memoryJournal())
    desk.bar(BTC, 50_000, 1_000_000)
    desk.command(VERB.submit, 0, BTC, 7n, 80_000)
    desk.bar(BTC, 50_000, 1_000_000)
    // 50 000 are filled, and not reported yet.
    desk.command(VERB.amend, 0, BTC, 7n, 20_000)
    desk.bar(BTC, 50_000, 1_000_000)
    expect(desk.reports(1)).toEqual([
      [filled, 7n, 50_000],
      [amended, 7n, 50_000],
    ])
    desk.command(VERB.amend, 0, BTC, 7n, 20_000)
    desk.command(VERB.cancel, 0, BTC, 7n, 0)
    expect(desk.reports(3).map(([event]) => event)).toEqual([amendRejected, cancelRejected])
  })

  it('refuse what makes no sense, each command once', async () => {
    const desk = await Desk.open(memoryJournal())
    desk.bar(BTC, 50_000, 1_000_000)
    desk.command(VERB.submit, 0, BTC, 1n, 10, 50_000, (LIMIT << 8) | (IOC << 16) | ((POST_ONLY << 24) | 0))
    desk.command(VERB.submit, 65_534, BTC, 2n, 10)
    desk.command(VERB.submit, 0, 9, 3n, 10)
    desk.command(VERB.submit, 0, BTC, 4n, 0)
    desk.command(VERB.cancel, 0, BTC, 5n, 0)
    expect(desk.reports().map(([event, id]) => [event, id])).toEqual([
      [accepted, 1n],
      [rejected, 2n],
      [rejected, 3n],
      [rejected, 4n],
      [cancelRejected, 5n],
    ])
  })

  it('are the same after a restart, ids of executions too', async () => {
    const journal = memoryJournal()
    const first = await Desk.open(journal)
    for (let at = 0; at < 30; at++) {
      first.bar(BTC, 50_000 + at, 1_000_000)
      if (at % 3 === 0)
        first.command(
          VERB.submit,
          0,
          BTC,
          BigInt(at + 1),
          at % 2 === 0 ? 70_000 : -90_000,
          0,
          at % 4 === 0 ? IOC << 16 : 0,
        )
    }
    const { count } = first.history.reports
    expect(count).toBeGreaterThan(20)
    const before = first.history.reports.rows(0, count).slice()
    await first.recorder.close()
    const second = await Desk.open(journal)
    expect(second.history.reports.rows(0, count)).toEqual(before)
    expect(second.history.feedRows).toBe(30)
    const view = new DataView(before.buffer)
    const executions = Array.from({ length: count }, (_, at) =>
      view.getBigInt64(at * ROW_BYTES + REPORT_EXECUTION_ID * 8, true),
    )
    expect(new Set(executions).size).toBe(count)
  })
})

describe('the history of a venue', () => {
  it('finds the row behind any row of the feed, in memory or in the journal', async () => {
    const journal = memoryJournal()
    const desk = await Desk.open(journal)
    const places = new Map<number, number>()
    for (let at = 1; at <= 2_500; at++) {
      desk.bar(BTC, 50_000, 1_000)
      places.set(at, desk.history.sequence + 1)
      if (at % 100 === 0) desk.command(VERB.submit, 0, BTC, BigInt(at), 1)
    }
    for (const row of [1, 100, 101, 1_023, 1_024, 1_025, 2_048, 2_500])
      expect(await desk.history.behind(row)).toEqual({ sequence: places.get(row), midInstant: false })
    await expect(desk.history.behind(2_501)).rejects.toThrow(
      'the venue has published 2500 rows, asked for what follows row 2501',
    )
  })
})
