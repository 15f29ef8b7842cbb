/** The state image: where its tables are, for the length of one call, and its records by number. */
import {
  Amend,
  AMEND_BYTES,
  Changed,
  CHANGED_BYTES,
  ClientId,
  CLIENT_ID_BYTES,
  Concentrate,
  CONCENTRATE_BYTES,
  Control,
  Covariance,
  COVARIANCE_BYTES,
  Currency,
  CURRENCY_BYTES,
  Execution,
  EXECUTION_BYTES,
  Exposure,
  EXPOSURE_BYTES,
  Group,
  GROUP_BYTES,
  Increase,
  INCREASE_BYTES,
  Instant,
  INSTANT_BYTES,
  Instrument,
  INSTRUMENT_BYTES,
  Ledger,
  LEDGER_BYTES,
  Order,
  ORDER_BYTES,
  OrderBucket,
  ORDER_BUCKET_BYTES,
  Pending,
  PENDING_BYTES,
  Position,
  POSITION_BYTES,
  Rate,
  RATE_BYTES,
  Report,
  REPORT_BYTES,
  Scope,
  SCOPE_BYTES,
  Session,
  SESSION_BYTES,
  Tick,
  TICK_BYTES,
  Timer,
  TIMER_BYTES,
  Violation,
  VIOLATION_BYTES,
  Weight,
  WEIGHT_BYTES,
} from './records.generated.ts'

export let control: Control = changetype<Control>(0)
let instruments: usize = 0
let scopes: usize = 0
let ledgers: usize = 0
let positions: usize = 0
let exposures: usize = 0
let concentrates: usize = 0
let orders: usize = 0
let timers: usize = 0

/** Takes the image at a byte offset as the one to work on. */
export function openImage(at: usize): void {
  control = changetype<Control>(at)
  instruments = control.instrumentAt
  scopes = control.scopeAt
  ledgers = control.ledgerAt
  positions = control.positionAt
  exposures = control.exposureAt
  concentrates = control.concentrateAt
  orders = control.orderAt
  timers = control.timerAt
}

export function instrumentOf(id: i32): Instrument {
  return changetype<Instrument>(instruments + id * INSTRUMENT_BYTES)
}

export function scopeOf(id: i32): Scope {
  return changetype<Scope>(scopes + id * SCOPE_BYTES)
}

/** Bits of 64 scopes. */
export function changedOf(word: i32): Changed {
  return changetype<Changed>(control.changedAt + word * CHANGED_BYTES)
}

/** The ledger of a portfolio in a currency. */
export function ledgerOf(portfolio: i32, currency: i32): Ledger {
  return changetype<Ledger>(ledgers + (portfolio * control.currencies + currency) * LEDGER_BYTES)
}

/** The ledger of a portfolio in its own currency. */
export function homeLedger(portfolio: i32): Ledger {
  return ledgerOf(portfolio, scopeOf(portfolio).currency)
}

export function positionOf(index: i32): Position {
  return changetype<Position>(positions + index * POSITION_BYTES)
}

/** Number of the position of a portfolio in an instrument. */
export function positionIndex(portfolio: i32, instrument: i32): i32 {
  return portfolio * control.instruments + instrument
}

export function portfolioOf(index: i32): i32 {
  return positionOf(index).portfolio
}

/** Exposure of a scope to a group of instruments. */
export function exposureOf(scope: i32, group: i32): Exposure {
  return changetype<Exposure>(exposures + (scope * control.groups + group) * EXPOSURE_BYTES)
}

/** The summed position of a portfolio group in an instrument. */
export function concentrateOf(scope: i32, instrument: i32): Concentrate {
  const at = (scope - control.portfolios) * control.instruments + instrument
  return changetype<Concentrate>(concentrates + at * CONCENTRATE_BYTES)
}

export function orderOf(at: i32): Order {
  return changetype<Order>(orders + at * ORDER_BYTES)
}

/** What the order of the same number would become. */
export function amendOf(at: i32): Amend {
  return changetype<Amend>(control.amendAt + at * AMEND_BYTES)
}

/** A currency. */
export function currencyOf(id: i32): Currency {
  return changetype<Currency>(control.currencyAt + id * CURRENCY_BYTES)
}

/** The rate that turns amounts of a currency into another. */
export function rateOf(home: i32, currency: i32): Rate {
  return changetype<Rate>(control.ratesAt + (home * control.currencies + currency) * RATE_BYTES)
}

export function timerOf(at: i32): Timer {
  return changetype<Timer>(timers + at * TIMER_BYTES)
}

export function reportOf(at: i32): Report {
  return changetype<Report>(control.reportAt + at * REPORT_BYTES)
}

export function clientIdOf(at: i32): ClientId {
  return changetype<ClientId>(control.clientIdAt + at * CLIENT_ID_BYTES)
}

export function executionOf(at: i32): Execution {
  return changetype<Execution>(control.executionAt + at * EXECUTION_BYTES)
}

export function tickOf(at: i32): Tick {
  return changetype<Tick>(control.tickAt + at * TICK_BYTES)
}

export function sessionOf(id: i32): Session {
  return changetype<Session>(control.sessionAt + id * SESSION_BYTES)
}

export function instantOf(at: i32): Instant {
  return changetype<Instant>(control.instantAt + at * INSTANT_BYTES)
}

export function covarianceOf(at: i32): Covariance {
  return changetype<Covariance>(control.covarianceAt + at * COVARIANCE_BYTES)
}

export function groupOf(id: i32): Group {
  return changetype<Group>(control.groupAt + id * GROUP_BYTES)
}

export function orderBucketOf(at: i32): OrderBucket {
  return changetype<OrderBucket>(control.orderBucketAt + at * ORDER_BUCKET_BYTES)
}

export function pendingOf(at: i32): Pending {
  return changetype<Pending>(control.pendingAt + at * PENDING_BYTES)
}

export function increaseOf(at: i32): Increase {
  return changetype<Increase>(control.increaseAt + at * INCREASE_BYTES)
}

export function violationOf(at: i32): Violation {
  return changetype<Violation>(control.violationAt + at * VIOLATION_BYTES)
}

export function weightOf(instrument: i32): Weight {
  return changetype<Weight>(control.weightAt + instrument * WEIGHT_BYTES)
}

/** Memberships of an instrument, its sector among them; the list ends at the first −1. */
export const GROUP_SLOTS: i32 = 8

/** The group in a slot of an instrument, or −1. */
export function groupIn(instrument: Instrument, slot: i32): i32 {
  return load<i32>(changetype<usize>(instrument) + (slot << 2), offsetof<Instrument>('group0'))
}
