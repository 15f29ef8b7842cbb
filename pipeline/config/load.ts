import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import xxhash from 'xxhash-wasm'
import { YAMLParseError, parse } from 'yaml'
import { nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { Limits } from '../../model/limits.ts'
import type { ExitRules, Portfolio } from '../../model/portfolio.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import type { StrategyDecision } from '../../operators/decision/options.ts'
import { simulated } from '../../operators/execution/simulated.ts'
import { detectKept } from '../read/cache/head-cache.ts'
import { rememberDetected } from '../read/detect/remembered.ts'
import type { DetectedFile } from '../read/detect/detect.ts'
import { feedsOf } from '../read/detect/expand.ts'
import type { FileOptions } from '../read/options.ts'
import { chooseWays } from '../read/ways.ts'
import { workerIsCompiled } from '../read/worker/reader-thread.ts'
import { canonical } from '../canonical.ts'
import type { Config } from './config.ts'
import { ConfigError, Faults, schemaFaults } from './faults.ts'
import { instrumentOf } from './instruments.ts'
import { probeConfig } from './probe.ts'
import { eventsOf } from './events.ts'
import { ratesOf } from './rates.ts'
import { configSchema, decisionSchema } from './schema.ts'
import { readSectors, sectorOf } from './sectors.ts'
import type { RawConfig } from './schema.ts'

const { h64ToString } = await xxhash()

/** What a caller adds to, or puts in place of, what the file says. */
export interface ConfigOverrides {
  /** Data files in place of the configuration's own. */
  readonly files?: readonly string[]
  readonly evaluations?: readonly string[]
  /** Files of dividends, splits, funding and settlements. */
  readonly events?: readonly string[]
  readonly rates?: readonly string[]
  /** CSV table of sectors by symbol or data file. */
  readonly sectors?: string
  readonly engine?: Partial<Config['engine']>
  readonly venue?: Partial<SimulatedVenue>
  readonly truncateAtMicros?: number
}

/**
 * Reads a YAML or JSON configuration, validates it, and completes it from its data files' heads and stated defaults.
 * Paths in it are relative to the file.
 *
 * @throws {@link ConfigError} with every fault and its path, all at once.
 */
export async function loadConfig(path: string, overrides: ConfigOverrides = {}): Promise<Config> {
  const source = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(path, [error.code === 'ENOENT' ? 'there is no such file' : error.message])
  })
  return parseConfig(source, { ...overrides, name: path, folder: dirname(path) })
}

/** Like {@link loadConfig}, from text. */
export async function parseConfig(
  source: string,
  { name = 'configuration', folder = '.', ...overrides }: ConfigOverrides & { name?: string; folder?: string } = {},
): Promise<Config> {
  let plain: unknown
  try {
    // Every scalar stays text, so that no price passes through a float.
    plain = parse(source, { schema: 'failsafe' }) ?? {}
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new ConfigError(name, [error.message.split('\n')[0].replace(/:$/, '')])
  }
  const result = configSchema.safeParse(plain === '' ? {} : withoutEmpty(plain), { reportInput: true })
  if (!result.success) throw new ConfigError(name, schemaFaults(result.error))
  return resolveConfig(result.data, name, folder, overrides)
}

