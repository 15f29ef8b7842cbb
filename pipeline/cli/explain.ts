import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { stdout } from 'node:process'
import { Command } from 'commander'
import { ConfigError } from '../config/faults.ts'
import { fromExactJson, toExactJson } from '../exact-json.ts'
import { explain } from '../explain/explain.ts'
import { explanationText } from '../explain/explain-text.ts'
import type { Question } from '../explain/question.ts'
import { indexOf } from '../explain/recording-index.ts'
import type { RecordingIndex } from '../explain/recording-index.ts'
import { openRecording } from '../recording/open.ts'
import type { Recording } from '../recording/recording.ts'
import { timeOption } from './backtest.ts'

interface ExplainCliOptions {
  readonly decision?: string
  readonly order?: string
  readonly instrument?: string
  readonly at?: number
  readonly portfolio?: string
  readonly index?: string
  readonly json?: boolean
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('why there was a trade, or none: market, evaluations, signal, decision, every check, orders, fills')
    .argument('<recording>', 'a journal, or what backtest --record wrote')
    .option('--decision <id>', 'a decision, as sequence.sub')
    .option('--order <id>', 'an order, by its id')
    .option('--instrument <symbol>', 'with --at: the last that was said of an instrument')
    .option('--at <time>', 'an instant (ISO 8601)', timeOption)
    .option('--portfolio <name>', 'one portfolio; otherwise all that it concerns')
    .option('--index <file>', 'where to look, made if it is not there; changes only the time it takes')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  millrace explain run.json --decision 715.0
  millrace explain run.json --order 352.3 --json
  millrace explain run.json --instrument BTC-USD --at 2016-01-02T12:00:00Z --portfolio cautious`,
    )
    .action(answer)
}

async function answer(path: string, options: ExplainCliOptions): Promise<void> {
  const question = questionOf(options)
  const recording = await openRecording(path)
  const index = options.index === undefined ? undefined : await indexAt(options.index, recording)
  const explanation = await explain(recording, question, index === undefined ? {} : { index })
  stdout.write(`${options.json === true ? JSON.stringify(explanation) : explanationText(explanation)}\n`)
}

function questionOf({ decision, order, instrument, at, portfolio }: ExplainCliOptions): Question {
  const named = portfolio === undefined ? {} : { portfolio }
  const asked = [decision, order, instrument ?? at].filter((one) => one !== undefined)
  if (asked.length !== 1)
    throw new ConfigError('explain', ['name one of --decision ID, --order ID, or --instrument X with --at T'])
  if (decision !== undefined) return { decision, ...named }
  if (order !== undefined) return { order }
  if (instrument === undefined || at === undefined)
    throw new ConfigError('explain', ['--instrument and --at are asked together'])
  return { instrument, at, ...named }
}

/** The index in a file; made anew where there is none, or where it is of another configuration. */
async function indexAt(path: string, recording: Recording): Promise<RecordingIndex> {
  if (existsSync(path)) {
    const found = fromExactJson(await readFile(path, 'utf8')) as RecordingIndex
    if (found.config === recording.config.hash) return found
  }
  const index = await indexOf(recording)
  await writeFile(path, toExactJson(index))
  return index
}
