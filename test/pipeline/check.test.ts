import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { map, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import impure from '../../bench/graphs/impure.ts'
import type { Frame } from '../../kernels/frame.ts'
import type { AnyEvaluator } from '../../operators/evaluation/evaluate.ts'
import { DECISION_TARGET_PPM } from '../../model/layout.generated.ts'
import {
  bars,
  decision,
  desk,
  evaluate,
  evaluator,
  execution,
  portfolio,
  risk,
  signal,
  sizing,
} from '../../pipeline/index.ts'
import { compareCuts, compareRuns, CUTS } from '../../pipeline/check/cuts.ts'
import type { Cut } from '../../pipeline/check/cuts.ts'
import { flipBit } from '../../pipeline/check/flip-bit.ts'
import { GraphFileError, loadGraph } from '../../pipeline/check/graph-file.ts'
import type { GraphFile } from '../../pipeline/check/graph-file.ts'
import { goesOn } from '../../pipeline/check/goes-on.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { evaluatorsOf } from '../../pipeline/engine/evaluators.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { btcFolder } from './btc.ts'

const btc = btcFolder()
const prices = () => parseConfig('', { files: [btc.csv] })
const at = (config: Config, frame: Cut): Config => ({ ...config, engine: { ...config.engine, frame } })
const opened = (config: Config, made: GraphFile) => (cut: Cut) => feed(at(config, cut)).pipe(made(at(config, cut)))

/** The standard graph with something done to the frames on their way to the desk. */
const meddled =
  (meddle: (frame: Frame) => void): GraphFile =>
  (config) =>
  (source) =>
    source.pipe(
      bars(...config.bars),
      evaluate(...evaluatorsOf(config)),
      signal(config.signal),
      decision(config.decision),
      tap(meddle),
      desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)]),
    )

describe('a graph at several cuts', () => {
  it('passes when it is pure, with the hash that a run prints', async () => {
    const config = await prices()
    const results = await compareCuts(opened(config, graph))
    const { hash } = await run(feed(config).pipe(graph(config)))
    expect(results.map(({ cut, equal, rows, hash: found }) => ({ cut, equal, rows, found }))).toEqual(
      CUTS.map((cut) => ({ cut, equal: true, rows: 3927, found: hash })),
    )
    expect(results.map(({ frames }) => frames).slice(0, 4)).toEqual([3927, 561, 62, 4])
  })

  it('names the first row and stage at which the shipped impure graph shows itself', async () => {
    const results = await compareCuts(opened(await prices(), impure))
    expect(results.map(({ equal }) => equal)).toEqual([true, false, false, false, false])
    const { difference } = results[1]
    // The first bar of 15 minutes is made by row 15; seven rows a frame make another count of frames there.
    expect(difference?.tape).toBe('evaluations')
    expect(difference?.expected).toMatch(/^EVALUATION BTC-USD 2016-01-01T00:\d\d:00Z .*rating/)
    expect(difference?.found).toMatch(/^EVALUATION BTC-USD/)
    expect(difference?.found).not.toBe(difference?.expected)
  })

  it('names a row far behind the first block, and its stage', async () => {
    const config = await prices()
    let planted = 0
    const late = meddled((frame) => {
      if (frame.firstSequence < 3_000) return
      for (let row = 0; row < frame.decisions.count && frame.rowCount > 1 && planted === 0; row++) {
        planted = frame.firstSequence + frame.decisions.position(row)
        frame.context.memory.f64[(frame.decisions.at(row) >> 3) + DECISION_TARGET_PPM] += 1
      }
    })
    const fresh: GraphFile = (own) => {
      planted = 0
      return late(own)
    }
    const [, result] = await compareCuts(opened(config, fresh), [1, 64])
    expect(planted).toBeGreaterThan(3_000)
    expect(result).toMatchObject({ equal: false, difference: { tape: 'decisions', sequence: planted } })
  })

  it('sees a state that differs where no row does', async () => {
    const config = await prices()
    const counting: GraphFile = (own) => (source) => {
      let frames = 0
      return source.pipe(
        tap(({ context }) => {
          if (frames++ > 0) return
          context.stages.push({ name: 'counter', version: '1', parameters: {}, state: () => ({ frames }) })
        }),
        graph(own),
      )
    }
    const [, result] = await compareCuts(opened(config, counting), [7, 64])
    expect(result.equal).toBe(false)
    expect(result).not.toHaveProperty('difference')
    expect(new Set(result.states).size).toBe(2)
  })

  it('says so when the graph fails, at one cut or at all', async () => {
    const config = await prices()
    const failing =
      (when: (frame: Frame) => boolean): GraphFile =>
      (own) =>
      (source) =>
        source.pipe(
          map((frame) => {
            if (when(frame)) throw new Error('planted')
            return frame
          }),
          graph(own),
        )
    const always = await compareCuts(
      opened(
        config,
        failing(() => true),
      ),
    )
    expect(always).toMatchObject([{ cut: 1, equal: false, error: 'planted' }])
    const some = await compareCuts(
      opened(
        config,
        failing(({ firstSequence, rowCount }) => rowCount > 1 && firstSequence > 2_000),
      ),
      [1, 64],
    )
    expect(some[1]).toMatchObject({ equal: false, error: 'planted', difference: { tape: 'input', found: undefined } })
  })
})