/** Keys without a value count as absent, so that a section may be left empty. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== '' && one !== null)
      .map(([key, one]) => [key, withoutEmpty(one)]),
  )
}

async function resolveConfig(
  raw: RawConfig,
  name: string,
  folder: string,
  overrides: ConfigOverrides,
): Promise<Config> {
  const faults = new Faults()
  const files: FileOptions[] =
    overrides.files === undefined
      ? (raw.data ?? []).map((file) => ({ ...file, path: resolve(folder, file.path) }) as FileOptions)
      : overrides.files.map((path) => matching(raw, path, folder))
  const engine: Config['engine'] = { ...ENGINE_DEFAULTS, ...engineOf(raw.engine, folder), ...overrides.engine }
  const { cache } = await chooseWays(engine, { files, evaluations: [] }, workerIsCompiled())
  const seen = await detectAll(files, cache?.folder, faults)
  const symbols = new Map<string, DetectedFile | undefined>()
  for (const { detected, options } of seen) {
    for (const symbol of options.symbol === undefined ? detected.symbols : [options.symbol])
      symbols.set(symbol, detected)
  }
  for (const symbol of Object.keys(raw.instruments ?? {})) if (!symbols.has(symbol)) symbols.set(symbol, undefined)
  const sectors = overrides.sectors === undefined ? new Map<string, string>() : await readSectors(overrides.sectors)
  const instruments = [...symbols]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, detected]) =>
      faults.attempt(`instruments.${symbol}`, () => {
        const sector = sectorOf(sectors, symbol, detected)
        return instrumentOf(
          symbol,
          { ...(sector === undefined ? {} : { sector }), ...raw.instruments?.[symbol] },
          detected,
        )
      }),
    )
    .filter((one) => one !== undefined)
  const eventFiles = overrides.events ?? (raw.events ?? []).map((path) => resolve(folder, path))
  const events = await eventsOf(eventFiles, instruments, seen, faults)
  const daily = seen.length > 0 && seen.every(({ detected }) => isDaily(detected.spec))
  const bars = raw.bars ?? (daily ? ['1d', '1w'] : ['15m', '1h'])
  bars.forEach((spec, at) => faults.attempt(`bars[${at}]`, () => parseBarSpec(spec)))
  const strategies = (raw.signal ?? [{ strategy: 'main' }]).map((one) => ({
    minConfidence: 0.5,
    halfLife: 0.5,
    ...clean(one),
    strategy: one.strategy,
  }))
  const currency = instruments[0]?.currency ?? 'USD'
  const portfolios = (raw.portfolios ?? [{ name: 'main', cash: '100000' }]).map((one) =>
    portfolioOf(one, currency, strategies[0].strategy),
  )
  const rateFiles = overrides.rates ?? (raw.rates ?? []).map((path) => resolve(folder, path))
  const rates = await ratesOf(rateFiles, instruments, portfolios, faults)
  const config: Omit<Config, 'hash'> = {
    instruments,
    data: {
      files: files.map((file) => completed(file, seen)),
      evaluations: [...(overrides.evaluations ?? (raw.evaluations ?? []).map((path) => resolve(folder, path)))],
      ratingOrder: raw.ratingOrder ?? '5-is-buy',
      badRows: raw.badRows ?? 'skip',
      ...(rates.length === 0 ? {} : { rates }),
      ...(overrides.truncateAtMicros === undefined ? {} : { truncateAtMicros: overrides.truncateAtMicros }),
    },
    ...(events.length === 0 ? {} : { events }),
    bars,
    ...(raw.evaluators === undefined ? {} : { evaluators: raw.evaluators }),
    signal: { strategies },
    decision: {
      defaults: { ...DECISION_DEFAULTS, ...decisionOf(raw.decision) },
      strategies: strategyDecisions(raw, faults),
    },
    sizing: {
      method: 'fixed-fraction',
      fraction: shareOf(instruments.length),
      noTradeBand: '0.01',
      ...clean(raw.sizing),
    },
    limits: limitsOf(raw.limits),
    portfolios: {
      portfolios,
      groups: (raw.portfolioGroups ?? []).map((group) => ({ ...group, limits: limitsOf(group.limits) })),
      equityIntervalNanos: raw.equityInterval ?? (daily ? 86_400_000_000_000n : 3_600_000_000_000n),
    },
    venue: simulated({ ...venueOf(raw.venue), ...overrides.venue }),
    engine,
  }
  probeConfig(config, faults)
  faults.end(name)
  return withHash(config)
}

/** Share of equity of one instrument at full conviction, unless configured: a fifth, or an equal share of many. */
const shareOf = (instruments: number): string => (instruments > 5 ? (1 / instruments).toFixed(4) : '0.2')

/** Options of a file named on the command line: the configuration's entry of the same path, if there is one. */
function matching(raw: RawConfig, path: string, folder: string): FileOptions {
  const entry = (raw.data ?? []).find((file) => resolve(folder, file.path) === resolve(path))
  return { ...(entry as FileOptions | undefined), path: resolve(path) }
}

