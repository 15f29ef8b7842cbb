import type { Image } from '../kernels/image.ts'
import { inHome, signedValue } from '../kernels/reference/valuation.ts'
import { formatDecimal } from '../model/decimal.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'

/**
 * A portfolio seen from one of its positions, at the row being stepped. Valid inside the call it is given to; in debug
 * mode a later read throws. Money and quantities are exact decimals; ratios are numbers.
 */
export class PortfolioView {
  private readonly image: Image
  private index = -1

  constructor(image: Image) {
    this.image = image
  }

  /** Moves to a position. */
  move(index: number): this {
    this.index = index
    return this
  }

  /** Makes every later read throw. */
  poison(): void {
    this.index = -1
  }

  /** Name of the portfolio. */
  get portfolio(): string {
    return this.image.names.scopes[this.scope]
  }

  get instrument(): Instrument {
    return this.image.names.universe.instruments[this.instrumentId]
  }

  /** Unix µs. */
  get timeMicros(): number {
    return Number(this.image.control.now(0) / 1000n)
  }

  /** Cash and positions at their marks, in the portfolio's currency. */
  get equity(): Decimal {
    return this.money(this.image.scope.equity(this.scope))
  }

  get cash(): Decimal {
    return this.money(this.image.ledger.cash(this.image.homeLedger(this.scope)))
  }

  /** Sum of absolute position values. */
  get gross(): Decimal {
    return this.money(this.image.scope.gross(this.scope))
  }

  /** Quantity held, signed. */
  get position(): Decimal {
    return this.quantity(this.image.position.lots(this.at))
  }

  /** Quantity of open buy orders. */
  get openBuys(): Decimal {
    return this.quantity(this.image.position.openBuys(this.at))
  }

  /** Quantity of open sell orders. */
  get openSells(): Decimal {
    return this.quantity(this.image.position.openSells(this.at))
  }

  /** Value of the position at the mark, signed, in the portfolio's currency. */
  get value(): Decimal {
    return this.money(this.inHome(signedValue(this.image, this.instrumentId, this.image.position.lots(this.at))))
  }

  /** Value less cost: profit if it were closed at the mark. */
  get unrealised(): Decimal {
    const { image } = this
    const { position } = image
    return this.money(
      this.inHome(signedValue(image, this.instrumentId, position.lots(this.at)) - position.cost(this.at)),
    )
  }

  /** Last good mark, a price; 0 before the first. */
  get mark(): number {
    return Number(this.image.instrument.mark(this.instrumentId)) / 2 / 10 ** this.instrument.priceScale
  }

  /** Value of the position ÷ equity, signed; 0 on equity of zero or less. */
  get fraction(): number {
    const equity = Number(this.image.scope.equity(this.scope))
    const value = Number(this.inHome(signedValue(this.image, this.instrumentId, this.image.position.lots(this.at))))
    return equity > 0 ? value / equity : 0
  }

  private get at(): number {
    if (this.index < 0)
      throw new Error('a portfolio view was read after the call it was given to: copy what you need inside it')
    return this.index
  }

  private get scope(): number {
    return this.image.portfolioOf(this.at)
  }

  private get instrumentId(): number {
    return this.image.instrumentOf(this.at)
  }

  /** An amount of the instrument's currency in the portfolio's, rounded down. */
  private inHome(amount: bigint): bigint {
    return inHome(this.image, this.scope, this.image.instrument.currency(this.instrumentId), amount)
  }

  private money(amount: bigint): Decimal {
    return formatDecimal(amount, this.image.names.moneyScales[this.image.scope.currency(this.scope)])
  }

  private quantity(lots: bigint): Decimal {
    return formatDecimal(lots, this.instrument.quantityScale)
  }
}
