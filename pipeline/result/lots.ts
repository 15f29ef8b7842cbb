import { applyAdjustment } from '../../analytics/ledger/apply-adjustment.ts'
import { Book } from '../../analytics/ledger/book.ts'
import type { BookOptions } from '../../analytics/ledger/book.ts'
import type { Closing, Lot, LotMethod } from '../../analytics/ledger/lot.ts'
import { LOT_METHODS } from '../../analytics/ledger/lot.ts'
import { LedgerError, termsOf, valueOf } from '../../analytics/ledger/terms.ts'
import type { Image } from '../../kernels/image.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { formatMicros } from '../../model/time.ts'
import type { RunResult } from './run-result.ts'

export interface LotsOptions {
  /** Default `fifo`. `specific` closes the lots that `picks` names. */
  readonly method?: LotMethod
  /** `expense` (default) counts fees beside the result; `basis` puts them into the cost and the proceeds of lots. */
  readonly fees?: 'expense' | 'basis'
  /** Of `specific`: ids of lots to close first, by the id of the closing fill; the rest goes by FIFO. */
  readonly picks?: Readonly<Record<string, readonly string[]>>
}

/** A lot still held. Money is in the instrument's currency, quantities have up to 12 decimals. */
export interface OpenLot {
  /** Id of the fill that opened it. */
  readonly id: string
  readonly side: 'long' | 'short'
  readonly quantity: Decimal
  /** Signed total cost. */
  readonly cost: Decimal
  /** Fees of the opening, for what is still held. */
  readonly fees: Decimal
  readonly opened: string
}

/** A lot, or a part of one, that was closed. */
export interface ClosedLot extends OpenLot {
  readonly closedBy: string
  readonly cause: 'fill' | 'cash-in-lieu'
  readonly closed: string
  readonly holdingMicros: number
  /** Signed: received for a long, paid for a short. */
  readonly proceeds: Decimal
  /** Variation margin received while it was held. */
  readonly settled: Decimal
  readonly realised: Decimal
}

/** The lots of one portfolio in one instrument. */
export interface LotBook {
  readonly portfolio: string
  readonly instrument: string
  readonly currency: string
  readonly method: LotMethod
  readonly quantity: Decimal
  readonly cost: Decimal
  readonly realised: Decimal
  /** At the last mark; null where there was none. */
  readonly unrealised: Decimal | null
  readonly fees: Decimal
  /** Dividends, funding, borrowing costs and other cash. */
  readonly income: Decimal
  readonly open: readonly OpenLot[]
  readonly closed: readonly ClosedLot[]
}

/**
 * The tax lots of a finished run, made of its fills and adjustments by the method asked for; the run itself does not
 * depend on it. Each book agrees with the desk on quantity, and on realised + unrealised + income to the unit.
 *
 * @throws LedgerError when the run booked more than the 1 000 000 fills that are kept.
 * @example for (const { instrument, closed } of lots(await run(…), { method: 'hifo' })) console.table(closed)
 */
export function lots(result: RunResult, { method = 'fifo', fees = 'expense', picks }: LotsOptions = {}): LotBook[] {
  const { ledger, image } = result.parts.collector
  if (!LOT_METHODS.includes(method)) throw new LedgerError(`method is one of ${LOT_METHODS.join(', ')}, was ${method}`)
  if (ledger.leftOut > 0)
    throw new LedgerError(`the run booked ${ledger.leftOut} fills and adjustments more than are kept for its lots`)
  if (image === undefined) return []
  const options: BookOptions = { method, fees, picks: new Map(Object.entries(picks ?? {})) }
  const books = new Map<number, { readonly book: Book; readonly closings: Closing[] }>()
  for (const entry of ledger.entries()) {
    const index = image.positionAt(entry.portfolio, entry.instrument)
    let held = books.get(index)
    if (held === undefined) {
      const closings: Closing[] = []
      const scale = image.names.moneyScales[image.instrument.currency(entry.instrument)]
      const terms = termsOf(image.names.universe.instruments[entry.instrument], scale)
      held = { book: new Book(terms, options, (closing) => closings.push(closing)), closings }
      books.set(index, held)
    }
    if ('fill' in entry) held.book.execute(entry.fill)
    else applyAdjustment(held.book, entry.cause, entry.adjustment)
  }
  return [...books].sort(([a], [b]) => a - b).map(([index, { book, closings }]) => bookOf(image, index, book, closings))
}

function bookOf(image: Image, index: number, book: Book, closings: readonly Closing[]): LotBook {
  const { terms } = book
  const money = (amount: bigint): Decimal => formatDecimal(amount, terms.moneyScale)
  const half = image.instrument.mark(image.instrumentOf(index))
  const unrealised = book.held === 0n ? 0n : half === 0n ? null : valueOf(terms, book.held, half) - book.cost
  return {
    portfolio: image.names.scopes[image.portfolioOf(index)],
    instrument: terms.symbol,
    currency: terms.currency,
    method: book.method,
    quantity: formatDecimal(book.held, terms.quantityScale),
    cost: money(book.cost),
    realised: money(book.realised),
    unrealised: unrealised === null ? null : money(unrealised),
    fees: money(book.fees),
    income: money(book.income),
    open: book.lots.map((lot) => openLot(book, lot)),
    closed: closings.map((closing) => closedLot(book, closing)),
  }
}

function openLot({ terms, held, denominator }: Book, lot: Lot): OpenLot {
  return {
    id: lot.id,
    side: held > 0n ? 'long' : 'short',
    quantity: quantityOf(lot.quantity, denominator, terms.quantityScale),
    cost: formatDecimal(lot.cost, terms.moneyScale),
    fees: formatDecimal(lot.fees, terms.moneyScale),
    opened: formatMicros(lot.openedMicros),
  }
}

function closedLot({ terms }: Book, closing: Closing): ClosedLot {
  const money = (amount: bigint): Decimal => formatDecimal(amount, terms.moneyScale)
  return {
    id: closing.lot,
    side: closing.side,
    quantity: quantityOf(closing.quantity, closing.denominator, terms.quantityScale),
    cost: money(closing.cost),
    fees: money(closing.fees),
    opened: formatMicros(closing.openedMicros),
    closedBy: closing.closedBy,
    cause: closing.cause,
    closed: formatMicros(closing.closedMicros),
    holdingMicros: closing.holdingMicros,
    proceeds: money(closing.proceeds),
    settled: money(closing.settled),
    realised: money(closing.realised),
  }
}

const DISPLAY_SCALE = 12

/** A quantity in lots ÷ denominator; what does not end within 12 decimals is cut there, for display only. */
function quantityOf(quantity: bigint, denominator: bigint, scale: number): Decimal {
  if (quantity % denominator === 0n) return formatDecimal(quantity / denominator, scale)
  const digits = Math.max(scale, DISPLAY_SCALE)
  const text = formatDecimal((quantity * 10n ** BigInt(digits - scale)) / denominator, digits)
  return text.replace(/0+$/, '')
}