async function detectAll(
  files: readonly FileOptions[],
  cache: string | undefined,
  faults: Faults,
): Promise<{ detected: DetectedFile; options: FileOptions }[]> {
  const found: { detected: DetectedFile; options: FileOptions }[] = []
  for (const [at, options] of files.entries()) {
    try {
      for (const paths of await feedsOf(options.path)) {
        found.push({ detected: await detectKept(paths, options, cache), options })
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      faults.add(`data[${at}]`, code === 'ENOENT' ? `there is no ${options.path}` : message)
    }
  }
  return found
}

const isDaily = (spec: string | undefined): boolean =>
  spec !== undefined && (nominalMicros(parseBarSpec(spec)) ?? 0) >= 86_400_000_000

/** States the detected bar spec, so that a graph that reads a spec nobody makes fails at once. */
function completed(
  file: FileOptions,
  seen: readonly { readonly detected: DetectedFile; readonly options: FileOptions }[],
): FileOptions {
  const found = seen.filter(({ options }) => options === file).map(({ detected }) => detected)
  const spec = file.spec ?? found[0]?.spec
  const whole = spec === undefined || file.spec !== undefined ? file : { ...file, spec }
  return rememberDetected(
    whole,
    found.filter((each) => each.spec === undefined || each.spec === spec),
  )
}

/** The engine's keys; the folder of the cache is relative to the configuration's. */
function engineOf(raw: RawConfig['engine'], folder: string): Partial<Config['engine']> {
  const { cacheFolder, ...rest } = raw ?? {}
  return { ...clean(rest), ...(cacheFolder === undefined ? {} : { cacheFolder: resolve(folder, cacheFolder) }) }
}

/** An object without its undefined values. */
export function clean<T extends object>(value: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

export function limitsOf(raw: RawConfig['limits']): Limits {
  const { orderRate, rateStaleAfter, ...rest } = raw ?? {}
  return {
    ...clean(rest),
    ...(rateStaleAfter === undefined ? {} : { rateStaleAfterNanos: rateStaleAfter }),
    ...(orderRate === undefined ? {} : { orderRate: { count: orderRate.count, perNanos: orderRate.per } }),
  } as Limits
}

export function portfolioOf(
  raw: NonNullable<RawConfig['portfolios']>[number],
  currency: string,
  strategy: string,
): Portfolio {
  const { exits, limits, sizing, ...rest } = raw
  const rules: ExitRules | undefined =
    exits === undefined
      ? undefined
      : clean({
          stop: exits.stop,
          target: exits.target,
          trailing: exits.trailing,
          minHoldingNanos: exits.minHolding,
          maxHoldingNanos: exits.maxHolding,
          coolDownNanos: exits.coolDown,
        })
  return {
    ...clean(rest),
    name: raw.name,
    cash: raw.cash,
    currency: raw.currency ?? currency,
    strategy: raw.strategy ?? strategy,
    ...(limits === undefined ? {} : { limits: limitsOf(limits) }),
    ...(sizing === undefined ? {} : { sizing: clean(sizing) }),
    ...(rules === undefined ? {} : { exits: rules }),
  }
}

const ENGINE_DEFAULTS: Config['engine'] = {
  frame: 64,
  tapeFactor: 16,
  orders: 4_096,
  clientIds: 65_536,
  backend: 'auto',
  debug: false,
  worker: 'auto',
  cache: 'auto',
}

export const DECISION_DEFAULTS: StrategyDecision = {
  enter: 0.3,
  exit: 0.1,
  minConfidence: 0.5,
  minQuality: 0,
  coolDownMicros: 0,
  step: 0.1,
  conviction: 'strength',
  volatilityHalfLife: 20,
  edge: 0.1,
}

export function decisionOf(raw: RawConfig['decision']): Partial<StrategyDecision> {
  const { coolDown, strategies: _strategies, ...rest } = raw ?? {}
  return {
    ...clean(rest),
    ...(coolDown === undefined ? {} : { coolDownMicros: Number(coolDown / 1000n) }),
  }
}

function strategyDecisions(raw: RawConfig, faults: Faults): Record<string, Partial<StrategyDecision>> {
  const result: Record<string, Partial<StrategyDecision>> = {}
  for (const [name, own] of Object.entries(raw.decision?.strategies ?? {})) {
    const parsed = decisionSchema.omit({ strategies: true }).safeParse(own, { reportInput: true })
    if (parsed.success) result[name] = decisionOf(parsed.data)
    else faults.list.push(...schemaFaults(parsed.error).map((fault) => `decision.strategies.${name}.${fault}`))
  }
  return result
}

export function venueOf(raw: RawConfig['venue']): Partial<SimulatedVenue> {
  const { latency, reportLatency, slippageBps, walkStepBps, ...rest } = raw ?? {}
  return clean({
    ...rest,
    latencyNanos: latency,
    reportLatencyNanos: reportLatency,
    slippage: slippageBps,
    walkStep: walkStepBps,
  })
}

/** A configuration with the hash of what it says, in place of one it may have. */
export function withHash({ hash: _hash, ...config }: Omit<Config, 'hash'> & { readonly hash?: string }): Config {
  return { ...config, hash: configHash(config) }
}

/** XXH64 of what decides the result: everything but the engine's own settings and where files lie. */
export function configHash({ engine: _engine, data, ...given }: Omit<Config, 'hash'>): string {
  const { hash: _hash, ...config } = given as Partial<Config>
  const { files, evaluations: _evaluations, ...reading } = data
  return h64ToString(
    canonical({ ...config, data: { ...reading, files: files.map(({ path: _path, ...file }) => file) } }),
  )
}
