import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { argv, execPath, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { formatDecimal } from '../../model/decimal.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { FEEDS_FOLDER, positiveCount } from './arguments.ts'
import type { EndToEnd } from './end-to-end.ts'
import { MONEY_SCALE } from './hand-loop.ts'
import { commit, machine, peakRssBytes } from './machine.ts'
import type { Machine } from './machine.ts'
import { fastest, runGraph, runHandLoop } from './measure.ts'
import type { GraphResult, HandRun } from './measure.ts'
import { columnsOf, readRows } from './rows.ts'
import { FEEDS } from './rule.ts'
import type { StageAllocation } from './stage-allocation.ts'

/** A loop slower than this was measured on a machine too busy to compare anything with. */
const HAND_LOOP_LEAST = 50_000_000
const RUNS = 3
const HAND_RUNS = 10

/** Files never read before, by each parser; again, from rows kept. Where there is no native parser the first two are one. */
type EndToEndWay = 'cold' | 'coldJavaScript' | 'cached'

/** What `--json` prints. Figures by frame size have the rows of a frame as their keys. */
export interface Report {
  readonly crossings: Readonly<Record<string, number>>
  readonly orders: number
  readonly fills: number
  /** Dollars. */
  readonly finalPnl: string
  readonly quotes: number
  readonly parseQuotesPerSecond: number
  readonly graphQuotesPerSecond: Readonly<Record<string, number>>
  readonly handLoopQuotesPerSecond: number
  /** Graph at the first frame size ÷ loop; null where the loop was too slow to be believed. */
  readonly ratio: number | null
  readonly ratioWithheld?: string
  /** Files never read before, whose rows are kept on the way. */
  readonly endToEndQuotesPerSecond: number
  /** The same files again, from the rows kept. */
  readonly cachedQuotesPerSecond: number
  /** From files to result in each way: the fastest run. */
  readonly endToEnd: Readonly<Record<EndToEndWay, EndToEnd>>
  /** Of the run from files to result, in a process of its own. */
  readonly peakRssBytes: number
  readonly peakRssBytesOfFourPasses?: number
  readonly allocatedBytesPerQuote?: number
  readonly peakRssBytesHere: number
  readonly stateHash: Readonly<Record<string, string>>
  readonly machine: Machine
  readonly commit: string | null
  /** Where graph, loop and frame sizes do not say the same. */
  readonly differences: readonly string[]
}

/** Runs the reference rule and prints what came of it; 1 where graph, loop and cuts differ. */
export async function referenceRule(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      frame: { type: 'string' },
      frames: { type: 'string' },
      memory: { type: 'boolean', default: false },
    },
  })
  const folder = positionals[0] ?? FEEDS_FOLDER
  const frames = (values.frames ?? values.frame ?? '64').split(',').map((one) => positiveCount('--frames', one))
  const report = await measure(folder, frames, values.memory)
  stdout.write(values.json ? `${JSON.stringify(report)}\n` : summary(report))
  for (const difference of report.differences) stderr.write(`${difference}\n`)
  return report.differences.length > 0 ? 1 : 0
}

async function measure(folder: string, frames: readonly number[], memory: boolean): Promise<Report> {
  const from = performance.now()
  const rows = await readRows(folder)
  const parseSeconds = (performance.now() - from) / 1000
  const quotes = rows.length / ROW_BYTES
  const columns = columnsOf(rows)
  const hand = fastest(2, HAND_RUNS, () => runHandLoop(columns))
  const graphs = frames.map((frame) => fastest(1, RUNS, () => runGraph(rows, frame)))
  const [first] = graphs
  const handLoopQuotesPerSecond = Math.round(quotes / hand.seconds)
  const graphRates = graphs.map(({ seconds }) => Math.round(quotes / seconds))
  const believed = handLoopQuotesPerSecond > HAND_LOOP_LEAST
  const frame = String(frames[0])
  const ways = wholeRuns(folder, frame)
  const { cold: whole, cached, coldJavaScript } = ways
  return {
    crossings: Object.fromEntries(FEEDS.map(({ symbol }, at) => [symbol, first.crossings[at]])),
    orders: first.orders,
    fills: first.fills,
    finalPnl: formatDecimal(first.profit, MONEY_SCALE),
    quotes,
    parseQuotesPerSecond: Math.round(quotes / parseSeconds),
    graphQuotesPerSecond: byFrame(frames, graphRates),
    handLoopQuotesPerSecond,
    ratio: believed ? Number((graphRates[0] / handLoopQuotesPerSecond).toFixed(4)) : null,
    ...(believed
      ? {}
      : { ratioWithheld: `the loop must exceed ${HAND_LOOP_LEAST} quotes/s, was ${handLoopQuotesPerSecond}` }),
    endToEndQuotesPerSecond: whole.quotesPerSecond,
    cachedQuotesPerSecond: cached.quotesPerSecond,
    endToEnd: ways,
    peakRssBytes: whole.peakRssBytes,
    ...(memory ? memoryOf(folder, frame) : {}),
    peakRssBytesHere: peakRssBytes(),
    stateHash: byFrame(
      frames,
      graphs.map((graph) => graph.stateHash),
    ),
    machine: machine(),
    commit: commit(),
    differences: [
      ...differences(hand, graphs, frames),
      ...differenceOf('file → result', first.stateHash, whole.stateHash),
      ...differenceOf('file → result by the JavaScript parser', first.stateHash, coldJavaScript.stateHash),
      ...differenceOf('file → result from kept rows', first.stateHash, cached.stateHash),
    ],
  }
}

