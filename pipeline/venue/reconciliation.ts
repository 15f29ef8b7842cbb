import type { Image } from '../../kernels/image.ts'
import { limitsOf } from '../../kernels/desk-parameters.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { Config } from '../config/config.ts'
import { CommandError } from '../live/operator-command.ts'
import type { SettleCommand } from '../live/operator-command.ts'
import { breakRows } from './break-rows.ts'
import { breaksOf } from './breaks.ts'
import type { Break, Rejected } from './breaks.ts'
import type { Accounts } from './exchange-config.ts'
import type { PeerFile } from './hello.ts'
import { ownStatement } from './statement.ts'
import type { Statement } from './statement.ts'

/** What an engine remembers of its venue, beside its journal. */
export interface VenueFacts {
  /** The venue's journal. */
  readonly peer: string
  readonly rejected: readonly Rejected[]
}

/** A break as people read it: the venue's less ours. */
export interface BreakState {
  readonly portfolio: string
  readonly instrument: string
  readonly quantity: Decimal
  readonly cash: Decimal
  readonly currency: string
}

/** Where rows of a reconciliation go: they are journaled and stepped in the call. */
export interface ReconciliationRun {
  readonly image: Image
  /** Sequence and time of the newest row. */
  readonly sequence: number
  readonly nanos: bigint
  journal(rows: Uint8Array): void
}

/**
 * Compares what the engine and its venue hold. A break freezes increases of the position until somebody adopts the venue's
 * position or rejects it; each step is rows of the journal.
 */
export class Reconciliation {
  /** Those of the last statement. */
  breaks: readonly Break[] = []
  /** Statements compared. */
  statements = 0
  private readonly config: Config
  private readonly accounts: Accounts
  private readonly facts: PeerFile<VenueFacts>

  constructor(config: Config, accounts: Accounts, facts: PeerFile<VenueFacts>) {
    this.config = config
    this.accounts = accounts
    this.facts = facts
  }

  /** Compares with a statement that holds at the run's newest row, and freezes what newly differs. */
  compare(run: ReconciliationRun, theirs: Statement): void {
    const { image } = run
    this.statements++
    this.breaks = breaksOf(image, this.accounts, ownStatement(image, this.accounts), theirs, this.rejected)
    const fresh = this.breaks.filter(
      ({ portfolio, instrument }) => image.position.restricted(image.positionAt(portfolio, instrument)) === 0,
    )
    if (fresh.length === 0) return
    const reason = this.describe(image, fresh)
      .map(
        ({ portfolio, instrument, quantity, cash, currency }) =>
          `${portfolio} ${instrument} ${quantity} and ${cash} ${currency}`,
      )
      .join('; ')
    const word = { actor: 'reconciliation', reason: `the venue differs: ${reason}`, verb: 'freeze' }
    run.journal(breakRows(word, run.sequence + 1, run.nanos, { freeze: fresh }))
  }

  /**
   * Settles a break of the last statement: its rows are journaled.
   *
   * @throws {CommandError} where there is no such break
   */
  settle(run: ReconciliationRun, command: SettleCommand): void {
    const { verb, actor, reason } = command
    const found = this.find(run.image, command)
    const currency = this.accounts.currencyOf(found.instrument)
    // Breaks that are there because of this money alone end with it.
    const together = this.breaks.filter(
      (one) =>
        one === found ||
        (one.portfolio === found.portfolio &&
          this.accounts.currencyOf(one.instrument) === currency &&
          one.lots === 0n &&
          one.cost === 0n),
    )
    const lift = together.filter((one) => !this.isRestricted(one))
    const word = { actor, reason, verb }
    const adopted = verb === 'adopt' ? found : undefined
    run.journal(breakRows(word, run.sequence + 1, run.nanos, { ...(adopted === undefined ? {} : { adopted }), lift }))
    this.remember(found, adopted === undefined)
    this.breaks = this.breaks.filter((one) => !together.includes(one))
  }

  /** The breaks as people read them. */
  describe(image: Image, breaks = this.breaks): BreakState[] {
    const { scopes, universe, moneyScales, currencies } = image.names
    return breaks.map(({ portfolio, instrument, lots, cash }) => {
      const { symbol, quantityScale } = universe.instruments[instrument]
      const currency = image.instrument.currency(instrument)
      return {
        portfolio: scopes[portfolio],
        instrument: symbol,
        quantity: formatDecimal(lots, quantityScale),
        cash: formatDecimal(cash, moneyScales[currency]),
        currency: currencies[currency],
      }
    })
  }

  private find(image: Image, { portfolio, instrument }: SettleCommand): Break {
    const states = this.describe(image)
    const at = states.findIndex((one) => one.portfolio === portfolio && one.instrument === instrument)
    if (at >= 0) return this.breaks[at]
    const there = states.map((one) => `${one.portfolio} ${one.instrument}`).join(', ')
    throw new CommandError(
      `there is no break of ${instrument} in ${portfolio}${there === '' ? '' : `, but of ${there}`}`,
    )
  }

  /** Whether the configuration itself restricts a position. */
  private isRestricted({ portfolio, instrument }: Break): boolean {
    const { limits, portfolios, instruments } = this.config
    return (
      limitsOf(limits, portfolios.portfolios[portfolio]).restricted?.includes(instruments[instrument].symbol) === true
    )
  }

  private get rejected(): readonly Rejected[] {
    return this.facts.read()?.rejected ?? []
  }

  /** Keeps what stands of a portfolio's differences: the money of a currency is one, whoever spoke last. */
  private remember({ portfolio, instrument, lots, cash }: Break, isRejected: boolean): void {
    const money = isRejected ? String(cash) : '0'
    const currency = this.accounts.currencyOf(instrument)
    const others = this.rejected
      .filter((one) => one.portfolio !== portfolio || one.instrument !== instrument)
      .map((one) =>
        one.portfolio === portfolio && this.accounts.currencyOf(one.instrument) === currency
          ? { ...one, cash: money }
          : one,
      )
    const own = isRejected ? [{ portfolio, instrument, lots: String(lots), cash: money }] : []
    this.facts.write({ peer: this.facts.read()?.peer ?? '', rejected: [...others, ...own] })
  }
}
