// A run stepped by hand over rows that are in memory, so that snapshots can be taken where a test wants them.
import { Subject } from 'rxjs'
import type { Subscription } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { stateHash } from '../../pipeline/engine/hashes.ts'
import { makePool } from '../../pipeline/engine/memory.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { restoreNames } from '../../pipeline/snapshot/kept-run.ts'
import type { Found, Moment } from '../../pipeline/snapshot/snapshot.ts'
import { CHAINS } from './lives.ts'
import type { Chain } from './lives.ts'

/** Rows of a configuration's data, and the names of their sources. */
export interface Rows {
  readonly bytes: Uint8Array
  readonly sources: readonly string[]
}

export function rowsOf(config: Config): Promise<Rows> {
  const parts: Uint8Array[] = []
  let sources: readonly string[] = []
  return new Promise((resolve, reject) => {
    feed(config).subscribe({
      next({ input, context }) {
        sources = context.universe.sources.list
        parts.push(input.memory.u8.slice(input.at(0), input.at(input.count)))
      },
      error: reject,
      complete: () => resolve({ bytes: Buffer.concat(parts), sources: [...sources] }),
    })
  })
}

export class Stepper {
  /** Sequence of the last row stepped. */
  sequence: number
  readonly pool: FramePool
  private readonly rows: Rows
  private readonly frames = new Subject<Frame>()
  private readonly running: Subscription
  private last: Outcome | undefined
  private fault: Error | undefined

  constructor(config: Config, chain: Chain, rows: Rows, found?: Found) {
    const universe = new Universe(config.instruments)
    restoreNames(universe, found ?? { sources: rows.sources, strategies: [] })
    this.rows = rows
    this.pool = makePool(config, universe, found?.saved)
    this.sequence = found?.sequence ?? 0
    this.running = chain(config)(this.frames).subscribe({
      next: (outcome) => {
        this.last = outcome
      },
      error: (error) => {
        this.fault = error as Error
      },
    })
  }

  /** Steps to a sequence. */
  to(sequence: number): this {
    while (this.sequence < sequence) {
      const count = Math.min(this.pool.rows, sequence - this.sequence)
      const frame = this.pool.next(this.sequence + 1)
      frame.input.count = count
      const at = this.sequence * ROW_BYTES
      this.pool.context.memory.u8.set(this.rows.bytes.subarray(at, at + count * ROW_BYTES), frame.input.at(0))
      this.frames.next(frame)
      if (this.fault !== undefined) throw this.fault
      this.sequence += count
    }
    return this
  }

  moment(head = 'a journal'): Moment {
    return { sequence: this.sequence, image: this.last!.image, context: this.pool.context, chains: CHAINS, head }
  }

  hash(): string {
    return stateHash(this.last!)
  }

  end(): void {
    this.running.unsubscribe()
  }
}
