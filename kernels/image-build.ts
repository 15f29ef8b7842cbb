import { parseDecimal, roundDecimal } from '../model/decimal.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Limits, PassivePolicy } from '../model/limits.ts'
import type { Portfolio } from '../model/portfolio.ts'
import { Reason } from '../model/reasons.generated.ts'
import type { SessionTable } from '../model/session.ts'
import type { Sizing } from '../model/sizing.ts'
import { currencyNames } from '../model/universe.ts'
import type { Universe } from '../model/universe.ts'
import { limitsOf, sizingOf } from './desk-parameters.ts'
import type { DeskParameters } from './desk-parameters.ts'
import { Image, NONE, timersOf } from './image.ts'
import type { Memory } from './memory.ts'
import { money, moneyScale, moneyScales, unitValue } from './money.ts'
import { refreshLossFloor } from './reference/watch.ts'

const GROUP_SLOTS = 8
/** Covariances, in 1e-12, whose sums over 1 024 instruments stay within 128 bits. */
const COVARIANCE_MAX = 2n ** 43n
/** A weekend, and a day more, of rates that come once a day. */
const RATE_STALE_AFTER_NANOS = 96n * 3_600n * 1_000_000_000n
const KINDS = ['spot', 'linear', 'inverse']
const STATES = ['active', 'reducing', 'halted']
const METHODS = ['fixed-lots', 'fixed-fraction', 'volatility-target', 'fractional-kelly']
const REMAINDERS = ['wait', 'walk', 'cancel']
const POLICIES: readonly PassivePolicy[] = ['alert', 'trim', 'reducing']

const ppm = (ratio: Decimal): bigint => roundDecimal(ratio, 6).units
const ppb = (ratio: Decimal): bigint => roundDecimal(ratio, 9).units
const optional = <T>(value: T | undefined, read: (value: T) => bigint): bigint =>
  value === undefined ? NONE : read(value)

/**
 * Resolves a configuration into the integers of a new state image: money scales, limits in minor units, ratios in ppm,
 * sessions as instants. Throws with both numbers where a value can't be represented.
 */
export function buildImage(memory: Memory, universe: Universe, parameters: DeskParameters, debug: boolean): Image {
  const { portfolios, groups } = parameters.portfolios
  const { instruments } = universe
  const currencies = currencyNames(instruments, portfolios).list
  const sessions = [...new Map(instruments.map(({ session }) => [session.name, session])).values()]
  const byCurrency = [parameters.limits, ...[...portfolios, ...groups].map(({ limits }) => limits)].some(
    (limits) => limits?.currencies !== undefined,
  )
  const groupNames = [...new Set(instruments.flatMap((one) => groupsOf(one, byCurrency)))].sort()
  const covarianceBlocks = portfolios.filter((one) => limitsOf(parameters.limits, one).volatility !== undefined).length
  const image = new Image(
    memory,
    {
      instruments: instruments.length,
      portfolios: portfolios.length,
      portfolioGroups: groups.length,
      currencies: currencies.length,
      groups: groupNames.length,
      ticks: instruments.reduce((sum, { tick }) => sum + tick.length, 0),
      sessions: sessions.length,
      instants: sessions.reduce((sum, { closes }) => sum + closes.length, 0),
      covarianceBlocks,
      orders: parameters.orders,
      clientIds: parameters.clientIds,
    },
    {
      universe,
      scopes: [...portfolios, ...groups].map(({ name }) => name),
      currencies,
      moneyScales: scalesOf(currencies, instruments, portfolios),
      groups: groupNames,
    },
  )
  writeControl(image, parameters, debug)
  writeSessions(image, sessions)
  const homes = new Set(portfolios.map(({ currency }) => currency))
  writeRates(image, homes)
  writeInstruments(image, instruments, sessions, byCurrency)
  portfolios.forEach((portfolio, at) => writePortfolio(image, at, portfolio, parameters, sessions))
  groups.forEach((group, at) => {
    const scope = portfolios.length + at
    for (const member of group.members) {
      const index = portfolios.findIndex(({ name }) => name === member)
      if (index < 0) throw new Error(`portfolio group ${group.name}: there is no portfolio "${member}"`)
      if (image.scope.parent(index) >= 0) throw new Error(`portfolio ${member} is a member of two portfolio groups`)
      image.scope.setParent(index, scope)
    }
    const currency = portfolios.find(({ name }) => name === group.members[0])?.currency ?? ''
    const stranger = portfolios.find((one) => group.members.includes(one.name) && one.currency !== currency)
    if (stranger)
      throw new Error(
        `portfolio group ${group.name}: ${stranger.name} is kept in ${stranger.currency}, not ${currency}`,
      )
    writeScope(image, scope, currency, group.limits)
    image.scope.setStrategy(scope, -1)
    image.scope.setParent(scope, -1)
    for (const member of group.members) {
      const portfolio = portfolios.findIndex(({ name }) => name === member)
      image.scope.setEquity(scope, image.scope.equity(scope) + image.scope.equity(portfolio))
      image.scope.setPaidIn(scope, image.scope.equity(scope))
    }
    image.scope.setHighWater(scope, image.scope.equity(scope))
    image.scope.setDayStart(scope, image.scope.equity(scope))
    image.scope.setSession(
      scope,
      image.scope.session(
        Math.max(
          0,
          portfolios.findIndex(({ name }) => name === group.members[0]),
        ),
      ),
    )
  })
  for (let at = 0; at < image.scopes; at++) refreshLossFloor(image, at)
  return image
}

