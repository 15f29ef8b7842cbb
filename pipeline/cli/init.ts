import { writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { stderr, stdout } from 'node:process'
import { Command } from 'commander'
import type { Instrument } from '../../model/instrument.ts'
import type { Config } from '../config/config.ts'
import { parseConfig } from '../config/load.ts'
import { EVALUATOR_NAMES } from '../engine/evaluators.ts'
import { notMade } from './options.ts'

export function initCommand(): Command {
  return new Command('init')
    .description('write a commented configuration for price files, from what they show')
    .argument('<files...>', 'price files or folders')
    .option('-o, --output <file>', 'write it there, unless there is such a file already; default: print it')
    .addHelpText(
      'after',
      `
Examples:
  millrace init btc-usd.csv --output millrace.yaml
  millrace init data/xauusd data/eurusd > quotes.yaml`,
    )
    .action(init)
}

async function init(files: string[], { output }: { output?: string }): Promise<void> {
  const text = await configurationFor(files)
  if (output === undefined) {
    stdout.write(text)
    return
  }
  await writeFile(output, text, { flag: 'wx' }).catch(notMade(output))
  stderr.write(`wrote ${output}: millrace backtest --config ${output}\n`)
}

/** A configuration in YAML that says what would be detected and assumed without one, and comments on what else there is. */
export async function configurationFor(files: readonly string[]): Promise<string> {
  const config = await parseConfig('', { files })
  return [
    '# Made by `millrace init` from what the files show. What is marked "assumed" the files do not say: check it.',
    '# Prices, quantities, money and ratios are decimals and never pass through floating point.',
    '',
    ...dataLines(config),
    '',
    'instruments:',
    ...config.instruments.flatMap(instrumentLines),
    '',
    `bars: [${config.bars.join(', ')}] # what the graph makes of the data`,
    `# evaluators: [${EVALUATOR_NAMES.join(', ')}] # which of the shipped ones run`,
    '',
    ...strategyLines(config),
    '',
    ...deskLines(config),
    '',
  ].join('\n')
}

function dataLines({ data }: Config): string[] {
  return [
    'data: # files, or folders whose files are one feed or one instrument each; .csv, .json, .gz, .zip',
    ...data.files.flatMap(({ path, spec }) => [
      `  - path: ${quoted(relative(process.cwd(), path) || '.')}`,
      ...(spec === undefined ? [] : [`    spec: ${spec}`]),
      '    # utcOffset: -05:00 # of the file’s clock',
    ]),
    '# evaluations: [model.jsonl] # ratings from elsewhere: time, instrument, timeframe, rating, confidence, horizon, source',
    '# events: [events.csv] # dividends, splits, funding, settlements, borrowing: see docs/LEDGER.md',
    'badRows: skip # or stop',
  ]
}

function instrumentLines(one: Instrument): string[] {
  return [
    `  ${quoted(one.symbol)}:`,
    `    kind: ${one.kind} # assumed; spot, linear or inverse`,
    `    currency: ${one.currency}`,
    `    priceScale: ${one.priceScale} # decimals stored`,
    `    quantityScale: ${one.quantityScale}`,
    `    tick: ${one.tick[0].tick} # increment of order prices, assumed`,
    `    lotStep: ${one.lotStep} # increment of order quantities, assumed`,
    `    session: ${one.session.name} # crypto, fx or us-equity`,
    '    # sector: technology',
    `    halfSpreadBps: ${bps(one.halfSpread)} # assumed`,
    `    takerFeeBps: ${bps(one.takerFee)} # assumed`,
    `    makerFeeBps: ${bps(one.makerFee)} # assumed`,
  ]
}

function strategyLines({ bars, signal: { strategies }, decision: { defaults } }: Config): string[] {
  const [{ strategy, minConfidence, halfLife }] = strategies
  return [
    'signal:',
    `  - strategy: ${strategy}`,
    `    # timeframes: { ${bars.map((spec) => `${spec}: 1`).join(', ')} } # weights; others are dropped, absent ones lower the quality`,
    `    minConfidence: ${minConfidence} # evaluations below it are dropped, with a reason`,
    `    halfLife: ${halfLife} # share of its horizon at which an evaluation counts half`,
    '',
    'decision:',
    `  enter: ${defaults.enter} # strength that enters a target`,
    `  exit: ${defaults.exit} # strength below which it is left`,
    `  step: ${defaults.step} # change of conviction that is followed`,
    `  conviction: ${defaults.conviction} # or full`,
    '  # coolDown: 30m # least time from a change of side to the next',
    '  # calmVolatility: 0.5 # a year; above it conviction is scaled down',
  ]
}

function deskLines({ sizing, portfolios, venue }: Config): string[] {
  const [first] = portfolios.portfolios
  return [
    'sizing:',
    `  method: ${sizing.method} # fixed-lots, fixed-fraction, volatility-target or fractional-kelly`,
    `  fraction: ${sizing.fraction} # of equity, at full conviction`,
    `  noTradeBand: ${sizing.noTradeBand} # of equity`,
    '',
    'limits: # defaults of every portfolio, which may override them key by key',
    '  concentration: 0.25 # of equity, in one instrument',
    '  # leverage: 1',
    '  # allowShort: true',
    '  # priceCollar: 0.05',
    '  # orderRate: { count: 10, per: 1m }',
    '  # dailyLoss: { reducing: 0.03, halted: 0.05 }',
    '  # drawdown: { reducing: 0.08, halted: 0.12 }',
    '',
    'portfolios:',
    `  - name: ${first.name}`,
    `    currency: ${first.currency}`,
    `    cash: ${first.cash}`,
    `    strategy: ${first.strategy}`,
    '    # exits: { stop: 0.02, trailing: 0.03 }',
    '',
    'venue: # simulated',
    `  latency: ${Number(venue.latencyNanos) / 1e6}ms`,
    `  reportLatency: ${Number(venue.reportLatencyNanos) / 1e6}ms`,
    `  participation: ${venue.participation} # of a bar's volume`,
    `  slippageBps: ${bps(venue.slippage)} # on bars`,
    `  crossedQuotes: ${venue.crossedQuotes} # or trade`,
  ]
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : JSON.stringify(text))
const bps = (fraction: string): string => String(Number((Number(fraction) * 1e4).toFixed(5)))
