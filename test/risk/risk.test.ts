import { describe, expect, it } from 'vitest'
import type { Limits } from '../../model/limits.ts'
import type { RiskApproved } from '../../model/risk-approved.ts'
import type { VenueOrder, VenuePort } from '../../operators/execution/venue-port.ts'
import { risk } from '../../operators/risk/risk.ts'

describe('risk(…)', () => {
  it('gives the desk its first part, as it is', () => {
    const limits: Limits = {
      tradingState: 'active',
      position: { '*': '100', ABC: '0' },
      orderNotional: '10000.50',
      gross: '100000',
      net: '0',
      leverage: '1.5',
      concentration: '0.25',
      sectors: { '*': '0.5' },
      groups: { energy: '0.4' },
      cashReserve: '0',
      allowShort: false,
      orderRate: { count: 10, perNanos: 1_000_000_000n },
      openOrders: 0,
      priceCollar: '0.05',
      dailyLoss: { reducing: '0.02', halted: '0.05' },
      drawdown: { halted: '1' },
      volatility: {
        limit: '0.2',
        instruments: ['A', 'B'],
        covariance: [
          ['0.04', '-0.01'],
          ['-0.01', '0.09'],
        ],
      },
      passive: {
        concentration: 'trim',
        position: 'reducing',
        gross: 'alert',
        net: 'reducing',
        leverage: 'alert',
        groups: 'alert',
      },
    }
    expect(risk(limits)).toEqual({ part: 'risk', limits })
    expect(risk({})).toEqual({ part: 'risk', limits: {} })
  })

  const volatility = {
    limit: '0.2',
    instruments: ['A', 'B'],
    covariance: [
      ['1', '0'],
      ['0', '1'],
    ],
  }
  it.each<[string, unknown]>([
    ['limits.tradingState must be one of active, reducing, halted, was "paused"', { tradingState: 'paused' }],
    ['limits.position.ABC must be at least 0, was -1', { position: { ABC: '-1' } }],
    ['limits.orderNotional must be at least 0, was -5', { orderNotional: '-5' }],
    ['limits.gross must be a decimal number in quotes such as "0.25", was 5', { gross: 5 }],
    ['limits.net must be a decimal number in quotes such as "0.25", was "1e6"', { net: '1e6' }],
    ['limits.leverage must be above 0, was 0', { leverage: '0' }],
    ['limits.concentration must be above 0, was -0.1', { concentration: '-0.1' }],
    ['limits.priceCollar: "0.0000000000000001" has more than 15 decimals', { priceCollar: '0.0000000000000001' }],
    ['limits.sectors.Energy must be at least 0, was -1', { sectors: { Energy: '-1' } }],
    ['limits.groups.* must be at least 0, was -1', { groups: { '*': '-1' } }],
    ['limits.orderRate.count must be a whole number of at least 1, was 0', { orderRate: { count: 0, perNanos: 1n } }],
    [
      'limits.orderRate.count must be a whole number of at least 1, was 1.5',
      { orderRate: { count: 1.5, perNanos: 1n } },
    ],
    ['limits.orderRate.perNanos must be at least 5 ns, was 4', { orderRate: { count: 5, perNanos: 4n } }],
    ['limits.openOrders must be a whole number of at least 0, was -1', { openOrders: -1 }],
    [
      'limits.dailyLoss.reducing must be at most limits.dailyLoss.halted, 0.05, was 0.06',
      { dailyLoss: { reducing: '0.06', halted: '0.05' } },
    ],
    ['limits.drawdown.halted must be at most 1, was 1.1', { drawdown: { halted: '1.1' } }],
    ['limits.drawdown.reducing must be above 0, was 0', { drawdown: { reducing: '0' } }],
    ['limits.passive.position must be one of alert, trim, reducing, was "sell"', { passive: { position: 'sell' } }],
    ['limits.passive.gross must be one of alert, reducing, was "trim"', { passive: { gross: 'trim' } }],
    ['limits.volatility.limit must be above 0, was 0', { volatility: { ...volatility, limit: '0' } }],
    ['limits.volatility.instruments: A stands twice', { volatility: { ...volatility, instruments: ['A', 'A'] } }],
    [
      'limits.volatility.covariance must have 2 rows, one an instrument, was 1',
      { volatility: { ...volatility, covariance: [['1', '0']] } },
    ],
    [
      'limits.volatility.covariance[1] must have 2 entries, was 1',
      { volatility: { ...volatility, covariance: [['1', '0'], ['0']] } },
    ],
    [
      'limits.volatility.covariance must be symmetric: [0][1] is 0, [1][0] is 0.5',
      {
        volatility: {
          ...volatility,
          covariance: [
            ['1', '0'],
            ['0.5', '1'],
          ],
        },
      },
    ],
    [
      'limits.volatility.covariance[0][0] must be at least 0, was -1',
      {
        volatility: {
          ...volatility,
          covariance: [
            ['-1', '0'],
            ['0', '1'],
          ],
        },
      },
    ],
  ])('%s', (message, limits) => {
    expect(() => risk(limits as Limits)).toThrow(message)
  })
})

describe('RiskApproved', () => {
  const order: VenueOrder = {
    orderId: '1.0',
    portfolio: 'one',
    instrument: 'ABC',
    side: 'buy',
    quantity: '1',
    type: 'market',
    timeInForce: 'GTC',
    limitPrice: null,
    stopPrice: null,
  }

  it('is a type of its own: nothing made by hand fits the venue port', () => {
    const sent: unknown[] = []
    const port: VenuePort = { send: (one) => sent.push(one), amend: () => undefined, cancel: () => undefined }
    // @ts-expect-error an order nobody approved
    port.send(order)
    // @ts-expect-error a brand of one's own
    port.send({ ...order, approved: true })
    const claim = (one: RiskApproved<VenueOrder>): VenueOrder => one
    // @ts-expect-error the brand is of what was approved
    port.send(claim as unknown as RiskApproved<{ orderId: string }>)
    expect(sent).toHaveLength(3)
  })
})