describe('a flipped bit', () => {
  const flipped = async (row: number, bit?: number, frame: Cut = 64) => {
    const config = at(await prices(), frame)
    return compareRuns(
      () => feed(config).pipe(graph(config)),
      () => feed(config).pipe(flipBit(row, bit), graph(config)),
      frame,
    )
  }

  it.each([1, 65, 1024, 1025, 3927])('of row %i changes the hash, and the row is named', async (row) => {
    const result = await flipped(row)
    expect(result).toMatchObject({ equal: false, difference: { tape: 'input', sequence: row } })
    expect(result.hash).not.toBe((await compareCuts(opened(await prices(), graph), [64]))[0].hash)
  })

  it('that the desk can not take ends the graph at its row', async () => {
    // The lowest bit of a mantissa: a price that is no whole number of units.
    const result = await flipped(1_500, 6 * 64, 1)
    expect(result).toMatchObject({ equal: false, difference: { tape: 'input', sequence: 1_500 } })
  })

  it('of a row that is not there changes nothing', async () => {
    expect((await flipped(4_000)).equal).toBe(true)
  })

  it('is refused where there is no such row or bit', () => {
    expect(() => flipBit(0)).toThrow('rows are counted from 1, was 0')
    expect(() => flipBit(1, 512)).toThrow('a row has bits 0 to 511, was 512')
  })
})

describe('a graph file', () => {
  it('is a module whose default export is a function', async () => {
    const path = join(btc.folder, 'own.mjs')
    await writeFile(path, 'export default () => (source) => source\n')
    expect(await loadGraph(path)).toBeTypeOf('function')
    await writeFile(join(btc.folder, 'number.mjs'), 'export default 7\n')
    await writeFile(join(btc.folder, 'broken.mjs'), 'export default (\n')
    await expect(loadGraph(join(btc.folder, 'number.mjs'))).rejects.toThrow(
      'must be (config) => OperatorFunction<Frame, Outcome>, was number',
    )
    await expect(loadGraph(join(btc.folder, 'broken.mjs'))).rejects.toThrow(GraphFileError)
    await expect(loadGraph(join(btc.folder, 'none.mjs'))).rejects.toThrow('none.mjs: there is no such file')
  })
})

/** The standard graph with an evaluator of the user's. */
const withOwn =
  (own: () => AnyEvaluator): GraphFile =>
  (config) =>
  (source) =>
    source.pipe(
      bars(...config.bars),
      evaluate(own()),
      signal(config.signal),
      decision(config.decision),
      desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)]),
    )

describe('a graph that is ended and goes on from a snapshot', () => {
  it('passes when it says all it knows, with dividends between its rows', async () => {
    const events = join(btc.folder, 'dividends.csv')
    await writeFile(events, 'time,instrument,event,amount\n2016-01-02T06:30:00Z,BTC-USD,dividend,1.25\n')
    const config = await parseConfig('', { files: [btc.csv], events: [events] })
    const { result, unkept } = await goesOn(config, graph, 3_927)
    const { hash } = await run(feed(config).pipe(graph(config)))
    expect([unkept, result.equal, result.hash]).toEqual([undefined, true, hash])
  })

  it('shows the first row that comes out otherwise when it knows something it does not say', async () => {
    const secret = withOwn(() => {
      let seen = 0
      const next = (_state: object, _bar: unknown, emit: (...values: number[]) => void): void => {
        seen++
        emit(1 + (seen % 400) / 100, 0.9, 3.6e9)
      }
      return evaluator({ name: 'secret', version: '1', reads: '15m', warmUp: 0, state: () => ({}), next })
    })
    const { result, unkept } = await goesOn(await prices(), secret, 3_927)
    expect([unkept, result.equal]).toEqual([undefined, false])
    expect(result.difference?.tape).toBe('evaluations')
    expect(result.difference?.sequence).toBeGreaterThan(3_927 / 6)
    expect(result.difference?.sequence).toBeLessThan(3_927 / 6 + 16)
    expect(result.difference?.found).toContain('rating 1.01')
  })

  it('is told from one that keeps no snapshot', async () => {
    const next = (_state: object, _bar: unknown, emit: (...values: number[]) => void): void => emit(4, 0.9, 3.6e9)
    const dated = withOwn(() =>
      evaluator({ name: 'dated', version: '1', reads: '15m', warmUp: 0, state: () => ({ at: new Date(0) }), next }),
    )
    const { unkept } = await goesOn(await prices(), dated, 3_927)
    expect(unkept).toBe(
      "state of evaluate.evaluators[0].states[0].at: a Date is no plain data, so that it can't be kept in a snapshot",
    )
  })
})
