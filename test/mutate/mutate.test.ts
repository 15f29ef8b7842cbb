import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { CHECKS } from '../../model/reasons.generated.ts'
import { edited, placeOf } from './mutation.ts'
import type { Edit, Mutation } from './mutation.ts'
import { summary, table } from './print.ts'
import { faultsOf, MUTATIONS } from './table.ts'
import { plantedIn, tryOut } from './trial.ts'
import type { Trial } from './trial.ts'
import { witness } from './witness.ts'
import { BuildError, Workshop } from './workshop.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const GATE = 'wasm/gate.ts'
const RESTRICTED = 'if (position.restricted == 1)'
const mutation = (edit: Edit): Mutation => ({ subject: 'RESTRICTED', what: 'tried', edits: { wasm: edit } })

describe('the table of mutations', () => {
  it('is true of the sources: each text stands there once, and each check is bent in each language', () => {
    expect(faultsOf(root)).toEqual([])
  })
  it('tells a text that is gone, one that is there twice, a check that is not bent, and a name used twice', () => {
    const gone = mutation({ file: GATE, find: 'no such text', put: '' })
    const twice = mutation({ file: GATE, find: 'return', put: '' })
    expect(faultsOf(root, [...MUTATIONS, gone, twice])).toEqual([
      'RESTRICTED: tried: wasm/gate.ts does not hold this exactly once: no such text',
      'RESTRICTED: tried: wasm/gate.ts does not hold this exactly once: return',
      'RESTRICTED: tried: stands there twice',
    ])
    expect(faultsOf(root, [])).toHaveLength(3 * CHECKS.length)
  })
  it('changes one place only', () => {
    const edit = { file: GATE, find: 'b', put: 'x' }
    expect(edited('a b c', edit)).toBe('a x c')
    expect(edited('a b b', edit)).toBeUndefined()
    expect(edited('a c', edit)).toBeUndefined()
    expect(edited('a b', { ...edit, put: 'b' })).toBeUndefined()
    expect(placeOf(root, { file: GATE, find: RESTRICTED, put: '' })).toMatch(/^wasm\/gate\.ts:\d+$/)
  })
})

describe('a mutation', () => {
  const workshop = new Workshop(root)
  afterAll(() => workshop.close())
  const tried = async (find: string, put: string): Promise<Trial> => {
    const [planted] = plantedIn(root, 'wasm', [mutation({ file: GATE, find, put })])
    return await tryOut(workshop, planted, async (suspect) => await witness({ ...suspect, rows: 500 }))
  }
  it('is noticed', async () => {
    const { noticed, detail } = await tried(RESTRICTED, 'if (false)')
    expect(noticed).toMatch(/^reach/)
    expect(detail).toMatch(/^RESTRICTED, /)
  }, 60_000)
  it('that changes nothing survives, and the summary says so', async () => {
    const trial = await tried(RESTRICTED, 'if (1 == position.restricted)')
    expect(trial).toMatchObject({ detail: 'nobody noticed', mutation: 'RESTRICTED: tried' })
    expect(table([trial])).toMatch(/^RESTRICTED: tried {2}wasm {6}wasm\/gate\.ts:\d+ +SURVIVED +[\d.]+$/m)
    expect(summary([trial])).toMatch(/\n1 mutations, 0 noticed, 1 survived$/)
  }, 60_000)
  it('of the reference is looked for by its tests, which run over a copy of the sources', async () => {
    const backends = ['test/kernels/executions.test.ts', 'test/kernels/reports.test.ts', 'test/kernels/splits.test.ts']
    expect(await workshop.test(backends)).toBeUndefined()
  }, 120_000)
  it('that does not compile is told', async () => {
    const edit = { file: GATE, find: RESTRICTED, put: 'if (' }
    await expect(workshop.build('wasm', edit)).rejects.toThrow(BuildError)
    await expect(workshop.build('wasm', { ...edit, find: 'no such text' })).rejects.toThrow(
      /exactly once: no such text/,
    )
  }, 60_000)
})
