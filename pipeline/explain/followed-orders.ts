import { of } from 'rxjs'
import { fills } from '../../operators/execution/fills.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import { orders } from '../../operators/execution/orders.ts'
import type { OrderEvent } from '../../operators/execution/orders.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { formatDecimal, parseDecimal } from '../../model/decimal.ts'
import type { OrderView } from './explanation.ts'

/** Events that end an order. */
const ENDS: ReadonlySet<string> = new Set(['cancelled', 'expired', 'rejected'])
/** Decimals that quantities are compared with: more than any quantity has. */
const SCALE = 18

interface Followed {
  readonly sent: OrderEvent
  readonly events: OrderEvent[]
  readonly fills: FillEvent[]
}

/** What becomes of orders, from the row that sent them on. */
export class FollowedOrders {
  readonly orders: Followed[] = []

  /** Takes the orders that a row sent. */
  begin(outcome: Outcome, sequence: number): void {
    of(outcome)
      .pipe(orders())
      .subscribe((order) => {
        if (order.event === 'sent' && order.sequence === sequence)
          this.orders.push({ sent: order, events: [], fills: [] })
      })
  }

  /** Takes what happens to them. */
  take(outcome: Outcome): void {
    if (this.orders.length === 0) return
    of(outcome)
      .pipe(orders())
      .subscribe((event) => {
        if (event.event !== 'sent') this.find(event.orderId, event.sequence)?.events.push(event)
      })
    of(outcome)
      .pipe(fills())
      .subscribe((fill) => this.find(fill.orderId, fill.sequence)?.fills.push(fill))
  }

  /** Nothing more can become of them. */
  get settled(): boolean {
    return this.orders.every((one) => {
      const end = one.events.findLast(({ event }) => ENDS.has(event))
      // Fills on their way are booked behind the end of their order, which says how much of it had not filled.
      return filledOf(one) + (end === undefined ? 0n : parseDecimal(end.quantity, SCALE)) >= wholeOf(one)
    })
  }

  views(portfolio: string, instrument: string): OrderView[] {
    return this.orders
      .filter(({ sent }) => sent.portfolio === portfolio && sent.instrument === instrument)
      .map((one) => ({
        id: one.sent.orderId!,
        ...one,
        filled: formatDecimal(filledOf(one), SCALE).replace(/\.?0+$/, ''),
        state: stateOf(one),
      }))
  }

  private find(id: string | null, sequence: number): Followed | undefined {
    return this.orders.find(({ sent }) => sent.orderId === id && sequence >= sent.sequence)
  }
}

const filledOf = (one: Followed): bigint =>
  one.fills.reduce((sum, fill) => sum + parseDecimal(fill.quantity, SCALE), 0n)

const wholeOf = (one: Followed): bigint =>
  parseDecimal((one.events.findLast(({ event }) => event === 'amended') ?? one.sent).quantity, SCALE)

function stateOf(one: Followed): OrderView['state'] {
  if (filledOf(one) >= wholeOf(one)) return 'filled'
  return one.events.some(({ event }) => ENDS.has(event)) ? 'ended' : 'open'
}
