import { stdout } from 'node:process'
import { Command } from 'commander'
import { askControl } from '../live/control.ts'
import type { OperatorVerb, SettleVerb } from '../live/operator-command.ts'
import type { PortfolioState } from '../live/portfolio-states.ts'
import type { LinkStatus } from '../venue/venue-link.ts'

interface OperatorOptions {
  readonly journal: string
  readonly actor?: string
  readonly reason?: string
  readonly portfolio?: string
  readonly instrument?: string
  readonly resetHighWater?: boolean
  readonly atAnyPrice?: boolean
  readonly json?: boolean
}

const VERBS: Readonly<Record<OperatorVerb, string>> = {
  halt: 'cancel all orders and send none until `resume`',
  reduce: 'cancel orders that increase positions, and send only what reduces until `resume`',
  resume: 'send orders again',
  flatten: 'cancel all orders and close all positions, and go on until they are closed',
}

const SETTLES: Readonly<Record<SettleVerb, string>> = {
  adopt: 'take over what the venue holds, where it differs from ours; increases go on',
  reject: 'keep what we hold, where the venue differs; increases go on',
}

/** Commands to an engine that runs on a journal: `halt` … `flatten`, `adopt`, `reject`, and `status`. */
export function operatorCommands(): Command[] {
  const commands = Object.entries(VERBS).map(([verb, description]) => {
    const command = new Command(verb)
      .description(description)
      .requiredOption('-j, --journal <folder>', 'the journal the engine runs on')
      .requiredOption('--actor <name>', 'who says so; kept in the journal')
      .requiredOption('--reason <text>', 'why; kept in the journal')
      .option('-p, --portfolio <name>', 'a portfolio or group; all of them otherwise')
      .option('--json', 'print one JSON object')
    if (verb === 'resume') command.option('--reset-high-water', 'count losses and drawdown from here on')
    if (verb === 'flatten') command.option('--at-any-price', 'also where the last price is stale or missing')
    return command.action((options: OperatorOptions) => ask(options, verb))
  })
  const settles = Object.entries(SETTLES).map(([verb, description]) =>
    new Command(verb)
      .description(description)
      .requiredOption('-j, --journal <folder>', 'the journal the engine runs on')
      .requiredOption('-i, --instrument <symbol>', 'the instrument')
      .requiredOption('-p, --portfolio <name>', 'the portfolio')
      .requiredOption('--actor <name>', 'who says so; kept in the journal')
      .requiredOption('--reason <text>', 'why; kept in the journal')
      .option('--json', 'print one JSON object')
      .action((options: OperatorOptions) => ask(options, verb)),
  )
  const status = new Command('status')
    .description('what a running engine is doing')
    .requiredOption('-j, --journal <folder>', 'the journal the engine runs on')
    .option('--json', 'print one JSON object')
    .action((options: OperatorOptions) => ask(options, 'status'))
  return [...commands, ...settles, status]
}

async function ask({ journal, json, ...options }: OperatorOptions, verb: string): Promise<void> {
  const said = await askControl(journal, { verb, ...options })
  if (json === true) {
    stdout.write(`${JSON.stringify(said)}\n`)
    return
  }
  const {
    sequence,
    time,
    portfolios,
    journal: written,
    held,
    venue,
  } = said as {
    sequence: number
    time: string
    portfolios: readonly PortfolioState[]
    journal: { state: string; durable: number; reason?: string }
    held: number
    venue?: LinkStatus
  }
  const line = (label: string, text: string): void => void stdout.write(`${label.padEnd(9)}${text}\n`)
  line(verb, verb === 'status' ? `row ${sequence}, ${time}` : `row ${sequence}, durable, ${time}`)
  line(
    'journal',
    `${written.state}${written.reason === undefined ? '' : `: ${written.reason}`}, durable to ${written.durable}, ${held} effects held`,
  )
  if (venue !== undefined) tellVenue(venue, line)
  for (const { portfolio, state, reason, flattening, equity, currency, openOrders } of portfolios)
    line(
      portfolio,
      `${state} (${reason})${flattening ? ', flattening' : ''}, equity ${equity} ${currency}, ${openOrders} open orders`,
    )
}

function tellVenue(
  { address, state, reason, feedRows, reports, resent, breaks }: LinkStatus,
  line: (label: string, text: string) => void,
): void {
  line(
    'venue',
    `${address} ${state}${reason === undefined ? '' : ` (${reason})`}, feed row ${feedRows}, report ${reports}, ${resent} sent again`,
  )
  for (const { portfolio, instrument, quantity, cash, currency } of breaks)
    line('BREAK', `${portfolio} ${instrument}: the venue has ${quantity} more, and ${cash} ${currency}`)
}
