// A call of a compiled desk allocates nothing on the heap, whatever its rows are.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { QUICK } from '../../bench/harness/question.ts'
import type { Variant } from '../../bench/harness/question.ts'
import { fillLoad, fillSubject } from '../../bench/kernel/fills.ts'
import { markSubject } from '../../bench/kernel/marks.ts'
import { blockOf, inCache, orderSubject } from '../../bench/kernel/orders.ts'
import type { Subject } from '../../bench/kernel/subject.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const ROWS_PER_CALL = 64
const LAPS = 200
const load = fillLoad(inCache({ ...QUICK, feeds: '' }))
const block = blockOf(load)
const subjects: Readonly<Record<string, (variant: Variant) => Subject>> = {
  orders: (variant) => orderSubject(variant, { ...load, count: block }, false),
  fills: (variant) => fillSubject(variant, { ...load, count: block }, false),
  quotes: (variant) => markSubject(variant, { ...QUICK, rows: block, feeds: '' }, 8, false),
}

/** Bytes that a call allocates: the least of several measurements, since what a call does is in all of them. */
function bytesACall(subject: Subject): number {
  const [frame] = subject.desk.frames
  const rows = frame.input.count
  const measure = (): number => {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let lap = 0; lap < LAPS; lap++) {
      subject.restore()
      for (let from = 0; from < rows; from += ROWS_PER_CALL) subject.call(frame, from, from + ROWS_PER_CALL)
    }
    return process.memoryUsage().heapUsed - before
  }
  for (let warm = 0; warm < 3; warm++) measure()
  const calls = (LAPS * rows) / ROWS_PER_CALL
  return Math.min(...Array.from({ length: 7 }, measure).map(Math.abs)) / calls
}

describe.each(BACKENDS.filter((name) => name !== 'reference') as Variant[])('a call of the %s desk', (variant) => {
  it.each(Object.keys(subjects))('allocates nothing for 64 %s', (kind) => {
    // One boxed number a call would be 16 bytes.
    expect(bytesACall(subjects[kind](variant))).toBeLessThan(8)
  })
})

it('is seen where a desk allocates', () => {
  const subject = subjects['orders']('wasm')
  const kept: number[][] = []
  const call: Subject['call'] = (...args) => {
    kept[0] = [args[1]]
    subject.call(...args)
  }
  expect(bytesACall({ ...subject, call })).toBeGreaterThan(8)
})
