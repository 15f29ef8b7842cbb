import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import { COMMAND, FLAG_LAST, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { stage } from '../../operators/stage.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { loadConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { memoryJournal } from '../../pipeline/journal/memory-journal.ts'
import type { Journal } from '../../pipeline/journal/port.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import type { RecorderOptions } from '../../pipeline/recording/recorder.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import { tamper } from '../../pipeline/recording/tamper.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()
const example = (): Promise<Config> =>
  loadConfig(new URL('../../pipeline/config/example.yaml', import.meta.url).pathname, { files: [btc.csv] })

/** The rows of the configuration's files, and the names of its feeds. */
async function rowsOf(config: Config): Promise<{ bytes: Uint8Array; rows: number; sources: string[] }> {
  const parts: Uint8Array[] = []
  let sources: string[] = []
  await new Promise<void>((resolve, reject) => {
    feed(config).subscribe({
      next({ input, context }) {
        sources = [...context.universe.sources.list]
        parts.push(input.memory.u8.slice(input.at(0), input.at(input.count)))
      },
      error: reject,
      complete: resolve,
    })
  })
  const bytes = new Uint8Array(Buffer.concat(parts))
  return { bytes, rows: bytes.length / ROW_BYTES, sources }
}

const START = 1_451_606_460_000_000_000n
const opened = (journal: Journal, config: Config, more: Partial<RecorderOptions> = {}): Promise<Recorder> =>
  Recorder.open({ journal, config, graph: graph(config), checkpointRows: 500, ...more })

/** Takes rows [from, to) in pieces of varying size. */
function takeRows(recorder: Recorder, bytes: Uint8Array, from: number, to: number): void {
  for (let at = from, size = 1; at < to; at += size, size = (size * 7 + 3) % 97 || 1) {
    size = Math.min(size, to - at)
    recorder.take(bytes, at * ROW_BYTES, size)
  }
}

function haltRow(nanos: bigint): Uint8Array {
  const row = new Uint8Array(ROW_BYTES)
  const view = new DataView(row.buffer)
  view.setUint8(0, COMMAND)
  view.setUint8(1, FLAG_LAST)
  view.setUint16(2, 0xffff, true)
  view.setBigInt64(8, nanos, true)
  view.setUint32(20, 1, true)
  return row
}

/** Records the example, stopped and opened again before each of the rows in `stops`. */
async function recorded(config: Config, stops: readonly number[] = []): Promise<{ journal: Journal; hash: string }> {
  const journal = memoryJournal()
  const { bytes, rows, sources } = await rowsOf(config)
  let from = 0
  let hash = ''
  for (const to of [...stops, rows]) {
    const recorder = await opened(journal, config)
    expect(recorder.recovered.feedRows).toBe(from)
    recorder.begin(sources, START)
    takeRows(recorder, bytes, from, to)
    from = to
    hash = (await recorder.close())!
  }
  return { journal, hash }
}

describe('a recording', () => {
  it('is run again with one hash at every cut and on every backend', async () => {
    const config = await example()
    const { journal, hash } = await recorded(config)
    for (const frame of [1, 7, 64, 1_024, 'ragged'] as const) {
      for (const backend of ['reference', 'wasm'] as const) {
        const replayed = await replay(journal, { graph, engine: { frame, backend } })
        expect(replayed).toMatchObject({ hash, checkpoints: 8 })
        expect(replayed.divergence).toBeUndefined()
      }
    }
  })

  it('has room for the rows of its checkpoint whenever it takes rows', async () => {
    const recorder = await opened(memoryJournal(), await example(), { checkpointRows: 1 })
    const { writer } = recorder
    const asked: number[] = []
    writer.room = () => 66
    writer.roomFor = (rows) => Promise.resolve(void asked.push(rows))
    expect(recorder.room()).toBe(64)
    await recorder.roomFor(65)
    expect(asked).toEqual([67])
    await recorder.close()
  })

  it('puts its checkpoint off while there is no room for it, and is run again all the same', async () => {
    const config = await example()
    const journal = memoryJournal()
    const { bytes, rows, sources } = await rowsOf(config)
    const recorder = await opened(journal, config)
    const { writer } = recorder
    const room = writer.room.bind(writer)
    recorder.begin(sources, START)
    takeRows(recorder, bytes, 0, 400)
    writer.room = () => 1
    takeRows(recorder, bytes, 400, 2_900)
    writer.room = room
    takeRows(recorder, bytes, 2_900, rows)
    const hash = await recorder.close()
    const replayed = await replay(journal, { graph })
    // At the first rows with room again, 500 rows behind them, and at the end.
    expect(replayed).toMatchObject({ hash, checkpoints: 3 })
    expect(replayed.divergence).toBeUndefined()
  })

  it('goes on after a stop as if there had been none', async () => {
    const config = await example()
    const { journal, hash } = await recorded(config, [1, 2, 777, 2_000])
    const { bytes, rows } = await rowsOf(config)
    const replayed = await replay(journal, { graph })
    // Every 500 rows of each run, at each end, and where each run but the first begins.
    expect(replayed).toMatchObject({ hash, checkpoints: 0 + 0 + 1 + 2 + 3 + 5 + 4 })
    // The rows of the feed stand in the journal, each once and in order.
    const found: Uint8Array[] = []
    for await (const frame of journal.read(1))
      for (let row = 0; row < frame.rows; row++)
        if (frame.bytes[row * ROW_BYTES] <= 6) found.push(frame.bytes.slice(row * ROW_BYTES, (row + 1) * ROW_BYTES))
    expect(found).toHaveLength(rows)
    expect(Buffer.concat(found).equals(bytes)).toBe(true)
  })

  it('goes on from its newest snapshot, and from an older one where that is damaged', async () => {
    const config = await example()
    const journal = memoryJournal()
    const snapshots = join(btc.folder, 'snapshots')
    const { bytes, rows, sources } = await rowsOf(config)
    let from = 0
    const stepped: number[] = []
    for (const to of [777, 2_000, 2_600, rows]) {
      if (to === rows) {
        const [newest] = readdirSync(snapshots).sort().reverse()
        const content = readFileSync(join(snapshots, newest))
        content[content.length >> 1] ^= 1
        writeFileSync(join(snapshots, newest), content)
      }
      const recorder = await opened(journal, config, { snapshots })
      expect(recorder.recovered.feedRows).toBe(from)
      expect(recorder.recovered.passedOver.map(({ fault }) => fault)).toEqual(to === rows ? ['SNAPSHOT_ALTERED'] : [])
      stepped.push(recorder.recovered.stepped)
      recorder.begin(sources, START)
      takeRows(recorder, bytes, from, to)
      from = to
      const hash = await recorder.close()
      expect(await replay(journal, { graph })).toMatchObject({ hash })
    }
    // Each run ends with a snapshot: two rows of its checkpoint follow. The last goes on from one before the damaged.
    expect(stepped.slice(0, 3)).toEqual([0, 2, 2])
    expect(stepped[3]).toBeGreaterThan(2)
    expect(stepped[3]).toBeLessThan(700)
  })

  it('goes on where the journal lost what stood behind its newest snapshot', async () => {
    const config = await example()
    const { bytes, rows, sources } = await rowsOf(config)
    const snapshots = join(btc.folder, 'snapshots-ahead')
    const whole = memoryJournal('one')
    const first = await opened(whole, config, { snapshots })
    first.begin(sources, START)
    takeRows(first, bytes, 0, 800)
    await first.close()
    // The newest one stands before the last checkpoint, which is two rows: they go, or it with some rows before.
    const { last } = await whole.extent()
    for (const lost of [1, 2, 30]) {
      const journal = memoryJournal('one')
      const copy = await journal.writer()
      for await (const { firstSequence, bytes: some, rows: count } of whole.read(1)) {
        const left = Math.min(count, last - lost - firstSequence + 1)
        if (left > 0) copy.append(firstSequence, some, 0, left)
      }
      await copy.close()
      const folder = `${snapshots}-${lost}`
      cpSync(snapshots, folder, { recursive: true })
      const ahead: string[][] = []
      // Two are killed before they have noted anything.
      for (const to of [830, 900, rows]) {
        const recorder = await opened(journal, config, { snapshots: folder, takeOver: true })
        ahead.push(recorder.recovered.passedOver.map(({ fault }) => fault))
        recorder.begin(sources, START)
        takeRows(recorder, bytes, recorder.recovered.feedRows, to)
        if (to === rows) expect(await replay(journal, { graph })).toMatchObject({ hash: await recorder.close() })
      }
      expect(ahead).toEqual([['SNAPSHOT_AHEAD'], [], []])
    }
  })

  it('goes on without snapshots where a stage can’t be kept in one, and says so', async () => {
    const config = await example()
    const { bytes, sources } = await rowsOf(config)
    const mine = stage({ name: 'mine', version: '1', parameters: {}, open: () => ({ step: () => 0, state: () => 0 }) })
    const own = (frames: Observable<Frame>): Observable<Outcome> => graph(config)(frames.pipe(mine))
    const snapshots = join(btc.folder, 'snapshots-none')
    const recorder = await opened(memoryJournal(), config, { snapshots, graph: own })
    recorder.begin(sources, START)
    takeRows(recorder, bytes, 0, 1_200)
    await recorder.close()
    expect(readdirSync(snapshots)).toEqual([])
  })

  it('does not deliver again what recorded rows led to', async () => {
    const config = await example()
    const { bytes, rows, sources } = await rowsOf(config)
    const journal = memoryJournal()
    const delivered: number[] = []
    for (const [from, to] of [
      [0, 1_000],
      [1_000, rows],
    ]) {
      const recorder = await opened(journal, config)
      recorder.deliver(({ frame }) => delivered.push(frame.firstSequence))
      recorder.begin(sources, START)
      takeRows(recorder, bytes, from, to)
      await recorder.close()
    }
    expect(delivered).toEqual([...new Set(delivered)].sort((a, b) => a - b))
    expect(delivered.at(-1)).toBe((await journal.extent()).last - 1)
  })

  it('names the interval where a row was changed', async () => {
    const config = await example()
    const { journal } = await recorded(config)
    const { divergence } = await replay(tamper(journal, 1_300), { graph })
    expect(divergence!.agreed).toBeLessThan(1_300)
    expect(divergence!.sequence).toBeGreaterThanOrEqual(1_300)
    expect(divergence!.sequence - divergence!.agreed).toBeLessThan(600)
    expect(divergence!.differences.join()).toContain('tape input: recorded')
  })

  it('is not gone on with under another configuration, graph or set of feeds', async () => {
    const config = await example()
    const { journal } = await recorded(config)
    const other = { ...config, hash: '0123456789abcdef' }
    await expect(opened(journal, other)).rejects.toThrow(
      `RECORDING_CONFIG: recorded with configuration ${config.hash}, this is 0123456789abcdef`,
    )
    const own = stage({
      name: 'own',
      version: '2',
      parameters: {},
      open: () => ({ step: () => undefined, state: () => ({}) }),
    })
    await expect(opened(journal, config, { graph: (source) => source.pipe(own, graph(config)) })).rejects.toThrow(
      'RECORDING_STAGES: stage 1 was {"name":"bars"',
    )
    const recorder = await opened(journal, config)
    expect(() => recorder.begin(['another'], START)).toThrow(
      'RECORDING_SOURCES: the feeds were btc-usd.csv, now they are another',
    )
    await recorder.close()
  })

  it('replays up to a row or an instant, commands and all', async () => {
    const config = await example()
    const journal = memoryJournal()
    const { bytes, sources } = await rowsOf(config)
    const recorder = await opened(journal, config)
    recorder.begin(sources, START)
    takeRows(recorder, bytes, 0, 900)
    recorder.take(haltRow(recorder.nanos), 0, 1)
    const halted = recorder.sequence
    expect(recorder.image!.scope.state(0)).toBe(2)
    takeRows(recorder, bytes, 900, 1_000)
    await recorder.close()
    const states = async (sequence: number): Promise<number> => {
      let state = -1
      await replay(journal, {
        graph,
        to: { sequence },
        onOutcome: ({ image }) => {
          state = image.scope.state(0)
        },
      })
      return state
    }
    expect([await states(halted - 1), await states(halted)]).toEqual([0, 2])
    const { nanos, sequence } = await replay(journal, { graph, to: { nanos: START + 60_000_000_000n } })
    expect(nanos).toBeLessThanOrEqual(START + 60_000_000_000n)
    expect(sequence).toBeLessThan(halted)
  })
})
