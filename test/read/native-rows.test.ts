import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAR, EVALUATION, FLAG_LAST, QUOTE, TRADE } from '../../model/layout.generated.ts'
import { BlockDefects } from '../../pipeline/read/block-defects.ts'
import { BlockEncoder, ConstantWords, decodeBlock } from '../../pipeline/read/cache/block-codec.ts'
import { Merge } from '../../pipeline/read/merge.ts'
import type { MergeSource } from '../../pipeline/read/merge.ts'
import { readModule } from '../../pipeline/read/native/read-module.ts'
import type { RunModule } from '../../pipeline/read/native/read-module.ts'
import { RowBlock } from '../../pipeline/read/row-block.ts'

const native = readModule()
const SOURCE = 3

/** One row as drawn: its kind, and how far its time is from the one before. */
type Drawn = readonly [kind: number, step: number, price: number]

function blockOf(rows: readonly Drawn[], instrument: number, from: bigint): { block: RowBlock; time: bigint } {
  const block = new RowBlock(Math.max(rows.length, 1))
  const i64 = new BigInt64Array(block.u8.buffer)
  let time = from
  rows.forEach(([kind, step, price], at) => {
    time += BigInt(step)
    const flags = kind === QUOTE || kind === TRADE ? FLAG_LAST : 0
    const word = block.push(kind, flags, SOURCE, instrument, kind === BAR ? 60 : 0, 2 + at + step)
    i64[(word >> 1) + 1] = time
    block.f64[(word >> 1) + 3] = price
    block.f64[(word >> 1) + 4] = price + step
  })
  return { block, time }
}

async function* blocksOf(pieces: readonly (readonly Drawn[])[], instrument: number): AsyncGenerator<RowBlock> {
  let from = -7n
  for (const rows of pieces) {
    const made = blockOf(rows, instrument, from)
    from = made.time
    yield made.block
  }
}

async function merged(
  sources: readonly (readonly (readonly Drawn[])[])[],
  room: number,
  module?: RunModule,
): Promise<string> {
  const u32 = new Uint32Array(room * 16)
  const pieces: Buffer[] = []
  const target = {
    u32,
    i32: new Int32Array(u32.buffer),
    capacity: room,
    room: () => 0,
    publish: (rows: number) => pieces.push(Buffer.from(u32.slice(0, rows * 16).buffer)) > 0,
  }
  const all = sources.map((blocks, at): MergeSource => ({
    name: `s${at}`,
    order: at % 2,
    blocks: blocksOf(blocks, at),
  }))
  await new Merge(all, target, module).run()
  return Buffer.concat(pieces).toString('hex')
}

const apart = fc.constantFrom(0, 0, 1, 1, 2, 300)
const lane = fc.integer({ min: 1, max: 90_000 })
const drawn = (...kinds: number[]): fc.Arbitrary<Drawn> => fc.tuple(fc.constantFrom(...kinds), apart, lane)
const row = drawn(QUOTE, QUOTE, QUOTE, TRADE, TRADE, BAR)
const evaluation = drawn(EVALUATION)
const market = fc.tuple(fc.constantFrom(QUOTE, TRADE), fc.integer({ min: 0, max: 2 }), lane)
// Evaluations have files of their own.
const source = fc.oneof(
  ...[row, evaluation].map((each) => fc.array(fc.array(each, { maxLength: 12 }), { maxLength: 4 })),
  fc.array(fc.array(market, { maxLength: 40 }), { maxLength: 4 }),
)

describe.skipIf(native === undefined)('rows in compiled code', () => {
  it('are merged as they are without it, with the same LAST', async () => {
    let moved = 0
    const counting: RunModule = {
      mergeRuns(order, room, blocks) {
        native!.mergeRuns(order, room, blocks)
        moved += order[0]
      },
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(source, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 2, 7, 64),
        async (sources, room) => {
          expect(await merged(sources, room, counting)).toBe(await merged(sources, room))
        },
      ),
      { numRuns: 1_000 },
    )
    expect(moved).toBeGreaterThan(5_000)
  }, 60_000)

  it('are merged without it where there are more sources than it takes', async () => {
    const many = Array.from({ length: 40 }, (_, at): Drawn[][] => [
      [
        [QUOTE, at % 5, 1],
        [QUOTE, 3, 1],
        [QUOTE, 9, at],
      ],
    ])
    expect(await merged(many, 16, native)).toBe(await merged(many, 16))
  })

  it('are kept in the columns they are kept in without it, and come back', () => {
    let columns = 0
    const counting = {
      encodeColumns(...told: Parameters<NonNullable<typeof native>['encodeColumns']>) {
        native!.encodeColumns(...told)
        if (told[0][1] === 0 && told[0][2] === 0) columns++
      },
    }
    const ids = { instruments: [4, 9], source: SOURCE }
    const found = new BlockDefects('skip')
    const encoded = (block: RowBlock, module?: typeof counting): Uint8Array =>
      new BlockEncoder(module).encode(block, '', found, ids).slice()
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), fc.boolean(), (rows, mixed) => {
        const same = rows.map(([kind, step, price]): Drawn => [mixed ? kind : QUOTE, step, price])
        const { block } = blockOf(same, 9, 1_400_000_000_000_000_000n)
        if (mixed && block.count > 1) block.u32[17] = 4
        const bytes = encoded(block, counting)
        expect(Buffer.compare(bytes, encoded(block))).toBe(0)
        const back = new RowBlock(block.capacity)
        decodeBlock(bytes.buffer as ArrayBuffer, 0, bytes.length, '', back, found, ids, new ConstantWords())
        expect(back.count).toBe(block.count)
        expect(Buffer.compare(back.u8, block.u8)).toBe(0)
        expect(back.lines).toEqual(block.lines)
      }),
      { numRuns: 500 },
    )
    expect(columns).toBeGreaterThan(100)
  })

  it('are refused where they do not lie in what was given', () => {
    const rows = new Uint8Array(128)
    const room = new Uint32Array(32)
    const told = (...values: number[]): Int32Array => Int32Array.from(values)
    expect(() => native!.mergeRuns(told(0, 2, 0, 3), room, [rows])).toThrow('row 0 of 3 is wanted in 128 bytes')
    expect(() => native!.mergeRuns(told(0, 2, 2, 2), room, [rows])).toThrow('row 2 of 2 is wanted')
    expect(() => native!.mergeRuns(told(1, 2, 0, 2), room, [rows])).toThrow('2 rows are wanted at word 1 of 32')
    expect(() => native!.mergeRuns(told(0, 2, 0, -2), room, [rows])).toThrow('1 to 32 sources')
    const shape = new Uint32Array(35)
    shape[0] = 3
    expect(() => native!.encodeColumns(shape, rows, new Uint32Array(3), new Uint8Array(4_096))).toThrow('3 rows')
    shape[0] = 2
    expect(() => native!.encodeColumns(shape, rows, new Uint32Array(2), new Uint8Array(100))).toThrow('in 100 bytes')
  })
})
