import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../kernels/kernel.ts'
import { KIND_NAMES, LAYOUT_HASH } from '../../model/layout.generated.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { beginning, play, sideOf } from './vectors.ts'
import type { Vectors } from './vectors.ts'

const text = readFileSync(new URL('../../kernels/vectors/desk.json', import.meta.url), 'utf8')
const { layoutHash, worlds } = JSON.parse(text) as Vectors
const kindsOf = (rows: readonly string[]): string[] =>
  rows.map((row) => KIND_NAMES[Number.parseInt(row.slice(0, 2), 16)])

describe('the vectors of the desk', () => {
  it('are for this layout, and small', () => {
    expect(layoutHash).toBe(LAYOUT_HASH.toString(16).padStart(16, '0'))
    expect(text.length).toBeLessThan(300_000)
    expect(worlds.map(({ name }) => name)).toEqual(['quotes', 'bars', 'external'])
  })

  it('have every kind of row that the desk reads and says', () => {
    const frames = worlds.flatMap((world) => world.frames)
    const said = new Set(kindsOf(frames.flatMap(({ outcome }) => outcome)))
    const read = new Set(
      kindsOf(frames.flatMap(({ input, evaluations, decisions }) => [...input, ...evaluations, ...decisions])),
    )
    expect([...said].sort()).toEqual(['ALERT', 'CHECK', 'EQUITY', 'FILL', 'ORDER', 'POSITION', 'VERDICT'])
    expect([...read].sort()).toEqual(
      'ADJUST BAR CLOCK COMMAND DECISION EVALUATION PARAMETER QUOTE RATE REPORT TRADE'.split(' '),
    )
    expect(frames.flatMap(({ input }) => input).length).toBeGreaterThan(400)
  })

  for (const backend of BACKENDS as readonly Backend[]) {
    it.each(worlds)(`are what the ${backend} desk makes of $name`, ({ name, frames, ...begun }) => {
      const side = sideOf(name, backend)
      expect(beginning(side)).toEqual(begun)
      for (const frame of frames) expect(play(side, backend, frame)).toEqual(frame)
      side.release()
    })
  }
})