/** The fastest of a few runs from files to result: each cold one into an empty cache, which the cached run reads. */
function wholeRuns(folder: string, frame: string): Record<EndToEndWay, EndToEnd> {
  const cache = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  const run = (parser: string): EndToEnd =>
    child([], ['end-to-end', folder, '--frame', frame, '--cache', cache, '--parser', parser]) as EndToEnd
  const cold = (parser: string): EndToEnd => {
    for (const name of readdirSync(cache)) rmSync(join(cache, name))
    return run(parser)
  }
  try {
    const rounds = Array.from({ length: RUNS }, () => ({
      coldJavaScript: cold('javascript'),
      cold: cold('auto'),
      cached: run('auto'),
    }))
    return {
      coldJavaScript: quickest(rounds.map((round) => round.coldJavaScript)),
      cold: quickest(rounds.map((round) => round.cold)),
      cached: quickest(rounds.map((round) => round.cached)),
    }
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

const quickest = (runs: readonly EndToEnd[]): EndToEnd =>
  runs.reduce((best, one) => (one.quotesPerSecond > best.quotesPerSecond ? one : best))

/** Peak memory on four times the input, and what the stages allocate. */
function memoryOf(folder: string, frame: string): Pick<Report, 'peakRssBytesOfFourPasses' | 'allocatedBytesPerQuote'> {
  const quiet = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']
  const four = child([], ['end-to-end', folder, '--frame', frame, '--passes', '4']) as EndToEnd
  const { bytesPerQuote } = child(quiet, ['stage-allocation', folder, '--frame', frame]) as StageAllocation
  return { peakRssBytesOfFourPasses: four.peakRssBytes, allocatedBytesPerQuote: bytesPerQuote }
}

/** What another bench prints, run in a process of its own. */
function child(nodeArgs: readonly string[], args: readonly string[]): unknown {
  return JSON.parse(execFileSync(execPath, [...nodeArgs, argv[1], ...args], { encoding: 'utf8' }))
}

const byFrame = <T>(frames: readonly number[], values: readonly T[]): Record<string, T> =>
  Object.fromEntries(frames.map((frame, at) => [String(frame), values[at]]))

const differenceOf = (what: string, expected: unknown, found: unknown): string[] =>
  String(expected) === String(found) ? [] : [`${what}: ${String(found)}, expected ${String(expected)}`]

/** Where the graph differs from the loop, or one frame size from the first. */
export function differences(hand: HandRun, graphs: readonly GraphResult[], frames: readonly number[]): string[] {
  const crossings = hand.crossings.reduce((sum, count) => sum + count, 0)
  return graphs.flatMap((graph, at) => [
    ...differenceOf(`crossings at frames of ${frames[at]}`, hand.crossings, graph.crossings),
    ...differenceOf(`orders at frames of ${frames[at]}`, crossings, graph.orders),
    ...differenceOf(`fills at frames of ${frames[at]}`, crossings, graph.fills),
    ...differenceOf(`final P&L at frames of ${frames[at]}`, hand.profit, graph.profit),
    ...differenceOf(`state hash at frames of ${frames[at]}`, graphs[0].stateHash, graph.stateHash),
  ])
}

const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M/s`

function endToEndText(way: EndToEnd, what: string): string {
  const by = what === 'first read' ? ` by the ${way.parsers.join(' and ')} parser` : ''
  const memory = `${(way.peakRssBytes / 2 ** 20).toFixed(0)} MiB at most`
  return `${millions(way.quotesPerSecond)} ${what}${by}, ${way.processorSeconds.toFixed(2)} s of processor time, ${memory}`
}

function summary(report: Report): string {
  const { machine: on } = report
  const lines: [string, string][] = [
    ['quotes', report.quotes.toLocaleString('en')],
    ...Object.entries(report.crossings).map(([symbol, count]): [string, string] => ['crossings', `${count} ${symbol}`]),
    ['orders', `${report.orders}, ${report.fills} fills`],
    ['final P&L', `${report.finalPnl} USD`],
    ['parsing', millions(report.parseQuotesPerSecond)],
    ...Object.entries(report.graphQuotesPerSecond).map(([frame, rate]): [string, string] => [
      'graph',
      `${millions(rate)} at frames of ${frame}`,
    ]),
    ['loop', millions(report.handLoopQuotesPerSecond)],
    ['ratio', report.ratio === null ? (report.ratioWithheld ?? '') : `${report.ratio} of the loop`],
    ...(
      [
        [report.endToEnd.coldJavaScript, 'first read'],
        [report.endToEnd.cold, 'first read'],
        [report.endToEnd.cached, 'from rows kept'],
      ] as const
    ).map(([way, what]): [string, string] => ['file → result', endToEndText(way, what)]),
    ['state', Object.values(report.stateHash)[0]],
    ['machine', `${on.cores} × ${on.cpu}, Node ${on.node}, commit ${report.commit ?? 'unknown'}`],
  ]
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join('')
}
