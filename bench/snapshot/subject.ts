import { Subject } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { FLAG_LAST, QUOTE, QUOTE_ASK, QUOTE_ASK_LOTS, QUOTE_BID, QUOTE_BID_LOTS } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { TAPES } from '../../pipeline/engine/hashes.ts'
import { makePool } from '../../pipeline/engine/memory.ts'
import { restoreNames } from '../../pipeline/snapshot/kept-run.ts'
import type { Chains, Found, Moment } from '../../pipeline/snapshot/snapshot.ts'

const START_NANOS = 1_577_923_200_000_000_000n
const NANOS_A_QUOTE = 50_000_000n
const CHAINS = Object.fromEntries(TAPES.map((name) => [name, ''])) as Chains

/** So many instruments, three evaluators on each, two portfolios; sizes of the desk as they are by default. */
export function configOf(instruments: number): Promise<Config> {
  const lines = Array.from(
    { length: instruments },
    (_, at) =>
      `  I${at}: { session: crypto, currency: USD, priceScale: 2, quantityScale: 4, tick: 0.01, lotStep: 0.0001 }`,
  )
  return parseConfig(`instruments:
${lines.join('\n')}
bars: [1m, 5m]
evaluators: [ema-cross, momentum, donchian]
limits: { allowShort: true }
portfolios: [{ name: one, cash: 1000000 }, { name: two, cash: 500000 }]
engine: { frame: 1024 }
`)
}

/** The standard graph over quotes of a seeded walk, twenty a second. */
export class QuoteRun {
  sequence: number
  private readonly pool: FramePool
  private readonly frames = new Subject<Frame>()
  private readonly mids: Float64Array
  private random = 1
  private image: Image | undefined

  constructor(config: Config, found?: Found) {
    const universe = new Universe(config.instruments)
    if (found !== undefined) restoreNames(universe, found)
    this.pool = makePool(config, universe, found?.saved)
    this.sequence = found?.sequence ?? 0
    this.mids = new Float64Array(config.instruments.length).fill(10_000)
    graph(config)(this.frames).subscribe(({ image }) => {
      this.image = image
    })
  }

  step(rows: number): void {
    for (let left = rows; left > 0; left -= this.pool.rows) {
      const frame = this.pool.next(this.sequence + 1)
      for (let row = Math.min(left, this.pool.rows); row > 0; row--) this.quote(frame)
      this.frames.next(frame)
    }
  }

  moment(): Moment {
    const { sequence, image } = this
    if (image === undefined) throw new Error('no row was stepped')
    return { sequence, image, context: this.pool.context, chains: CHAINS, head: 'bench' }
  }

  private quote({ input }: Frame): void {
    const at = input.push()
    const { u8, u32, i64, f64 } = input.memory
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) >>> 0
    const instrument = this.random % this.mids.length
    const mid = Math.max(1_000, this.mids[instrument] + ((this.random >>> 20) % 41) - 20)
    this.mids[instrument] = mid
    u8[at] = QUOTE
    u8[at + 1] = FLAG_LAST
    u32[(at >> 2) + 1] = instrument
    const word = at >> 3
    i64[word + 1] = START_NANOS + BigInt(++this.sequence) * NANOS_A_QUOTE
    f64[word + QUOTE_BID] = mid - 1
    f64[word + QUOTE_ASK] = mid + 1
    f64[word + QUOTE_BID_LOTS] = 1e6
    f64[word + QUOTE_ASK_LOTS] = 1e6
  }
}
