import type { Image } from '../../kernels/image.ts'
import { AMENDING } from '../../kernels/reference/intent.ts'
import { CANCEL_PENDING } from '../../kernels/reference/order-state.ts'
import {
  ADJUST,
  ADJUST_CASH,
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  POSITION,
  POSITION_COST,
  POSITION_LOTS,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import type { Accounts } from './exchange-config.ts'

/** Aux of a statement's ORDER rows. */
const CANCELLING = 1
const IS_AMENDING = 2

/** What is held of an instrument. */
export interface Holding {
  /** Signed. */
  readonly lots: bigint
  readonly cost: bigint
}

/** What one side says it holds, by portfolio and by what the engine calls instruments and currencies. */
export interface Statement {
  /** By `portfolio × instruments + instrument`; what is not there is nothing. */
  readonly holdings: ReadonlyMap<number, Holding>
  /** Money that trades have brought or cost, by `portfolio × currencies + currency`. */
  readonly balances: readonly bigint[]
}

/** An order that a venue holds open. */
export interface KnownOrder {
  readonly cancelling: boolean
  readonly amending: boolean
}

/** A venue's statement, with its open orders by client id. */
export interface VenueStatement extends Statement {
  readonly orders: ReadonlyMap<bigint, KnownOrder>
}

/** What an engine's portfolios hold. */
export function ownStatement(image: Image, accounts: Accounts): Statement {
  return statement(image, accounts, image.size.portfolios, (portfolio) => portfolio)
}

function statement(
  image: Image,
  { currencies }: Accounts,
  portfolios: number,
  accountOf: (portfolio: number, currency: number) => number,
): Statement {
  const { position, ledger, instrument: record, size } = image
  const holdings = new Map<number, Holding>()
  const balances: bigint[] = []
  for (let portfolio = 0; portfolio < portfolios; portfolio++) {
    for (let instrument = 0; instrument < size.instruments; instrument++) {
      const index = image.positionAt(accountOf(portfolio, record.currency(instrument)), instrument)
      const [lots, cost] = [position.lots(index), position.cost(index)]
      if (lots !== 0n || cost !== 0n) holdings.set(portfolio * size.instruments + instrument, { lots, cost })
    }
    for (let currency = 0; currency < currencies.length; currency++) {
      const at = image.ledgerAt(accountOf(portfolio, currency), currency)
      balances.push(ledger.cash(at) - ledger.deposits(at) + ledger.withdrawals(at))
    }
  }
  return { holdings, balances }
}

/** What a venue holds for an engine, as rows: POSITION rows, ADJUST rows of balances, ORDER rows of open orders. */
export function statementRows(image: Image, accounts: Accounts): Uint8Array {
  const count = accounts.currencies.length
  const { holdings, balances } = statement(
    image,
    accounts,
    image.size.portfolios / count,
    (portfolio, currency) => portfolio * count + currency,
  )
  const rows: Uint8Array[] = []
  const add = (kind: number, source: number, instrument: number, aux: number): DataView => {
    const view = new DataView(new ArrayBuffer(ROW_BYTES))
    view.setUint8(0, kind)
    view.setUint16(2, source, true)
    view.setUint32(4, instrument, true)
    view.setUint32(20, aux, true)
    rows.push(new Uint8Array(view.buffer))
    return view
  }
  for (const [at, { lots, cost }] of holdings) {
    const { instruments } = image.size
    const view = add(POSITION, Math.floor(at / instruments), at % instruments, 0)
    view.setFloat64(POSITION_LOTS * 8, Number(lots), true)
    view.setBigInt64(POSITION_COST * 8, cost, true)
  }
  balances.forEach((cash, at) => {
    add(ADJUST, Math.floor(at / count), at % count, 0).setBigInt64(ADJUST_CASH * 8, cash, true)
  })
  const { order, size } = image
  for (let at = 0; at < size.orders; at++) {
    const state = order.state(at)
    if (state === 0) continue
    const aux = (state === CANCEL_PENDING ? CANCELLING : 0) | ((order.flags(at) & AMENDING) !== 0 ? IS_AMENDING : 0)
    const view = add(ORDER, accounts.portfolio(order.portfolio(at)), order.instrument(at), aux)
    view.setBigInt64(ORDER_CLIENT_ORDER_ID * 8, order.id(at), true)
  }
  return new Uint8Array(Buffer.concat(rows))
}

/** Reads what a venue states, all rows of it together. */
export function readStatement(
  bytes: Uint8Array,
  portfolios: number,
  instruments: number,
  currencies: number,
): VenueStatement {
  const holdings = new Map<number, Holding>()
  const orders = new Map<bigint, KnownOrder>()
  const balances = Array.from({ length: portfolios * currencies }, () => 0n)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const source = view.getUint16(at + 2, true)
    const instrument = view.getUint32(at + 4, true)
    const aux = view.getUint32(at + 20, true)
    if (bytes[at] === POSITION) {
      const lots = BigInt(view.getFloat64(at + POSITION_LOTS * 8, true))
      holdings.set(source * instruments + instrument, { lots, cost: view.getBigInt64(at + POSITION_COST * 8, true) })
    } else if (bytes[at] === ADJUST) {
      balances[source * currencies + instrument] = view.getBigInt64(at + ADJUST_CASH * 8, true)
    } else if (bytes[at] === ORDER) {
      const id = view.getBigInt64(at + ORDER_CLIENT_ORDER_ID * 8, true)
      orders.set(id, { cancelling: (aux & CANCELLING) !== 0, amending: (aux & IS_AMENDING) !== 0 })
    }
  }
  return { holdings, balances, orders }
}