/** Decimals of the money of each currency. @throws {RangeError} where one would need too many */
export function scalesOf(
  currencies: readonly string[],
  instruments: readonly Instrument[],
  portfolios: readonly Portfolio[],
): number[] {
  const amounts = (currency: string): Decimal[] =>
    portfolios.flatMap((one) => [
      ...(one.currency === currency ? [one.cash] : []),
      ...(one.balances?.[currency] === undefined ? [] : [one.balances[currency]]),
    ])
  return moneyScales(currencies.map((currency) => moneyScale(currency, instruments, amounts(currency))))
}

/** What an instrument can be a member of, the key of its limits, and the check that watches it. */
const MEMBERSHIPS = [
  { prefix: 'sector', table: 'sectors', check: Reason.SECTOR_MAX },
  { prefix: 'country', table: 'countries', check: Reason.COUNTRY_MAX },
  { prefix: 'issuer', table: 'issuers', check: Reason.ISSUER_MAX },
  { prefix: 'currency', table: 'currencies', check: Reason.CURRENCY_MAX },
  { prefix: 'group', table: 'groups', check: Reason.GROUP_MAX },
] as const

/** Groups of an instrument by name: `sector:…`, `country:…`, `issuer:…`, `currency:…` where it is limited, `group:…`. */
export function groupsOf(instrument: Instrument, byCurrency: boolean): string[] {
  const { sector, country, issuer, currency, groups, symbol } = instrument
  const own = { sector, country, issuer, currency: byCurrency ? currency : undefined }
  const names = [
    ...Object.entries(own).flatMap(([kind, name]) => (name === undefined ? [] : [`${kind}:${name}`])),
    ...groups.map((name) => `group:${name}`),
  ]
  if (names.length > GROUP_SLOTS) throw new Error(`${symbol} is in ${names.length} groups, ${GROUP_SLOTS} at most`)
  return names
}

