import { stdout } from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { tap } from 'rxjs'
import type { Observable } from 'rxjs'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { compareCuts, compareRuns, CUTS } from '../check/cuts.ts'
import type { Cut, CutResult } from '../check/cuts.ts'
import { flipBit } from '../check/flip-bit.ts'
import { loadGraph } from '../check/graph-file.ts'
import { goesOn, INTERRUPTIONS } from '../check/goes-on.ts'
import type { GraphFile } from '../check/graph-file.ts'
import { STAGES } from '../check/stages.ts'
import type { Config } from '../config/config.ts'
import { graph as standardGraph } from '../engine/graph.ts'
import { runInfoOf } from '../engine/run-info.ts'
import { feed } from '../engine/source.ts'
import { describeReport } from '../read/read-report.ts'
import { configOf } from './backtest.ts'
import { EXIT } from './exit.ts'

/** What a flip takes: a row and, after a colon, one of its 512 bits. */
interface Flip {
  readonly row: number
  readonly bit: number | undefined
}

export function checkCommand(): Command {
  return new Command('check')
    .description('check a configuration, its data, and that a graph gives one result however the stream is cut')
    .argument(
      '[graph]',
      'module whose default export is (config) => OperatorFunction<Frame, Outcome>; the standard graph otherwise',
    )
    .option('-c, --config <file>', 'YAML or JSON configuration')
    .option('-d, --data <files...>', 'price files in place of the configuration’s')
    .option('--flip-bit <row[:bit]>', 'flip a bit of one input row: the hash must change and the row be named', flip)
    .addHelpText(
      'after',
      `
Examples:
  millrace check --config millrace.yaml
  millrace check my-graph.js --data btc-usd.csv
  millrace check --data btc-usd.csv --flip-bit 1500`,
    )
    .action(check)
}

async function check(
  path: string | undefined,
  options: { config?: string; data?: string[]; flipBit?: Flip },
): Promise<void> {
  const config = await configOf(options.data ?? [], options.config === undefined ? {} : { config: options.config })
  const graph = path === undefined ? standardGraph : await loadGraph(path)
  const { instruments, portfolios } = config
  line('config', `${instruments.length} instruments, ${portfolios.portfolios.length} portfolios, hash ${config.hash}`)
  if (config.data.files.length === 0) {
    line('data', 'none: name price files with --data to check a graph')
    return
  }
  line('graph', path ?? 'the standard graph')
  const results = await cuts(config, graph)
  let failed = results.some(({ equal }) => !equal)
  if (!failed) failed = !(await resumed(config, graph, results[0].rows))
  if (options.flipBit !== undefined) failed = !(await flipped(config, graph, options.flipBit)) || failed
  line('check', failed ? 'FAILED' : 'passed: one hash for all cuts, and after a restart')
  if (failed) process.exitCode = EXIT.failed
}

/** Runs all cuts and prints them. */
async function cuts(config: Config, graph: GraphFile): Promise<CutResult[]> {
  let context: FrameContext | undefined
  const open = (cut: Cut): Observable<Outcome> => {
    const own = withCut(config, cut)
    return feed(own).pipe(
      tap((frame) => {
        context = frame.context
      }),
      graph(own),
    )
  }
  return compareCuts(open, CUTS, (result) => {
    if (result.cut === CUTS[0] && context !== undefined) {
      for (const text of describeReport(runInfoOf(context)!.report)) line('data', text)
    }
    for (const text of describeResult(result)) line('cut', text)
  })
}

/** Whether the graph goes on from snapshots as if it had not been ended, or is one that is run again instead. */
async function resumed(config: Config, graph: GraphFile, rows: number): Promise<boolean> {
  const { result, unkept } = await goesOn(config, graph, rows)
  if (unkept !== undefined) {
    line('restart', `from the beginning: ${unkept}`)
    return true
  }
  if (result.equal)
    line('restart', `goes on from a snapshot: ${INTERRUPTIONS} times in ${result.rows} rows, nothing differs`)
  else for (const text of describeResult(result)) line('restart', text)
  return result.equal
}

/** Whether a flipped bit of a row changes the hash, and the comparison names that row. */
async function flipped(config: Config, graph: GraphFile, { row, bit }: Flip): Promise<boolean> {
  // Row by row, so that a graph that fails on the changed row fails at that row.
  const own = withCut(config, 1)
  const result = await compareRuns(
    () => feed(own).pipe(graph(own)),
    () => feed(own).pipe(flipBit(row, bit), graph(own)),
    1,
  )
  if (result.equal) {
    line('flip', `row ${row}: nothing changed; the data has ${result.rows} rows`)
    return false
  }
  for (const text of describeResult(result)) line('flip', text)
  return result.difference?.sequence === row && result.difference.tape === 'input'
}

const withCut = (config: Config, cut: Cut): Config => ({ ...config, engine: { ...config.engine, frame: cut } })

function describeResult({ cut, hash, rows, frames, equal, difference, states, error }: CutResult): string[] {
  const head = `${String(cut).padEnd(7)} ${hash}  ${rows} rows in ${frames} frames${equal ? '' : '  DIFFERS'}`
  const lines = [head]
  if (error !== undefined) lines.push(`the graph failed: ${error}`)
  if (difference !== undefined) {
    const { sequence, tape, expected, found } = difference
    lines.push(`first difference: row ${sequence}, stage ${STAGES[tape]} (tape ${tape})`)
    lines.push(`  expected  ${expected ?? 'no row'}`, `  found     ${found ?? 'no row'}`)
  }
  if (states !== undefined) lines.push(`no row differs, but the state after the last one does: ${states.join(' and ')}`)
  return lines
}

const line = (label: string, text: string): void => void stdout.write(`${label.padEnd(9)}${text}\n`)

function flip(value: string): Flip {
  const match = /^([1-9]\d*)(?::(\d{1,3}))?$/.exec(value)
  const bit = match?.[2] === undefined ? undefined : Number(match[2])
  if (match === null || (bit ?? 0) > 511) {
    throw new InvalidArgumentError('must be a row from 1, or row:bit with a bit of 0 to 511')
  }
  return { row: Number(match[1]), bit }
}
