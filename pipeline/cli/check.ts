import { resolve } from 'node:path'
import { stdout } from 'node:process'
import { pathToFileURL } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { CUTS, firstDivergence, flipBit, hashAtCut } from '../engine/cuts.ts'
import { graph as standardGraph } from '../engine/graph.ts'
import { configOf } from './backtest.ts'
import { EXIT } from './exit.ts'

type Graph = (config: Config) => OperatorFunction<Frame, Outcome>

export function checkCommand(): Command {
  return new Command('check')
    .description('check a configuration and its data, and that a graph gives one result however the stream is cut')
    .argument(
      '[graph]',
      'module whose default export is (config) => OperatorFunction<Frame, Outcome>; the standard graph otherwise',
    )
    .option('-c, --config <file>', 'YAML or JSON configuration')
    .option('-d, --data <files...>', 'price files in place of the configuration’s')
    .option(
      '--flip-bit <row>',
      'change one bit of one input row: the hash must change and the row be named',
      (value) => {
        if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('must be a row number, from 1')
        return Number(value)
      },
    )
    .addHelpText('after', '\nExample:\n  millrace check my-graph.js --data btc-usd.csv')
    .action(check)
}

async function check(
  path: string | undefined,
  options: { config?: string; data?: string[]; flipBit?: number },
): Promise<void> {
  const config = await configOf(options.data ?? [], options.config === undefined ? {} : { config: options.config })
  stdout.write(
    `configuration  ${config.hash}: ${config.instruments.length} instruments, ${config.portfolios.portfolios.length} portfolios\n`,
  )
  if (config.data.files.length === 0) return
  const graph = path === undefined ? standardGraph : await graphOf(path)
  const base = await hashAtCut(config, graph, CUTS[0])
  stdout.write(`cut ${String(CUTS[0]).padEnd(10)} ${base.hash}  ${base.events} rows\n`)
  let failed = false
  for (const cut of CUTS.slice(1)) {
    const other = await hashAtCut(config, graph, cut)
    stdout.write(`cut ${String(cut).padEnd(10)} ${other.hash}${other.hash === base.hash ? '' : '  DIFFERS'}\n`)
    if (other.hash === base.hash || failed) continue
    failed = true
    const place = await firstDivergence({ config, graph, cut: CUTS[0] }, { config, graph, cut })
    stdout.write(
      place === undefined
        ? 'first difference: in the state of a stage; no row differs\n'
        : `first difference: row ${place.sequence}, stage ${place.stage}: a ${place.kind} row of ${place.instrument}\n`,
    )
  }
  if (options.flipBit !== undefined) failed = !(await checkFlip(config, graph, base.hash, options.flipBit)) || failed
  stdout.write(failed ? 'check failed\n' : 'check passed: one hash for all cuts\n')
  if (failed) process.exitCode = EXIT.failed
}

async function checkFlip(config: Config, graph: Graph, hash: string, row: number): Promise<boolean> {
  const edit = flipBit(row)
  const flipped = await hashAtCut(config, graph, 64, edit)
  const place = await firstDivergence({ config, graph, cut: 64 }, { config, graph, cut: 64, edit })
  stdout.write(
    `flipped a bit of row ${row}: hash ${flipped.hash === hash ? 'UNCHANGED' : 'changed'}, first difference ${place === undefined ? 'none' : `row ${place.sequence} (${place.tape})`}\n`,
  )
  return flipped.hash !== hash && place?.sequence === row
}

async function graphOf(path: string): Promise<Graph> {
  const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }
  if (typeof module.default !== 'function') {
    throw new TypeError(
      `${path}: the default export must be (config) => OperatorFunction<Frame, Outcome>, was ${typeof module.default}`,
    )
  }
  return module.default as Graph
}
