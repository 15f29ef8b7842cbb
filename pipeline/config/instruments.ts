import type { Decimal } from '../../model/decimal.ts'
import { nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { SessionTable } from '../../model/session.ts'
import { buildSession } from '../read/sessions.ts'
import type { DetectedFile } from '../read/detect/detect.ts'
import type { RawInstrument } from './schema.ts'

const FROM_MICROS = Date.UTC(1950, 0, 1) * 1000
const TO_MICROS = Date.UTC(2036, 0, 1) * 1000
const NANOS_PER_SECOND = 1_000_000_000n
/** Decimals of money left for amounts up to 23 million: 2^61 minor units. */
const SCALES_MAX = 11

/** Costs and sizes assumed for an instrument of which nothing else is known; printed with every result. */
interface Assumed {
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  readonly halfSpread: Decimal
  readonly lotDecimals: number
  readonly topSize: Decimal
  readonly volume: Decimal
}

const ASSUMED: Readonly<Record<string, Assumed>> = {
  crypto: { makerFee: '0.0015', takerFee: '0.0025', halfSpread: '0.0002', lotDecimals: 4, topSize: '1', volume: '100' },
  fx: {
    makerFee: '0.00002',
    takerFee: '0.00002',
    halfSpread: '0.00005',
    lotDecimals: 0,
    topSize: '1000000',
    volume: '100000000',
  },
  'us-equity': {
    makerFee: '0.0001',
    takerFee: '0.0001',
    halfSpread: '0.0002',
    lotDecimals: 0,
    topSize: '1000',
    volume: '1000000',
  },
}

const tables = new Map<string, SessionTable>()

/** A session's table for 1950–2035, made once. */
export function sessionTable(name: string): SessionTable {
  let table = tables.get(name)
  if (table === undefined) {
    table = buildSession(name, FROM_MICROS, TO_MICROS)
    tables.set(name, table)
  }
  return table
}

/** What the configuration says of an instrument, completed by what its file shows and by stated assumptions. */
export function instrumentOf(symbol: string, own: RawInstrument, seen: DetectedFile | undefined): Instrument {
  const sessionName = own.session ?? seen?.session ?? 'crypto'
  const assumed = ASSUMED[sessionName] ?? ASSUMED['us-equity']
  const priceScale = own.priceScale ?? seen?.priceScale ?? 2
  const detected = Math.min(seen?.quantityScale ?? 0, Math.max(0, SCALES_MAX - 1 - priceScale))
  const quantityScale = own.quantityScale ?? Math.max(detected, assumed.lotDecimals)
  const lotStep = own.lotStep ?? step(Math.min(quantityScale, assumed.lotDecimals))
  const quotes = seen?.format === 'quotes'
  const staleAfterNanos = own.staleAfter ?? staleAfter(seen)
  return {
    symbol,
    venue: own.venue ?? 'simulated',
    kind: own.kind ?? 'spot',
    currency: own.currency ?? currencyOf(symbol),
    priceScale,
    quantityScale,
    tick: Array.isArray(own.tick) ? own.tick : [{ from: '0', tick: own.tick ?? step(priceScale) }],
    lotStep,
    minQuantity: own.minQuantity ?? lotStep,
    ...optional('maxQuantity', own.maxQuantity),
    ...optional('minNotional', own.minNotional),
    ...optional('maxNotional', own.maxNotional),
    multiplier: own.multiplier ?? '1',
    makerFee: own.makerFeeBps ?? assumed.makerFee,
    takerFee: own.takerFeeBps ?? assumed.takerFee,
    halfSpread: own.halfSpreadBps ?? (quotes ? '0' : assumed.halfSpread),
    tradable: own.tradable ?? true,
    session: sessionTable(sessionName),
    ...optional('sector', own.sector),
    ...optional('country', own.country),
    ...optional('issuer', own.issuer),
    ...optional('initialMargin', own.initialMargin),
    ...optional('maintenanceMargin', own.maintenanceMargin),
    ...optional('borrow', own.borrow),
    groups: own.groups ?? [],
    staleAfterNanos,
    reduceMarkAgeMaxNanos: own.reduceMarkAgeMax ?? 10n * staleAfterNanos,
    assumedTopSize: own.assumedTopSize ?? assumed.topSize,
    assumedVolume: own.assumedVolume ?? assumed.volume,
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>)
}

const step = (decimals: number): Decimal => (decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`)

/** Staleness in the cadence of the data: ten bars, at least ten minutes; ten days for daily data; an hour for quotes. */
function staleAfter(seen: DetectedFile | undefined): bigint {
  if (seen?.spec === undefined) return 3_600n * NANOS_PER_SECOND
  const micros = nominalMicros(parseBarSpec(seen.spec)) ?? 60_000_000
  const nanos = BigInt(micros) * 10_000n
  return nanos > 600n * NANOS_PER_SECOND ? nanos : 600n * NANOS_PER_SECOND
}

/** Quote currency of a pair such as `BTC-USD` or `EURUSD_OANDA`; USD where the symbol says nothing. */
export function currencyOf(symbol: string): string {
  const dashed = /[-/]([A-Z]{3,4})(?:$|[^A-Z])/.exec(symbol)
  if (dashed !== null) return dashed[1]
  const pair = /^[A-Z]{3}(USD|EUR|GBP|JPY|CHF|AUD|CAD|NZD|SEK|NOK)(?:$|[^A-Z])/.exec(symbol)
  return pair === null ? 'USD' : pair[1]
}
