import { FLAG_LAST, QUOTE, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'

const START_NANOS = 1_577_923_200_000_000_000n
const NANOS_A_QUOTE = 50_000_000n

/** Two instruments, three evaluators on each, two portfolios of which one is kept short. */
export function quotesConfig(): Promise<Config> {
  return parseConfig(`instruments:
  A: { session: crypto, currency: USD, priceScale: 2, quantityScale: 4, tick: 0.01, lotStep: 0.0001 }
  B: { session: crypto, currency: USD, priceScale: 2, quantityScale: 4, tick: 0.01, lotStep: 0.0001 }
bars: [1m, 5m]
evaluators: [ema-cross, momentum, donchian]
limits: { allowShort: true }
portfolios:
  - { name: one, cash: 1000000 }
  - { name: two, cash: 500000, limits: { concentration: 0.05, gross: 40000 } }
engine: { frame: 1024 }
`)
}

/** Quotes of a seeded walk, twenty a second, as rows of the wire. */
export class QuoteRows {
  nanos = START_NANOS
  private random = 1
  private readonly mids: Float64Array

  constructor(instruments: number) {
    this.mids = new Float64Array(instruments).fill(10_000)
  }

  next(rows: number): Uint8Array {
    const bytes = new Uint8Array(rows * ROW_BYTES)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < bytes.length; at += ROW_BYTES) this.quote(view, at)
    return bytes
  }

  private quote(view: DataView, at: number): void {
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) >>> 0
    const instrument = (this.random >>> 8) % this.mids.length
    const mid = Math.max(1_000, this.mids[instrument] + ((this.random >>> 20) % 41) - 20)
    this.mids[instrument] = mid
    this.nanos += NANOS_A_QUOTE
    view.setUint8(at, QUOTE)
    view.setUint8(at + 1, FLAG_LAST)
    view.setUint32(at + 4, instrument, true)
    view.setBigInt64(at + 8, this.nanos, true)
    for (const [lane, value] of [mid - 1, mid + 1, 1e6, 1e6].entries()) view.setFloat64(at + 24 + lane * 8, value, true)
  }
}
