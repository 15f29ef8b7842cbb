import { describe, expect, it } from 'vitest'
import type { Backend } from '../../kernels/kernel.ts'
import { REPORT_EVENT } from '../../kernels/reference/commands.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { Harness, instrumentOf, ofKind } from './harness.ts'
import type { Row } from './harness.ts'

const { filled, cancelled } = REPORT_EVENT
const names = (rows: readonly Row[]): string[] => ofKind(rows, 'ALERT').map(({ aux }) => REASON_NAMES[aux & 0xffff])

describe.each(BACKENDS as readonly Backend[])('fills that an external venue reports, by the %s desk', (backend) => {
  const start = (clientIds = 16): Harness => {
    const instruments = [instrumentOf(), instrumentOf({ symbol: 'B' })]
    const h = new Harness({ backend, venue: 'external', instruments, desk: { clientIds } })
    h.quote(10_000, 10_000)
    h.quote(10_000, 10_000, { instrument: 1 })
    return h
  }
  const fillOf = (h: Harness, id: bigint, lots: number, execution?: bigint, instrument = 0): Row[] =>
    h.report(filled, id, [10_000, lots], execution, { instrument })
  /** Records in the lists of open orders and of those to use next. */
  const records = ({ image: { execution, order, control, size } }: Harness): number => {
    let found = 0
    const count = (first: number): void => {
      for (let at = first; at >= 0 && found <= size.clientIds; at = execution.following(at)) found++
    }
    count(control.firstExecution(0))
    for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0) count(order.firstExecution(at))
    return found
  }
  const unchanged = (h: Harness, send: () => Row[], name: string): void => {
    const before = h.kernelHash()
    const rows = send()
    expect([names(rows), rows.length]).toEqual([[name], 1])
    expect(h.kernelHash()).toBe(before)
  }

  it('an execution is applied once, while its order is open and after it ended', () => {
    const h = start()
    h.submit(10, { id: 7n })
    expect(ofKind(fillOf(h, 7n, 4, 501n), 'FILL')).toHaveLength(1)
    unchanged(h, () => fillOf(h, 7n, 4, 501n), 'FILL_DUPLICATE')
    expect(ofKind(fillOf(h, 7n, 6, 502n), 'FILL')).toHaveLength(1)
    for (const execution of [501n, 502n]) unchanged(h, () => fillOf(h, 7n, 4, execution), 'FILL_DUPLICATE')
    unchanged(h, () => fillOf(h, 7n, 4, 503n), 'ORDER_UNKNOWN')
    expect(h.lots()).toBe(10n)
  })

  it('a duplicate that no longer fits the order is called a duplicate', () => {
    const h = start()
    h.submit(10, { id: 7n })
    fillOf(h, 7n, 8, 501n)
    unchanged(h, () => fillOf(h, 7n, 8, 501n), 'FILL_DUPLICATE')
    unchanged(h, () => fillOf(h, 7n, 3, 502n), 'FILL_BEYOND_ORDER')
    // What was not applied is not remembered: the rest may come under its name.
    expect(ofKind(fillOf(h, 7n, 2, 502n), 'FILL')).toHaveLength(1)
    expect(h.lots()).toBe(10n)
  })

  it('executions of two orders may have the same id: venues count by instrument, and a trade has two sides', () => {
    const h = start()
    h.submit(10, { id: 7n })
    h.submit(10, { id: 8n }, { instrument: 1 })
    fillOf(h, 7n, 10, 501n)
    expect(ofKind(fillOf(h, 8n, 10, 501n, 1), 'FILL')).toHaveLength(1)
    expect([h.lots(), h.lots(0, 1)]).toEqual([10n, 10n])
  })

  it('an execution of an open order is never forgotten, however many came since', () => {
    const h = start(4)
    h.submit(10, { id: 7n, type: 1, price: 9_000 })
    fillOf(h, 7n, 1, 501n)
    for (let id = 100n; id < 120n; id++) {
      h.submit(2, { id })
      fillOf(h, id, 1)
      fillOf(h, id, 1)
    }
    unchanged(h, () => fillOf(h, 7n, 1, 501n), 'FILL_DUPLICATE')
    // Of those that ended the last are known.
    unchanged(h, () => fillOf(h, 119n, 1, 1_000_000n + 40n), 'FILL_DUPLICATE')
    unchanged(h, () => fillOf(h, 101n, 1, 1_000_003n), 'ORDER_UNKNOWN')
    expect([h.lots(), records(h)]).toEqual([41n, 4])
  })

  it('where every record belongs to an open order, the next fill is refused by name until one has ended', () => {
    const h = start(3)
    h.submit(10, { id: 7n })
    h.submit(10, { id: 8n })
    fillOf(h, 7n, 1, 501n)
    fillOf(h, 8n, 1, 502n)
    fillOf(h, 8n, 1, 503n)
    const before = h.kernelHash()
    const [alert] = fillOf(h, 7n, 1, 504n)
    expect(alert).toMatchObject({ kind: 'ALERT', source: 0, value: 4n, limit: 3n })
    unchanged(h, () => fillOf(h, 7n, 1, 504n), 'EXECUTION_CAPACITY')
    expect(h.kernelHash()).toBe(before)
    h.report(cancelled, 8n)
    expect(ofKind(fillOf(h, 7n, 1, 504n), 'FILL')).toHaveLength(1)
    expect([h.lots(), records(h)]).toEqual([4n, 3])
  })

  it('a desk without records applies no fill', () => {
    const h = start(0)
    h.submit(10, { id: 7n })
    unchanged(h, () => fillOf(h, 7n, 1), 'EXECUTION_CAPACITY')
    expect(h.lots()).toBe(0n)
  })

  it('a fill without an execution, of the other side, or of nothing makes no sense', () => {
    const h = start()
    h.submit(-10, { id: 7n })
    unchanged(h, () => fillOf(h, 7n, -1, 0n), 'COMMAND_INVALID')
    unchanged(h, () => fillOf(h, 7n, 1, 501n), 'COMMAND_INVALID')
    unchanged(h, () => fillOf(h, 7n, 0, 501n), 'COMMAND_INVALID')
    unchanged(h, () => h.report(filled, 7n, [0, -1], 501n), 'COMMAND_INVALID')
    expect(ofKind(fillOf(h, 7n, -1, 501n), 'FILL')).toHaveLength(1)
    expect(h.lots()).toBe(-1n)
  })

  it('a report of another instrument than the order’s is of no order of ours, whatever it says', () => {
    const h = start()
    h.submit(10, { id: 7n })
    for (const event of Object.values(REPORT_EVENT))
      unchanged(h, () => h.report(event, 7n, [10_000, 1], 501n, { instrument: 1 }), 'ORDER_UNKNOWN')
    expect(ofKind(fillOf(h, 7n, 1, 501n), 'FILL')).toHaveLength(1)
  })

  it('a report speaks of a venue: its alerts name no portfolio', () => {
    const h = start()
    expect(fillOf(h, 99n, 1)).toMatchObject([{ kind: 'ALERT', source: 65_535 }])
    const simulated = new Harness({ backend })
    expect(ofKind(simulated.report(filled, 99n, [10_000, 1]), 'ALERT')).toMatchObject([
      { kind: 'ALERT', source: 65_535 },
    ])
  })

  it('a client id is a duplicate while its order is open, beyond the window, and of the desk’s own orders', () => {
    const h = start(2)
    h.submit(10, { id: 7n })
    for (let id = 100n; id < 110n; id++) h.submit(1, { id })
    const refusal = (id: bigint): string[] => ofKind(h.submit(1, { id }), 'CHECK').map(({ aux }) => REASON_NAMES[aux])
    expect(refusal(7n)).toEqual(['CLIENT_ID_DUPLICATE'])
    h.report(cancelled, 7n)
    expect(refusal(7n)).toEqual([])
    h.submit(1)
    expect(refusal(h.image.order.id(h.image.control.liveOrders(0) - 1))).toEqual(['CLIENT_ID_DUPLICATE'])
  })
})
