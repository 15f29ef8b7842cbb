import type { Observable } from 'rxjs'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Image } from '../../kernels/image.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { TAPES } from '../engine/hashes.ts'
import { feed } from '../engine/source.ts'
import { withEvents } from '../engine/with-events.ts'
import { keptOf } from '../snapshot/decode.ts'
import { encodeRun } from '../snapshot/encode.ts'
import { readContent } from '../snapshot/format.ts'
import { keepRun } from '../snapshot/kept-run.ts'
import type { KeptRun } from '../snapshot/kept-run.ts'
import type { Chains } from '../snapshot/snapshot.ts'
import { version } from '../version.ts'
import { compareRuns } from './cuts.ts'
import type { CutResult } from './cuts.ts'
import type { GraphFile } from './graph-file.ts'
import { interrupted } from './interrupted.ts'

/** Times that a graph is ended and goes on. */
export const INTERRUPTIONS = 5

export interface GoesOn {
  readonly result: CutResult
  /** Why no snapshot can be kept of the graph: what was recorded is then run again from its beginning. */
  readonly unkept: string | undefined
}

/**
 * Ends a graph after some of the data's rows and lets another, opened anew, go on from a snapshot's bytes; compares
 * every row of every tape, and the final state, with a run that was not ended.
 *
 * @param rows Rows of the data.
 */
export async function goesOn(config: Config, graph: GraphFile, rows: number): Promise<GoesOn> {
  let unkept: string | undefined
  const keep = (image: Image, context: FrameContext): KeptRun => {
    try {
      return throughBytes(keepRun(image, context), config)
    } catch (error) {
      unkept = (error as Error).message
      throw error
    }
  }
  // Events stand before the graph, so that it may end between them as between any rows.
  const without: Config = { ...config, events: [] }
  const at = Array.from({ length: INTERRUPTIONS }, (_, turn) => Math.floor(((turn + 1) * rows) / (INTERRUPTIONS + 1)))
  const whole = (): Observable<Outcome> => feed(config).pipe(withEvents(config, graph(without)))
  const parts = (): Observable<Outcome> =>
    feed(config).pipe(withEvents(config, interrupted([without], graph, [...new Set(at)].filter(Boolean), keep)))
  return { result: await compareRuns(whole, parts, config.engine.frame), unkept }
}

const CHAINS = Object.fromEntries(TAPES.map((name) => [name, ''])) as Chains

function throughBytes(kept: KeptRun, { hash: config }: Config): KeptRun {
  return keptOf(readContent(encodeRun(kept, { sequence: 1, config, engine: version, head: '', chains: CHAINS })))
}
