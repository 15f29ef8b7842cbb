import type { Image } from '../../kernels/image.ts'
import { VERB } from '../../kernels/reference/commands.ts'
import { AMENDING, POST_ONLY, REDUCE_ONLY } from '../../kernels/reference/intent.ts'
import { CANCEL_PENDING, EVENT, FREE } from '../../kernels/reference/order-state.ts'
import { findOrder } from '../../kernels/reference/orders.ts'
import {
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  FLAG_LAST,
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  ORDER_LOTS,
  ORDER_PRICE,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { formatRowId } from '../../model/row-id.ts'
import type { RiskApproved } from '../../model/risk-approved.ts'
import type { Outcome } from '../outcome.ts'

/** An order, amend or cancel for a venue, as a COMMAND row. */
export interface VenueCommand {
  /** Row that caused it. */
  readonly sequence: number
  /** Client order id. */
  readonly id: bigint
  readonly row: Uint8Array
}

/**
 * What an outcome has for a venue outside, in order.
 *
 * @throws where the desk simulates its venue, or an order has no reservation
 */
export function orderCommands({ tape, image, frame }: Outcome): RiskApproved<VenueCommand>[] {
  if (image.control.external(0) === 0)
    throw new Error('the desk simulates its venue: orders leave only with execution(external())')
  const found: RiskApproved<VenueCommand>[] = []
  const { u8, u32, i64, f64 } = tape.memory
  for (let row = 0; row < tape.count; row++) {
    const at = tape.at(row)
    if (u8[at] !== ORDER) continue
    const event = u32[(at + 20) >> 2] & 0xff
    const id = i64[(at >> 3) + ORDER_CLIENT_ORDER_ID]
    const sequence = frame.firstSequence + tape.position(row)
    if (event !== EVENT.sent && event !== EVENT.cancelRequested && event !== EVENT.amendRequested) continue
    const order = findOrder(image, id)
    if (order < 0) throw new Error(`order ${formatRowId(id)} holds no reservation: not sent`)
    if (event === EVENT.sent) found.push(submitCommand(image, order, sequence))
    else if (event === EVENT.cancelRequested) found.push(cancelCommand(image, order, sequence))
    else {
      const lots = Math.abs(f64[(at >> 3) + ORDER_LOTS])
      found.push(amendCommand(image, order, lots, f64[(at >> 3) + ORDER_PRICE], sequence))
    }
  }
  return found
}

/**
 * What a venue is to be told of the open orders of a desk when it knows only some of them, in the order of sending.
 *
 * @param known What it says of an order: undefined where it has never heard of it.
 */
export function missingCommands(
  image: Image,
  known: (id: bigint) => { readonly cancelling: boolean; readonly amending: boolean } | undefined,
): RiskApproved<VenueCommand>[] {
  const { order, amend, size } = image
  const found: RiskApproved<VenueCommand>[] = []
  for (let at = 0; at < size.orders; at++) {
    if (order.state(at) === FREE) continue
    const there = known(order.id(at))
    const sequence = Number(order.sentSequence(at))
    if (there === undefined) found.push(submitCommand(image, at, sequence))
    if ((order.flags(at) & AMENDING) !== 0 && there?.amending !== true)
      found.push(amendCommand(image, at, Number(amend.lots(at)), Number(amend.price(at)), sequence))
    if (order.state(at) === CANCEL_PENDING && there?.cancelling !== true) found.push(cancelCommand(image, at, sequence))
  }
  // A stable sort: what concerns one order stays in its order.
  return found.sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

function submitCommand(image: Image, at: number, sequence: number): RiskApproved<VenueCommand> {
  const { order } = image
  const flags = order.flags(at) & (POST_ONLY | REDUCE_ONLY)
  const aux = VERB.submit | (order.type(at) << 8) | (order.timeInForce(at) << 16) | (flags << 24)
  const lots = Number(order.lots(at)) * order.side(at)
  return command(image, at, aux, { lots, price: Number(order.price(at)), stop: Number(order.stop(at)) }, sequence)
}

const amendCommand = (
  image: Image,
  at: number,
  lots: number,
  price: number,
  sequence: number,
): RiskApproved<VenueCommand> =>
  command(image, at, VERB.amend, { lots: lots * image.order.side(at), price, stop: 0 }, sequence)

const cancelCommand = (image: Image, at: number, sequence: number): RiskApproved<VenueCommand> =>
  command(image, at, VERB.cancel, { lots: 0, price: 0, stop: 0 }, sequence)

/** The one place that gives the brand to rows: of orders whose reservation the desk holds. */
function command(
  { order }: Image,
  at: number,
  aux: number,
  { lots, price, stop }: { readonly lots: number; readonly price: number; readonly stop: number },
  sequence: number,
): RiskApproved<VenueCommand> {
  const id = order.id(at)
  const row = new Uint8Array(ROW_BYTES)
  const view = new DataView(row.buffer)
  view.setUint8(0, COMMAND)
  view.setUint8(1, FLAG_LAST)
  view.setUint16(2, order.portfolio(at), true)
  view.setUint32(4, order.instrument(at), true)
  view.setUint32(20, aux >>> 0, true)
  view.setBigInt64(COMMAND_CLIENT_ORDER_ID * 8, id, true)
  view.setFloat64(COMMAND_LOTS * 8, lots, true)
  view.setFloat64(COMMAND_PRICE * 8, price, true)
  view.setFloat64(COMMAND_STOP_PRICE * 8, stop, true)
  const made: VenueCommand = { sequence, id, row }
  return made as RiskApproved<VenueCommand>
}