function writeControl(image: Image, parameters: DeskParameters, debug: boolean): void {
  const { control, size } = image
  const { venue } = parameters
  control.setInstruments(0, size.instruments)
  control.setPortfolios(0, size.portfolios)
  control.setScopes(0, image.scopes)
  control.setCurrencies(0, size.currencies)
  control.setGroups(0, size.groups)
  control.setOrderCapacity(0, size.orders)
  control.setTimerCapacity(0, timersOf(size))
  control.setReportCapacity(0, size.orders)
  control.setIdCapacity(0, size.clientIds)
  control.setSessions(0, size.sessions)
  control.setDebug(0, debug ? 1 : 0)
  control.setEquityIntervalNanos(0, parameters.portfolios.equityIntervalNanos)
  if (venue === 'external') {
    control.setExternal(0, 1)
  } else {
    control.setLatencyNanos(0, venue.latencyNanos)
    control.setReportLatencyNanos(0, venue.reportLatencyNanos)
    control.setParticipationPpm(0, ppm(venue.participation))
    control.setSlippagePpb(0, ppb(venue.slippage))
    control.setWalkStepPpb(0, ppb(venue.walkStep))
    control.setRemainder(0, REMAINDERS.indexOf(venue.remainder))
    control.setCrossedPolicy(0, venue.crossedQuotes === 'trade' ? 1 : 0)
    control.setZeroLatency(0, venue.zeroLatency ? 1 : 0)
    control.setPlantSameClose(0, venue.plantSameCloseFill ? 1 : 0)
  }
  for (let order = 0; order < size.orders; order++) {
    image.order.setNext(order, order + 1 < size.orders ? order + 1 : -1)
    image.report.setNext(order, order + 1 < size.orders ? order + 1 : -1)
  }
  for (let order = 0; order < size.orders; order++) image.orderBucket.setHead(order, -1)
  image.names.groups.forEach((name, group) => {
    const membership = MEMBERSHIPS.find(({ prefix }) => name.startsWith(`${prefix}:`))
    image.group.setCheck(group, membership?.check ?? Reason.GROUP_MAX)
  })
  control.setFirstTouched(0, -1)
  control.setFirstWoken(0, -1)
  control.setFreeOrder(0, size.orders > 0 ? 0 : -1)
  control.setFreeReport(0, size.orders > 0 ? 0 : -1)
  for (let id = 0; id < size.clientIds; id++) {
    image.clientId.setBucket(id, -1)
    image.clientId.setNext(id, -1)
    image.execution.setBucket(id, -1)
    image.execution.setNext(id, -1)
    image.execution.setFollowing(id, id + 1 < size.clientIds ? id + 1 : -1)
  }
  control.setFirstExecution(0, size.clientIds > 0 ? 0 : -1)
  control.setLastExecution(0, size.clientIds - 1)
}

/** Powers of ten between the scales of money of every two currencies, and the instruments that settle in each. */
function writeRates(image: Image, homes: ReadonlySet<string>): void {
  const { rate, currency, instrument, names, size } = image
  names.moneyScales.forEach((home, row) =>
    names.moneyScales.forEach((scale, column) => {
      const at = image.rateAt(row, column)
      rate.setScaleUp(at, 10n ** BigInt(Math.max(0, home - scale)))
      rate.setScaleDown(at, 10n ** BigInt(Math.max(0, scale - home)))
    }),
  )
  for (let one = 0; one < size.currencies; one++) currency.setFirstInstrument(one, -1)
  for (const home of homes) currency.setHome(names.currencies.indexOf(home), 1)
  for (let at = size.instruments - 1; at >= 0; at--) {
    const settles = names.currencies.indexOf(names.universe.instruments[at].currency)
    instrument.setNextOfCurrency(at, currency.firstInstrument(settles))
    currency.setFirstInstrument(settles, at)
  }
}

function writeSessions(image: Image, sessions: readonly SessionTable[]): void {
  let start = 0
  sessions.forEach(({ opens, closes }, at) => {
    image.session.setStart(at, start)
    image.session.setLength(at, closes.length)
    for (let k = 0; k < closes.length; k++) {
      image.instant.setOpensAt(start + k, BigInt(opens[k]) * 1000n)
      image.instant.setClosesAt(start + k, BigInt(closes[k]) * 1000n)
    }
    start += closes.length
  })
}

