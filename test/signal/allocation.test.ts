// Signal and decision allocate nothing for an event once they are warm.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Observable } from 'rxjs'
import { expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import { decision } from '../../operators/decision/decision.ts'
import { signal } from '../../operators/signal/signal.ts'
import { bench, fill, MINUTE } from './rows.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

it('0 bytes an event', () => {
  const { pool } = bench(64, 512)
  const frame = pool.next(1)
  // Not a Subject: that copies its observers at every value.
  let next: (frame: Frame) => void = () => undefined
  const source = new Observable<Frame>((subscriber) => {
    next = (one) => subscriber.next(one)
  })
  let signals = 0
  source
    .pipe(
      signal({
        strategies: [
          { strategy: 'one', timeframes: { '1h': 1, '15m': 2 }, minConfidence: 0.3, halfLife: 0.5 },
          { strategy: 'two', sources: ['b'], minConfidence: 0, halfLife: 0.5 },
        ],
      }),
      decision({
        defaults: {
          enter: 0.4,
          exit: 0.1,
          minConfidence: 0.2,
          minQuality: 0.1,
          coolDownMicros: MINUTE,
          step: 0.05,
          conviction: 'strength',
          calmVolatility: 0.2,
          volatilityHalfLife: 10,
          edge: 0.1,
        },
        strategies: {},
      }),
    )
    .subscribe(({ decisions }) => {
      signals += decisions.count
    })
  for (let row = 0; row < 64; row++) {
    const rating = 1 + (row % 5)
    const bars = [{ spec: '15m', close: 100 + (row % 7), end: row }]
    fill(frame, row, {
      at: row,
      bars,
      evaluations: [{ source: row % 2 === 0 ? 'a' : 'b', timeframe: '15m', rating, confidence: 0.25 + (row % 3) / 4 }],
    })
  }
  const rounds = 2_000
  const events = rounds * 64
  const bytes = (): number => {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let round = 0; round < rounds; round++) {
      frame.signals.clear()
      frame.decisions.clear()
      next(frame)
    }
    return process.memoryUsage().heapUsed - before
  }
  bytes()
  bytes()
  const measured = Array.from({ length: 7 }, bytes).map(Math.abs)
  expect(signals).toBeGreaterThan(events)
  // The least of seven, because what an event allocates is in all of them; one boxed double an event would be 16 bytes.
  expect(Math.min(...measured) / events).toBeLessThan(0.5)
}, 60_000)
