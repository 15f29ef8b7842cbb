// lots(result): the books of lots made of what a run booked.
import { EMPTY } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { MONEY_MAX } from '../../kernels/money.ts'
import { ADJUST } from '../../model/layout.generated.ts'
import { alerts } from '../../operators/risk/alerts.ts'
import { run } from '../../pipeline/engine/run.ts'
import { lots } from '../../pipeline/result/lots.ts'
import { instrumentOf } from '../kernels/harness.ts'
import type { PlainRow } from '../signal/rows.ts'
import { outcomesOf, project } from './outcomes.ts'

const SECOND = 1_000_000
const adjust = (at: number, aux: number, source: number, lanes: readonly (number | bigint)[]): PlainRow => ({
  at: at * SECOND,
  last: false,
  raw: { kind: ADJUST, source, aux, lanes },
})
const [OTHER, DIVIDEND, SPLIT] = [0, 1, 2]

/** 100 bought at 100.01; a dividend; 2:1; 200 sold at 50.49. Two ADJUST rows are not applied. */
const rows: PlainRow[] = [
  { at: 0, quote: [9_999, 10_001] },
  { at: SECOND, quote: [9_999, 10_001], signals: [{ strength: 1 }] },
  adjust(2, DIVIDEND, 0, [0, 0n, 25_000n]),
  adjust(3, OTHER, 0, [0, MONEY_MAX, MONEY_MAX]),
  adjust(3, OTHER, 9, [1_000, 0n, 0n]),
  adjust(4, SPLIT, 0, [100, 0n, 0n, 2, 1]),
  { at: 5 * SECOND, quote: [5_049, 5_051] },
  { at: 6 * SECOND, quote: [5_049, 5_051], signals: [{ strength: -0.05 }] },
  { at: 7 * SECOND, quote: [5_049, 5_051] },
]
const setting = { instruments: [instrumentOf({ takerFee: '0.001' })] }

describe('lots(result)', () => {
  it('follows fills and adjustments in the order in which they were booked', async () => {
    expect(project(rows, alerts(), setting).map(({ reason }) => reason)).toEqual(['MONEY_OVERFLOW', 'COMMAND_INVALID'])
    const [book, ...others] = lots(await run(outcomesOf(rows, setting)), { method: 'fifo' })
    expect(others).toEqual([])
    expect(book).toEqual({
      portfolio: 'one',
      instrument: 'ABC',
      currency: 'USD',
      method: 'fifo',
      quantity: '0',
      cost: '0.000',
      // 200 × 50.49 − 100 × 100.01
      realised: '97.000',
      unrealised: '0.000',
      // 0.1 % of 10 001.00, and of 10 098.00
      fees: '20.099',
      income: '25.000',
      open: [],
      closed: [
        {
          id: '2.2',
          side: 'long',
          quantity: '200',
          cost: '10001.000',
          fees: '20.099',
          opened: '2020-01-02T00:00:01Z',
          closedBy: '8.2',
          cause: 'fill',
          closed: '2020-01-02T00:00:06Z',
          holdingMicros: 5 * SECOND,
          proceeds: '10098.000',
          settled: '0.000',
          realised: '97.000',
        },
      ],
    })
  })

  it('puts fees into the basis where asked to, and shows what is still open', async () => {
    const [book] = lots(await run(outcomesOf(rows.slice(0, 7), setting)), { fees: 'basis' })
    expect(book).toMatchObject({ quantity: '200', cost: '10011.001', realised: '0.000', fees: '10.001', closed: [] })
    expect(book.open).toEqual([
      {
        id: '2.2',
        side: 'long',
        quantity: '200',
        cost: '10011.001',
        fees: '10.001',
        opened: '2020-01-02T00:00:01Z',
      },
    ])
    // 200 × 50.50 at the last mark
    expect(book.unrealised).toBe('88.999')
  })

  it('is the same however the stream was cut', async () => {
    const whole = lots(await run(outcomesOf(rows, { ...setting, frames: [64] })))
    for (const frames of [[1], [2], [3, 1]])
      expect(lots(await run(outcomesOf(rows, { ...setting, frames })))).toEqual(whole)
  })

  it('has no books without a row, and refuses a method it does not know', async () => {
    const empty = await run(EMPTY)
    expect(lots(empty)).toEqual([])
    expect(() => lots(empty, { method: 'oldest' as 'fifo' })).toThrow(
      'method is one of fifo, lifo, hifo, average, specific, was oldest',
    )
  })
})
