import { parse } from 'yaml'
import type { z } from 'zod'
import type { Config } from './config.ts'
import { Faults, schemaFaults } from './faults.ts'
import { clean, configHash, decisionOf, limitsOf, portfolioOf, venueOf } from './load.ts'
import { probeConfig } from './probe.ts'
import { decisionSchema, instrument, limits, portfolio, sizing, strategy, venue } from './schema.ts'

/** A setting as on a command line: `limits.concentration=0.2`, `portfolios.cautious.sizing.fraction=0.1`. */
export interface Setting {
  /** Keys of the configuration file, lists by the names of their entries. */
  readonly path: readonly string[]
  readonly value: unknown
}

/** What is recorded in units of it, or decides which rows there are, can't be set afterwards. */
const FIXED: ReadonlySet<string> = new Set([
  'venue',
  'kind',
  'currency',
  'priceScale',
  'quantityScale',
  'multiplier',
  'session',
  'lotStep',
  'tick',
])
const RENAMED: Readonly<Record<string, string>> = {
  makerFeeBps: 'makerFee',
  takerFeeBps: 'takerFee',
  halfSpreadBps: 'halfSpread',
  staleAfter: 'staleAfterNanos',
  reduceMarkAgeMax: 'reduceMarkAgeMaxNanos',
}

/**
 * Reads `path=value`; parts of a path with points in them stand in double quotes.
 *
 * @throws {SyntaxError} where it is not of that form
 */
export function parseSetting(text: string): Setting {
  const match = /^((?:"[^"]+"|[^"=.]+)(?:\.(?:"[^"]+"|[^"=.]+))*)=(.*)$/s.exec(text)
  if (match === null) throw new SyntaxError(`a setting is path=value such as limits.concentration=0.2, was "${text}"`)
  const path = [...match[1].matchAll(/"([^"]+)"|([^".]+)/g)].map(([, quoted, plain]) => quoted ?? plain)
  return { path, value: parse(match[2], { schema: 'failsafe' }) }
}

/**
 * A resolved configuration with settings put in, each checked as the file's own are.
 *
 * @throws {ConfigError} with every fault and its path
 */
export function withSettings(config: Config, settings: readonly Setting[]): Config {
  const faults = new Faults()
  const changed = settings.reduce((before, one) => put(before, one, faults), config)
  if (faults.list.length === 0) probeConfig(changed, faults)
  faults.end('--set')
  return { ...changed, hash: configHash(changed) }
}

function put(config: Config, { path, value }: Setting, faults: Faults): Config {
  const [section, ...keys] = path
  const where = path.join('.')
  switch (section) {
    case 'limits':
      return { ...config, limits: merged(config.limits, limitsOf(checked(limits, keys, value, where, faults))) }
    case 'sizing':
      return { ...config, sizing: merged(config.sizing, clean(checked(sizing, keys, value, where, faults))) }
    case 'venue':
      return { ...config, venue: merged(config.venue, venueOf(checked(venue, keys, value, where, faults))) }
    case 'decision': {
      const { defaults, strategies } = config.decision
      const own = decisionOf(checked(decisionSchema.omit({ strategies: true }), keys, value, where, faults))
      return { ...config, decision: { defaults: merged(defaults, own), strategies } }
    }
    case 'signal':
      return putSignal(config, keys, value, where, faults)
    case 'portfolios':
      return putPortfolio(config, keys, value, where, faults)
    case 'instruments':
      return putInstrument(config, keys, value, where, faults)
    default:
      faults.add(where, 'must begin with limits, sizing, decision, signal, venue, portfolios or instruments')
      return config
  }
}

function putSignal(config: Config, keys: readonly string[], value: unknown, where: string, faults: Faults): Config {
  const [name, ...rest] = keys
  const { strategies } = config.signal
  if (!strategies.some((one) => one.strategy === name)) {
    faults.add(where, `there is no strategy ${name}, but ${strategies.map((one) => one.strategy).join(', ')}`)
    return config
  }
  const own: object = clean(checked(strategy.omit({ strategy: true }), rest, value, where, faults))
  const changed = strategies.map((one) => (one.strategy === name ? merged(one, own) : one))
  return { ...config, signal: { ...config.signal, strategies: changed } }
}

function putPortfolio(config: Config, keys: readonly string[], value: unknown, where: string, faults: Faults): Config {
  const [name, ...rest] = keys
  const { portfolios } = config.portfolios
  const before = portfolios.find((one) => one.name === name)
  if (before === undefined || rest.length === 0) {
    faults.add(where, `there is no portfolio ${name}, but ${portfolios.map((one) => one.name).join(', ')}`)
    return config
  }
  const raw = checked(portfolio.omit({ name: true }).partial(), rest, value, where, faults)
  const whole = portfolioOf(
    { ...raw, name: before.name, cash: raw.cash ?? before.cash },
    before.currency,
    before.strategy,
  )
  const own = Object.fromEntries(Object.entries(whole).filter(([key]) => key === rest[0]))
  const changed = portfolios.map((one) => (one === before ? merged(one, own) : one))
  return { ...config, portfolios: { ...config.portfolios, portfolios: changed } }
}

function putInstrument(config: Config, keys: readonly string[], value: unknown, where: string, faults: Faults): Config {
  const [symbol, ...rest] = keys
  const before = config.instruments.find((one) => one.symbol === symbol)
  if (before === undefined || rest.length === 0) {
    faults.add(where, `there is no instrument ${symbol}, but ${config.instruments.map((one) => one.symbol).join(', ')}`)
    return config
  }
  if (FIXED.has(rest[0])) {
    faults.add(where, 'rows are recorded in its units, or follow from it: it can’t be set afterwards')
    return config
  }
  const own = clean(checked(instrument, rest, value, where, faults))
  const named = Object.fromEntries(Object.entries(own).map(([key, one]) => [RENAMED[key] ?? key, one]))
  return { ...config, instruments: config.instruments.map((one) => (one === before ? merged(one, named) : one)) }
}

/** What a schema makes of one setting; nothing, and a fault, where it refuses it. */
function checked<T>(
  schema: z.ZodType<T>,
  keys: readonly string[],
  value: unknown,
  where: string,
  faults: Faults,
): Partial<T> & object {
  const raw = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  const result = schema.safeParse(raw, { reportInput: true })
  if (result.success) return result.data as Partial<T> & object
  faults.list.push(...schemaFaults(result.error).map((fault) => `${where}: ${fault}`))
  return {}
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** Keys of one put over another's, table by table. */
function merged<T extends object>(before: T, own: object): T {
  const result = { ...before } as Record<string, unknown>
  for (const [key, value] of Object.entries(own)) {
    const old = result[key]
    result[key] = isPlain(old) && isPlain(value) ? merged(old, value) : value
  }
  return result as T
}