function writeInstruments(
  image: Image,
  instruments: readonly Instrument[],
  sessions: readonly SessionTable[],
  byCurrency: boolean,
): void {
  const { instrument: record, names } = image
  let ticks = 0
  instruments.forEach((one, at) => {
    const currency = names.currencies.indexOf(one.currency)
    const scale = names.moneyScales[currency]
    const lots = (text: Decimal): bigint => parseDecimal(text, one.quantityScale)
    record.setUnitValue(at, money(unitValue(one, scale)))
    record.setLotStep(at, positive(lots(one.lotStep), `${one.symbol}: lotStep`, one.lotStep))
    record.setMinLots(at, lots(one.minQuantity))
    record.setMaxLots(at, optional(one.maxQuantity, lots))
    record.setMinNotional(
      at,
      optional(one.minNotional, (text) => parseDecimal(text, scale)),
    )
    record.setMaxNotional(
      at,
      optional(one.maxNotional, (text) => parseDecimal(text, scale)),
    )
    record.setMakerFeePpb(at, ppb(one.makerFee))
    record.setTakerFeePpb(at, ppb(one.takerFee))
    record.setHalfSpreadPpb(at, ppb(one.halfSpread))
    record.setStaleNanos(at, one.staleAfterNanos)
    record.setReduceMarkAgeNanos(at, one.reduceMarkAgeMaxNanos)
    record.setAssumedTopLots(at, lots(one.assumedTopSize))
    record.setAssumedVolumeLots(at, lots(one.assumedVolume))
    record.setInitialMarginPpm(at, ppm(one.initialMargin ?? '0'))
    record.setMaintenanceMarginPpm(at, ppm(one.maintenanceMargin ?? '0'))
    record.setBorrowLots(at, optional(one.borrow, lots))
    record.setKind(at, KINDS.indexOf(one.kind))
    record.setCurrency(at, currency)
    record.setTradable(at, one.tradable ? 1 : 0)
    record.setSession(
      at,
      sessions.findIndex(({ name }) => name === one.session.name),
    )
    record.setTickStart(at, ticks)
    record.setTickCount(at, one.tick.length)
    for (const { from, tick } of one.tick) {
      image.tick.setFrom(ticks, parseDecimal(from, one.priceScale))
      image.tick.setTick(ticks, positive(parseDecimal(tick, one.priceScale), `${one.symbol}: tick`, tick))
      ticks++
    }
    record.setFirstHolder(at, -1)
    record.setFirstOrder(at, -1)
    record.setLastOrder(at, -1)
    const ids = groupsOf(one, byCurrency).map((name) => names.groups.indexOf(name))
    const setters = [
      record.setGroup0,
      record.setGroup1,
      record.setGroup2,
      record.setGroup3,
      record.setGroup4,
      record.setGroup5,
      record.setGroup6,
      record.setGroup7,
    ]
    setters.forEach((set, slot) => set.call(record, at, ids[slot] ?? -1))
  })
}

function positive(value: bigint, what: string, text: string): bigint {
  if (value <= 0n) throw new RangeError(`${what} must be above 0, was ${text}`)
  return value
}

function writePortfolio(
  image: Image,
  at: number,
  portfolio: Portfolio,
  parameters: DeskParameters,
  sessions: readonly SessionTable[],
): void {
  const { scope, names, position } = image
  const { universe } = names
  const limits = limitsOf(parameters.limits, portfolio)
  const sizing = sizingOf(parameters.sizing, portfolio)
  writeScope(image, at, portfolio.currency, limits)
  writeSizing(image, at, sizing)
  scope.setStrategy(at, universe.strategies.id(portfolio.strategy))
  scope.setParent(at, -1)
  const session = portfolio.session === undefined ? 0 : sessions.findIndex(({ name }) => name === portfolio.session)
  if (session < 0) {
    throw new Error(
      `portfolio ${portfolio.name}: session "${portfolio.session}" is none of ${sessions.map(({ name }) => name).join(', ')}`,
    )
  }
  scope.setSession(at, session)
  const cash = money(parseDecimal(portfolio.cash, names.moneyScales[scope.currency(at)]))
  const home = image.homeLedger(at)
  image.ledger.setCash(home, cash)
  image.ledger.setDeposits(home, cash)
  for (const [currency, amount] of Object.entries(portfolio.balances ?? {})) {
    const id = names.currencies.indexOf(currency)
    if (id === scope.currency(at)) throw new Error(`portfolio ${portfolio.name}: ${currency} is its own, under cash`)
    const balance = money(parseDecimal(amount, names.moneyScales[id]))
    image.ledger.setCash(image.ledgerAt(at, id), balance)
    image.ledger.setDeposits(image.ledgerAt(at, id), balance)
  }
  scope.setEquity(at, cash)
  scope.setPaidIn(at, cash)
  scope.setHighWater(at, cash)
  scope.setDayStart(at, cash)
  const { exits } = portfolio
  scope.setStopPpm(at, optional(exits?.stop, ppm))
  scope.setTargetPpm(at, optional(exits?.target, ppm))
  scope.setTrailingPpm(at, optional(exits?.trailing, ppm))
  scope.setMinHoldNanos(at, exits?.minHoldingNanos ?? NONE)
  scope.setMaxHoldNanos(at, exits?.maxHoldingNanos ?? NONE)
  scope.setCoolDownNanos(at, exits?.coolDownNanos ?? NONE)
  known(limits.position, universe, 'limits.position')
  known(Object.fromEntries((limits.restricted ?? []).map((symbol) => [symbol, '1'])), universe, 'limits.restricted')
  known(sizing.lots, universe, 'sizing.lots')
  universe.instruments.forEach((one, instrument) => {
    const index = image.positionAt(at, instrument)
    const cap = limits.position?.[one.symbol] ?? limits.position?.['*']
    position.setLotsMax(
      index,
      optional(cap, (text) => parseDecimal(text, one.quantityScale)),
    )
    const lots = sizing.lots?.[one.symbol] ?? sizing.lots?.['*']
    position.setFixedLots(index, lots === undefined ? 0n : parseDecimal(lots, one.quantityScale))
    position.setRestricted(index, limits.restricted?.includes(one.symbol) === true ? 1 : 0)
    position.setPortfolio(index, at)
    position.setNextWoken(index, -1)
    position.setNextHolder(index, -1)
    position.setFirstOrder(index, -1)
    position.setLastOrder(index, -1)
  })
}

