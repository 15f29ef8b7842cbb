#!/usr/bin/env node
import { argv, exit, exitCode, stderr, stdout } from 'node:process'
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/faults.ts'
import { GraphFileError } from '../check/graph-file.ts'
import { BadRowError } from '../read/read-report.ts'
import { version } from '../version.ts'
import { backtestCommand } from './backtest.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { EXIT } from './exit.ts'
import { explainCommand } from './explain.ts'
import { generateCommand } from './generate.ts'
import { initCommand } from './init.ts'
import { journalCommand } from './journal.ts'
import { operatorCommands } from './operator.ts'
import { replayCommand } from './replay.ts'
import { runCommand } from './run.ts'
import { venueCommand } from './venue.ts'
import { whatIfCommand } from './whatif.ts'
import { whyNotCommand } from './why-not.ts'

const program = new Command('millrace')
  .description('Turns predictions and market data into sized, risk-checked orders; replayable, explainable, exact.')
  .version(version)
  .showHelpAfterError('(millrace --help shows all commands)')
  .addHelpText(
    'after',
    `
Examples:
  millrace demo                                   BTC-USD minutes, two portfolios, an HTML report
  millrace backtest prices.csv                    any price file: what is not configured is detected and printed
  millrace backtest --config millrace.yaml --json the configuration's own files, one JSON object
  millrace init prices.csv > millrace.yaml        a commented configuration for a file
  millrace check --config millrace.yaml           configuration and data, without trading
  millrace journal verify var/journal             whether every journaled row is the one that was written
  millrace check graph.js --config millrace.yaml  a graph of your own, at five ways of cutting the stream

Exit codes: 0 done · 1 a run or a check failed · 2 usage or configuration · 3 bad data under badRows: stop · 130, 143 interrupted`,
  )
  .exitOverride()

const commands = [
  demoCommand,
  backtestCommand,
  runCommand,
  venueCommand,
  replayCommand,
  explainCommand,
  whyNotCommand,
  whatIfCommand,
  initCommand,
  generateCommand,
  checkCommand,
  journalCommand,
  doctorCommand,
]
for (const make of commands) program.addCommand(make())
for (const command of operatorCommands()) program.addCommand(command)
for (const command of program.commands) {
  command.exitOverride()
  for (const part of command.commands) part.exitOverride()
}

// Who reads only the beginning, such as `| head`, is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') exit(EXIT.done)
  throw error
})

try {
  await program.parseAsync(argv)
} catch (error) {
  process.exitCode = codeOf(error)
}

/** Says what went wrong and gives the exit code for it. */
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof ConfigError || error instanceof GraphFileError) {
    stderr.write(`millrace: ${error.message}\n`)
    return EXIT.usage
  }
  stderr.write(`millrace: ${error instanceof Error ? error.message : String(error)}\n`)
  if (error instanceof BadRowError) return EXIT.data
  return typeof exitCode === 'number' && exitCode !== 0 ? exitCode : EXIT.failed
}
