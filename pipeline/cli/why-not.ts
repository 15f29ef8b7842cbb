import { stdout } from 'node:process'
import { Command } from 'commander'
import { whyNot } from '../explain/why-not.ts'
import type { WhyNotQuestion } from '../explain/why-not.ts'
import { whyNotText } from '../explain/why-not-text.ts'
import { openRecording } from '../recording/open.ts'
import { timeOption } from './backtest.ts'

export function whyNotCommand(): Command {
  return new Command('why-not')
    .description('what stood in the way of trades: reasons by count, and by what they cost in hindsight')
    .argument('<recording>', 'a journal, or what backtest --record wrote')
    .option('--from <time>', 'first instant (ISO 8601)', timeOption)
    .option('--to <time>', 'last instant (ISO 8601)', timeOption)
    .option('--instrument <symbol>', 'one instrument')
    .option('--portfolio <name>', 'one portfolio')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  millrace why-not run.json
  millrace why-not run.json --from 2016-01-02 --to 2016-01-03 --portfolio cautious --json`,
    )
    .action(async (path: string, { json, ...question }: WhyNotQuestion & { json?: boolean }) => {
      const found = await whyNot(await openRecording(path), question)
      stdout.write(`${json === true ? JSON.stringify(found) : whyNotText(found)}\n`)
    })
}