function known(table: Readonly<Record<string, Decimal>> | undefined, universe: Universe, where: string): void {
  for (const symbol of Object.keys(table ?? {})) {
    if (symbol !== '*' && universe.symbols.find(symbol) === undefined) {
      throw new Error(`${where}: there is no instrument "${symbol}"`)
    }
  }
}

function writeSizing(image: Image, at: number, sizing: Sizing): void {
  const { scope } = image
  scope.setSizing(at, METHODS.indexOf(sizing.method))
  scope.setFractionPpm(at, ppm(sizing.fraction ?? '1'))
  scope.setVolatilityTargetPpm(at, ppm(sizing.volatilityTarget ?? '0.1'))
  scope.setKellyPpm(at, ppm(sizing.kelly ?? '0.5'))
  scope.setMaxFractionPpm(at, ppm(sizing.maxFraction ?? '1'))
  scope.setBandPpm(at, ppm(sizing.noTradeBand ?? '0'))
}

function writeScope(image: Image, at: number, currencyName: string, limits: Limits): void {
  const { scope, names } = image
  const currency = names.currencies.indexOf(currencyName)
  const scale = names.moneyScales[currency]
  const amount = (text: Decimal): bigint => money(parseDecimal(text, scale))
  scope.setCurrency(at, currency)
  scope.setState(at, STATES.indexOf(limits.tradingState ?? 'active'))
  scope.setGrossMax(at, optional(limits.gross, amount))
  scope.setNetMax(at, optional(limits.net, amount))
  scope.setLeveragePpm(at, optional(limits.leverage, ppm))
  scope.setConcentrationPpm(at, optional(limits.concentration, ppm))
  scope.setVolatilityPpm(at, optional(limits.volatility?.limit, ppm))
  scope.setValueAtRiskPpm(at, optional(limits.volatility?.valueAtRisk?.limit, ppm))
  scope.setCorrelatedPpm(at, optional(limits.volatility?.correlation?.limit, ppm))
  scope.setQuantilePpm(at, ppm(limits.volatility?.valueAtRisk?.quantile ?? '0'))
  scope.setLossReducing(at, optional(limits.lossBudget?.reducing, amount))
  scope.setLossHalted(at, optional(limits.lossBudget?.halted, amount))
  scope.setOrderNotionalMax(at, optional(limits.orderNotional, amount))
  scope.setCashReserve(at, amount(limits.cashReserve ?? '0'))
  scope.setCollarPpm(at, optional(limits.priceCollar, ppm))
  const rate = limits.orderRate
  scope.setRatePeriodNanos(at, rate === undefined ? NONE : rate.perNanos / BigInt(rate.count))
  scope.setRateStaleNanos(at, limits.rateStaleAfterNanos ?? RATE_STALE_AFTER_NANOS)
  scope.setRateBurstNanos(at, rate === undefined ? 0n : rate.perNanos - rate.perNanos / BigInt(rate.count))
  scope.setDayReducingPpm(at, optional(limits.dailyLoss?.reducing, ppm))
  scope.setDayHaltedPpm(at, optional(limits.dailyLoss?.halted, ppm))
  scope.setDrawdownReducingPpm(at, optional(limits.drawdown?.reducing, ppm))
  scope.setDrawdownHaltedPpm(at, optional(limits.drawdown?.halted, ppm))
  scope.setOpenOrdersMax(at, limits.openOrders ?? -1)
  scope.setAllowShort(at, limits.allowShort === true ? 1 : 0)
  scope.setSelfTrade(at, limits.selfTrade === 'allow' ? 0 : 1)
  const policy = (name: PassivePolicy | undefined): number => POLICIES.indexOf(name ?? 'alert')
  scope.setPassiveConcentration(at, policy(limits.passive?.concentration))
  scope.setPassiveGross(at, policy(limits.passive?.gross))
  scope.setPassiveNet(at, policy(limits.passive?.net))
  scope.setPassiveLeverage(at, policy(limits.passive?.leverage))
  scope.setPassiveGroups(at, policy(limits.passive?.groups))
  scope.setPassivePosition(at, policy(limits.passive?.position))
  names.groups.forEach((group, id) => {
    const name = group.slice(group.indexOf(':') + 1)
    const membership = MEMBERSHIPS.find(({ prefix }) => group.startsWith(`${prefix}:`))
    const table = membership === undefined ? undefined : limits[membership.table]
    image.exposure.setLimitPpm(image.exposureAt(at, id), optional(table?.[name] ?? table?.['*'], ppm))
  })
  for (const { prefix, table } of MEMBERSHIPS) {
    for (const name of Object.keys(limits[table] ?? {})) {
      if (name !== '*' && !names.groups.includes(`${prefix}:${name}`))
        throw new Error(`limits.${table}: no instrument is in "${name}"`)
    }
  }
  scope.setCovariance(at, -1)
  if (limits.volatility !== undefined) writeCovariance(image, at, limits.volatility)
}

