import { buildImage } from '../../kernels/image-build.ts'
import { Memory } from '../../kernels/memory.ts'
import { MoneyOverflow } from '../../kernels/money.ts'
import { Universe } from '../../model/universe.ts'
import { decision } from '../../operators/decision/decision.ts'
import { execution } from '../../operators/execution/execution.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { signal } from '../../operators/signal/signal.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import { kernelOf } from '../engine/backend.ts'
import { EVALUATOR_NAMES } from '../engine/evaluators.ts'
import { imageBytes } from '../engine/memory.ts'
import type { Config } from './config.ts'
import type { Faults } from './faults.ts'

/** Tries a configuration on everything that would refuse it later, so that it is refused at once, with paths. */
export function probeConfig(config: Omit<Config, 'hash'>, faults: Faults): void {
  const { limits, portfolios, venue } = config
  faults.probe(() => risk(limits))
  faults.probe(() => sizing(config.sizing))
  faults.probe(() => execution(venue))
  faults.probe(
    () => portfolio(portfolios),
    (message) => message.replace(/^groups\[/, 'portfolioGroups['),
  )
  faults.probe(() => signal(config.signal))
  faults.probe(
    () => decision(config.decision),
    (message) => message.replace(/^decision\.defaults\./, 'decision.'),
  )
  strategies(config, faults)
  faults.attempt('engine.backend', () => kernelOf(config.engine.backend))
  config.evaluators?.forEach((name, at) => {
    if (!EVALUATOR_NAMES.includes(name)) {
      faults.add(`evaluators[${at}]`, `there is no "${name}"; shipped are ${EVALUATOR_NAMES.join(', ')}`)
    }
  })
  if (faults.list.length > 0 || config.instruments.length === 0) return
  const { orders, clientIds } = config.engine
  faults.probe(() => {
    const parameters = { limits, sizing: config.sizing, venue, portfolios, orders, clientIds }
    try {
      buildImage(new Memory(imageBytes(config.engine)), new Universe(config.instruments), parameters, false)
    } catch (error) {
      if (!(error instanceof MoneyOverflow)) throw error
      throw new Error(`an amount is too large for the scale of its currency: ${error.message}`, { cause: error })
    }
  })
}

/** A portfolio that follows a strategy nobody makes signals for would stay silent for ever. */
function strategies(
  { signal: { strategies: made }, decision: { strategies: decided }, portfolios }: Omit<Config, 'hash'>,
  faults: Faults,
): void {
  const names = made.map(({ strategy }) => strategy)
  const list = names.join(', ') || 'none'
  portfolios.portfolios.forEach(({ strategy }, at) => {
    if (!names.includes(strategy)) {
      faults.add(`portfolios[${at}].strategy`, `no signal is made for "${strategy}"; there is ${list}`)
    }
  })
  for (const name of Object.keys(decided)) {
    if (!names.includes(name)) faults.add(`decision.strategies.${name}`, `no signal is made for it; there is ${list}`)
  }
}
