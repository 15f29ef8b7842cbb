import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAR, QUOTE } from '../../model/layout.generated.ts'
import { parserOf } from '../../pipeline/read/formats/parsers.ts'
import { readModule } from '../../pipeline/read/native/read-module.ts'
import type { LineModule } from '../../pipeline/read/native/read-module.ts'
import { Defects, emptyReport } from '../../pipeline/read/read-report.ts'
import { file, layoutOf, read } from './price-files.ts'
import { instrument } from './read-rows.ts'

const found = readModule()
/** Rows that compiled code wrote, by kind: where it took none, equal rows would say nothing. */
const taken = new Map<number, number>()
const native: LineModule | undefined = found && {
  parseLines(order, bytes, rows, lines) {
    const before = order[2]
    found.parseLines(order, bytes, rows, lines)
    taken.set(order[5], (taken.get(order[5]) ?? 0) + order[2] - before)
  },
}

describe.skipIf(native === undefined)('plain lines in compiled code', () => {
  it('are read as the JavaScript parser reads them, whatever the bytes and wherever they are cut', async () => {
    let rows = 0
    await fc.assert(
      fc.asyncProperty(file, async ({ form, chunks }) => {
        const expected = await read(form, chunks)
        expect(await read(form, chunks, native)).toBe(expected)
        rows += (JSON.parse(expected) as [number[][]])[0].filter((_, at) => at % 2 === 1).flat().length
      }),
      { numRuns: 2_000 },
    )
    const counts = [taken.get(QUOTE) ?? 0, taken.get(BAR) ?? 0]
    // The others are read by the JavaScript parser either way.
    expect(Math.min(...counts)).toBeGreaterThan(200)
    expect(rows - counts[0] - counts[1]).toBeGreaterThan(1_000)
  }, 60_000)

  it('are what a parser takes where it is not told otherwise', () => {
    const layout = layoutOf({
      format: 'quotes',
      columns: ['time', 'bid', 'ask'],
      numbers: 'ms-of-day',
      delimiter: ',',
      offsetSeconds: 0,
      scale: 2,
      session: 'crypto',
    })
    const target = {
      source: 0,
      instruments: [instrument('X')],
      find: () => 0,
      symbol: 'X',
      sources: () => 0,
      ratingOrder: '5-is-buy',
      defects: new Defects(emptyReport(), 'skip'),
    } as const
    expect(parserOf(layout, target).native).toBe(true)
    expect(parserOf(layout, { ...target, parser: 'javascript' }).native).toBe(false)
    expect(parserOf(layout, { ...target, audit: { value: () => undefined } }).native).toBe(false)
  })

  it('refuses arrays that its order does not fit', () => {
    const { parseLines } = native!
    const order = new Float64Array(52)
    order.set([0, 4, 0, 2, 0, 1])
    const bytes = Uint8Array.of(49, 49, 49, 49)
    const [rows, lines] = [new Uint8Array(128), new Uint32Array(2)]
    expect(() => parseLines(order, bytes, rows, lines)).toThrow('bytes to 4 must end with a newline')
    order[1] = 5
    expect(() => parseLines(order, bytes, rows, lines)).toThrow('bytes 0 to 5 are wanted of 4')
    order[1] = 0
    order[3] = 3
    expect(() => parseLines(order, bytes, rows, lines)).toThrow('3 rows are wanted in 128 bytes and 2 lines')
    expect(() => parseLines(order.subarray(1), bytes, rows, lines)).toThrow('this is no order of lines')
  })
})
