import { once } from 'node:events'
import { join } from 'node:path'
import { stderr, stdout } from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import { parseDecimal } from '../../model/decimal.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/faults.ts'
import type { Durability } from '../journal/port.ts'
import type { Speed } from '../live/pace.ts'
import { addressOf, addressText } from '../venue/address.ts'
import { ExchangeServer } from '../venue/exchange-server.ts'
import { Exchange } from '../venue/exchange.ts'
import type { PlantedFill } from '../venue/exchange.ts'
import { configOf } from './backtest.ts'
import { interruptible } from './interrupt.ts'
import { progress } from './progress.ts'
import { speedOption } from './speed-option.ts'

interface VenueOptions {
  readonly config?: string
  readonly journal: string
  readonly listen?: string
  readonly speed: Speed
  readonly window: number
  readonly durability: Durability
  readonly takeOver?: boolean
  readonly plantFill?: readonly string[]
  readonly json?: boolean
}

export function venueCommand(): Command {
  return new Command('venue')
    .description('the simulated venue as a process of its own: plays the feed, matches orders, journals all of it')
    .argument('[files...]', 'price files or folders to play, in place of the configuration’s')
    .requiredOption(
      '-j, --journal <folder>',
      'the venue’s journal: begun where there is none, gone on with where there is one',
    )
    .option('-c, --config <file>', 'the engine’s YAML or JSON configuration')
    .option('-l, --listen <address>', 'PATH of a socket or PORT of this machine; default venue.sock beside the journal')
    .option('--speed <factor>', 'seconds of event time a second, or max: as the engine takes rows', speedOption, 1)
    .option('--window <rows>', 'at speed max: rows that may be under way to the engine', windowOption, 256)
    .addOption(
      new Option('--durability <policy>', 'when what a row caused may leave')
        .choices(['off', 'group', 'every'])
        .default('group'),
    )
    .option('--take-over', 'take the journal from a writer that can’t be seen to have ended')
    .option('--json', 'print one JSON object at the end')
    .addOption(new Option('--plant-fill <portfolio:instrument:quantity...>', 'fills that are not reported').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  millrace venue --config millrace.yaml --journal var/venue --speed 60
  millrace run --venue var/venue/venue.sock --config millrace.yaml --journal var/journal`,
    )
    .action(run)
}

async function run(files: string[], options: VenueOptions): Promise<void> {
  const { journal: folder, durability, takeOver, speed, window } = options
  const config = await configOf(files, options.config === undefined ? {} : { config: options.config })
  if (config.data.files.length === 0)
    throw new ConfigError('no data', ['name price files to play, or list them under data: in the configuration'])
  const address = addressOf(options.listen ?? join(folder, 'venue.sock'))
  const { onProgress, end } = progress()
  const exchange = await Exchange.open({
    config,
    folder,
    speed,
    window,
    durability,
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(options.plantFill === undefined ? {} : { plants: options.plantFill.map((text) => plantedFill(text, config)) }),
    ...(onProgress === undefined ? {} : { onRecovering: onProgress }),
  }).finally(end)
  const out = options.json === true ? stderr : stdout
  const line = (label: string, text: string): void => void out.write(`${label.padEnd(9)}${text}\n`)
  const { rows, feedRows, seconds } = exchange.recorder.recovered
  if (rows > 0)
    line(
      'recover',
      `${rows} rows stepped again in ${seconds.toFixed(2)} s, ${feedRows} of them of the feed; ${exchange.history.reports.count} reports`,
    )
  const server = new ExchangeServer(exchange, folder)
  const signal = interruptible()
  try {
    await server.listen(address)
    line('venue', `${addressText(address)}, journal ${folder}, durability ${durability}`)
    const stopped = signal.aborted ? Promise.resolve([]) : once(signal, 'abort')
    await Promise.race([stopped, exchange.failure, exchange.play().then(() => stopped)])
  } catch (error) {
    // What was accepted is still made durable, if the journal can.
    await exchange.close().catch(() => undefined)
    throw error
  } finally {
    await server.close()
  }
  const hash = await exchange.close()
  const { history, commands, duplicates } = exchange
  const result = { rows: history.feedRows, commands, duplicates, reports: history.reports.count, hash }
  if (options.json === true) stdout.write(`${JSON.stringify(result)}\n`)
  else {
    line(
      'rows',
      `${result.rows} of the feed, ${commands} orders, amends and cancels, ${duplicates} of them known, ${result.reports} reports`,
    )
    if (hash !== undefined) line('hash', hash)
  }
}

/** `portfolio:instrument:quantity` */
function plantedFill(text: string, { instruments }: Config): PlantedFill {
  const [portfolio, symbol, quantity] = text.split(':')
  const instrument = instruments.find((one) => one.symbol === symbol)
  if (instrument === undefined || quantity === undefined)
    throw new ConfigError('--plant-fill', [`wants portfolio:instrument:quantity, was ${text}`])
  return { portfolio, instrument: symbol, lots: parseDecimal(quantity, instrument.quantityScale) }
}

function windowOption(value: string): number {
  const rows = Number(value)
  if (!Number.isInteger(rows) || rows < 1) throw new InvalidArgumentError('must be a count of rows')
  return rows
}