/** Pairs whose correlation is at least a threshold in size: its sign. Compared squared, so that nothing is rounded. */
function writeTies({ covariance, size }: Image, start: number, threshold: bigint): void {
  const entry = (a: number, b: number): bigint => covariance.value(start + a * size.instruments + b)
  for (let a = 0; a < size.instruments; a++) {
    for (let b = 0; b < size.instruments; b++) {
      const both = entry(a, b)
      const high = (both * 1_000_000n) ** 2n >= threshold ** 2n * entry(a, a) * entry(b, b)
      covariance.setTie(
        start + a * size.instruments + b,
        a === b ? 1n : both === 0n || !high ? 0n : both > 0n ? 1n : -1n,
      )
    }
  }
}

function writeCovariance(image: Image, at: number, volatility: NonNullable<Limits['volatility']>): void {
  const { size, names, scope } = image
  if (at >= size.portfolios) throw new Error('limits.volatility: not available for a portfolio group')
  let block = 0
  for (let other = 0; other < at; other++) if (scope.covariance(other) >= 0) block++
  scope.setCovariance(at, block)
  const start = block * size.instruments * size.instruments
  const ids = volatility.instruments.map((symbol) => {
    const id = names.universe.symbols.find(symbol)
    if (id === undefined) throw new Error(`limits.volatility: there is no instrument "${symbol}"`)
    return id
  })
  const missing = names.universe.instruments.find((_, id) => !ids.includes(id))
  if (missing) throw new Error(`limits.volatility: the covariance has no row for ${missing.symbol}`)
  ids.forEach((a, row) => {
    ids.forEach((b, column) => {
      const entry = volatility.covariance[row]?.[column]
      if (entry === undefined || entry !== volatility.covariance[column]?.[row]) {
        throw new Error(
          `limits.volatility: the covariance must be square and symmetric; row ${row}, column ${column} is not`,
        )
      }
      const value = roundDecimal(entry, 12).units
      if (value > COVARIANCE_MAX || value < -COVARIANCE_MAX)
        throw new RangeError(`limits.volatility: covariances are at most 8.79 in size, was ${entry}`)
      image.covariance.setValue(start + a * size.instruments + b, value)
    })
  })
  if (volatility.correlation !== undefined) writeTies(image, start, ppm(volatility.correlation.threshold))
}
