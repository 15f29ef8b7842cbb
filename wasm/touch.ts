/**
 * Touching memory before it is needed, where the state does not stay in the cache: an order uses some twenty lines, and
 * waiting for them one after another would take longer than all that is done with them. Rows are looked at in blocks,
 * so that many lines are on their way at once. Nothing but time depends on what is read here.
 */
import { chainOf } from './ids.ts'
import {
  clientIdOf,
  concentrateOf,
  control,
  executionOf,
  exposureOf,
  groupIn,
  GROUP_SLOTS,
  instrumentOf,
  orderBucketOf,
  orderOf,
  positionIndex,
  positionOf,
  scopeOf,
} from './image.ts'
import {
  BAR,
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  QUOTE,
  REPORT,
  REPORT_EXECUTION_ID,
  ROW_BYTES,
  ROW_INSTRUMENT,
  ROW_KIND,
  ROW_SOURCE,
  TRADE,
} from './layout.generated.ts'
import { INSTRUMENT_BYTES, ORDER_BYTES, POSITION_BYTES } from './records.generated.ts'

/** Rows of a block. */
export const BLOCK: u32 = 64
/** Bytes of instruments and positions that are taken to stay near the core. */
const NEAR_BYTES: i32 = 262_144
const LINE: usize = 64

/** What was read, so that the reading is not dropped as useless. */
let seen: i32 = 0

/** Whether the tables are too large to stay near the core. */
export function isWide(): bool {
  const instruments = control.instruments
  return instruments * (INSTRUMENT_BYTES + control.portfolios * POSITION_BYTES) > NEAR_BYTES
}

/** Touches what the rows of a block will use: what they name, then what is found through that, and through that. */
export function touchBlock(first: usize, rows: u32): void {
  const end = first + rows * ROW_BYTES
  for (let row = first; row < end; row += ROW_BYTES) touchNamed(row)
  for (let row = first; row < end; row += ROW_BYTES) touchFound(row)
  for (let row = first; row < end; row += ROW_BYTES) if (load<u8>(row, ROW_KIND) == REPORT) touchBooked(row)
}

function touch(address: usize): void {
  seen ^= load<i32>(address)
}

function touchAll(address: usize, bytes: i32): void {
  for (let at = address; at < address + bytes; at += LINE) touch(at)
}

function touchNamed(row: usize): void {
  const kind = load<u8>(row, ROW_KIND)
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  const portfolio = i32(load<u16>(row, ROW_SOURCE))
  const ordered = kind == COMMAND || kind == REPORT
  if (!ordered && kind != QUOTE && kind != TRADE && kind != BAR) return
  if (u32(instrument) >= u32(control.instruments)) return
  touchAll(changetype<usize>(instrumentOf(instrument)), INSTRUMENT_BYTES)
  if (!ordered) return
  // Both kinds begin with the client order id.
  const id = load<i64>(row, COMMAND_CLIENT_ORDER_ID)
  touch(changetype<usize>(orderBucketOf(chainOf(id, control.orderCapacity))))
  const ids = control.idCapacity
  if (kind == REPORT) {
    if (ids > 0) touch(changetype<usize>(executionOf(chainOf(load<i64>(row, REPORT_EXECUTION_ID), ids))))
  } else if (portfolio < control.portfolios) {
    touchAll(changetype<usize>(positionOf(positionIndex(portfolio, instrument))), POSITION_BYTES)
    if (ids > 0) touch(changetype<usize>(clientIdOf(chainOf(id, ids))))
  }
}

function touchFound(row: usize): void {
  const kind = load<u8>(row, ROW_KIND)
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  const portfolio = i32(load<u16>(row, ROW_SOURCE))
  if (u32(instrument) >= u32(control.instruments)) return
  if (kind == COMMAND && portfolio < control.portfolios) {
    touchSums(portfolio, instrument)
    const last = positionOf(positionIndex(portfolio, instrument)).lastOrder
    if (last >= 0) touch(changetype<usize>(orderOf(last)) + LINE)
    touchClientId(load<i64>(row, COMMAND_CLIENT_ORDER_ID))
  } else if (kind == REPORT) {
    const at = orderNamed(row)
    if (at >= 0) touchAll(changetype<usize>(orderOf(at)), ORDER_BYTES)
    touchExecution(load<i64>(row, REPORT_EXECUTION_ID))
  }
}

/** What a report changes: the position of its order, and the sums that enters. */
function touchBooked(row: usize): void {
  const at = orderNamed(row)
  if (at < 0) return
  const order = orderOf(at)
  touchAll(changetype<usize>(positionOf(positionIndex(order.portfolio, order.instrument))), POSITION_BYTES)
  touchSums(order.portfolio, order.instrument)
}

/** The first order of the chain that a row's order stands in: nearly always that order. */
function orderNamed(row: usize): i32 {
  const orders = control.orderCapacity
  return orders == 0 ? -1 : orderBucketOf(chainOf(load<i64>(row, COMMAND_CLIENT_ORDER_ID), orders)).head
}

function touchClientId(id: i64): void {
  if (control.idCapacity == 0) return
  const at = clientIdOf(chainOf(id, control.idCapacity)).bucket
  if (at >= 0) touch(changetype<usize>(clientIdOf(at)))
}

function touchExecution(id: i64): void {
  if (control.idCapacity == 0) return
  const at = executionOf(chainOf(id, control.idCapacity)).bucket
  if (at >= 0) touch(changetype<usize>(executionOf(at)))
}

/** The exposures of a portfolio and its groups of portfolios to an instrument's groups. */
function touchSums(portfolio: i32, instrumentId: i32): void {
  const instrument = instrumentOf(instrumentId)
  for (let at = portfolio; at >= 0; at = scopeOf(at).parent) {
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = groupIn(instrument, slot)
      if (group < 0) break
      touch(changetype<usize>(exposureOf(at, group)))
    }
    if (at >= control.portfolios) touch(changetype<usize>(concentrateOf(at, instrumentId)))
  }
}
