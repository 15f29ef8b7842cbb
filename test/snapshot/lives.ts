// One stream through a graph without interruption, and with: what comes out has to be the same.
import { expect } from 'vitest'
import type { Observable, OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { compareRuns } from '../../pipeline/check/cuts.ts'
import { interrupted } from '../../pipeline/check/interrupted.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { TAPES } from '../../pipeline/engine/hashes.ts'
import type { TapeName } from '../../pipeline/engine/hashes.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { withEvents } from '../../pipeline/engine/with-events.ts'
import { keptOf } from '../../pipeline/snapshot/decode.ts'
import { encodeRun } from '../../pipeline/snapshot/encode.ts'
import { readContent } from '../../pipeline/snapshot/format.ts'
import { keepRun } from '../../pipeline/snapshot/kept-run.ts'
import type { KeptRun } from '../../pipeline/snapshot/kept-run.ts'

export type Chain = (config: Config) => OperatorFunction<Frame, Outcome>

export const CHAINS = Object.fromEntries(TAPES.map((name) => [name, '0'.repeat(16)])) as Record<TapeName, string>

/** To the bytes of a snapshot and back. */
export function throughBytes(kept: KeptRun): KeptRun {
  const bytes = encodeRun(kept, { sequence: 1, config: '0123456789abcdef', engine: '1', head: '', chains: CHAINS })
  return keptOf(readContent(bytes))
}

/** Runs a configuration's data, events included, and again with interruptions; expects one result. */
export async function expectGoesOn(
  config: Config,
  chain: Chain,
  at: readonly number[],
  lives: readonly Config[] = [config],
): Promise<string> {
  const whole = (): Observable<Outcome> => feed(config).pipe(withEvents(config, chain(config)))
  const parts = (): Observable<Outcome> =>
    feed(config).pipe(
      withEvents(
        config,
        interrupted(lives, chain, at, (image, context) => throughBytes(keepRun(image, context))),
      ),
    )
  const { error, difference, states, equal, hash } = await compareRuns(whole, parts, 1)
  expect({ error, difference, states, equal }, `interrupted after ${at.join(', ')}`).toEqual({ equal: true })
  return hash
}
