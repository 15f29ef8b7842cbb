import { stdout } from 'node:process'
import { Command, Option } from 'commander'
import { whatIf } from '../explain/what-if.ts'
import type { WhatIfQuestion } from '../explain/what-if.ts'
import { whatIfText } from '../explain/what-if-text.ts'
import { openRecording } from '../recording/open.ts'
import { timeOption } from './backtest.ts'

export function whatIfCommand(): Command {
  return new Command('whatif')
    .description('what other settings would have led to, beside what the recorded ones did')
    .argument('<recording>', 'a journal, or what backtest --record wrote')
    .requiredOption('--set <path=value...>', 'a setting as the configuration file names it')
    .addOption(
      new Option('--mode <mode>', 'gate: recorded fills, verdicts compared; sim: both arms on the simulated venue')
        .choices(['gate', 'sim'])
        .default('sim'),
    )
    .option('--from <time>', 'first instant of what is compared, and from which the settings are in force', timeOption)
    .option('--to <time>', 'last instant (ISO 8601)', timeOption)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  millrace whatif run.json --set limits.concentration=0.2
  millrace whatif run.json --set portfolios.cautious.limits.allowShort=false limits.leverage=2 --mode gate
  millrace whatif run.json --set limits.concentration=0.2 --from 2016-01-02 --to 2016-01-03 --json`,
    )
    .action(async (path: string, { json, ...question }: WhatIfQuestion & { json?: boolean }) => {
      const result = await whatIf(await openRecording(path), question)
      stdout.write(`${json === true ? JSON.stringify(result) : whatIfText(result)}\n`)
    })
}
