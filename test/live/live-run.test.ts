import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { COMMAND, TEXT } from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { loadConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { memoryJournal } from '../../pipeline/journal/memory-journal.ts'
import { askControl, controlPath } from '../../pipeline/live/control.ts'
import { runLive } from '../../pipeline/live/live-run.ts'
import type { LiveResult } from '../../pipeline/live/live-run.ts'
import { Pace } from '../../pipeline/live/pace.ts'
import type { Told } from '../../pipeline/live/told.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import { TextReader } from '../../pipeline/recording/text-rows.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()
const root = mkdtempSync(join(tmpdir(), 'millrace-live-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const example = (): Promise<Config> =>
  loadConfig(new URL('../../pipeline/config/example.yaml', import.meta.url).pathname, { files: [btc.csv] })

interface Started {
  readonly result: Promise<LiveResult>
  readonly told: Told[]
  readonly stop: () => void
}

async function start(folder: string, speed: number | 'max', checkpointRows = 1_000): Promise<Started> {
  const config = await example()
  const recorder = await Recorder.open({
    journal: embeddedJournal(folder),
    config,
    graph: graph(config),
    checkpointRows,
  })
  const controller = new AbortController()
  const told: Told[] = []
  const result = runLive({
    config,
    recorder,
    pace: new Pace(speed),
    control: folder,
    signal: controller.signal,
    onTold: (one) => told.push(one),
  })
  return { result, told, stop: () => controller.abort() }
}

/** Asks until the engine has begun. */
async function ask(folder: string, request: object): Promise<Record<string, unknown>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await askControl(folder, request)
    } catch (error) {
      if (attempt > 300 || !/not begun|no engine/.test(String(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

const states = (said: Record<string, unknown>): string[] =>
  (said['portfolios'] as { state: string }[]).map(({ state }) => state)
const SLOW = 60

describe('a live run', () => {
  it('plays a feed to its end; its replay comes to the same hash', async () => {
    const folder = join(root, 'whole')
    const { result, told } = await start(folder, 'max')
    const { rows, hash, orders, fills, sequence } = await result
    expect(rows).toBe(3_927)
    expect(told.filter(({ kind }) => kind === 'fill')).toHaveLength(fills)
    expect(fills).toBeGreaterThan(50)
    expect(orders).toBeGreaterThan(50)
    const replayed = await replay(embeddedJournal(folder), { graph, engine: { frame: 'ragged', backend: 'reference' } })
    expect(replayed).toMatchObject({ hash, sequence: sequence + 2 })
  })

  it('that comes to its end while the disk takes nothing waits for it', async () => {
    const config = await example()
    const journal = memoryJournal()
    const recorder = await Recorder.open({ journal, config, graph: graph(config) })
    const { writer } = recorder
    let mended = (): void => undefined
    const mending = new Promise<void>((resolve) => (mended = resolve))
    const settled = writer.settled.bind(writer)
    let asked = (): void => undefined
    const atItsEnd = new Promise<void>((resolve) => (asked = resolve))
    writer.settled = async (sequence) => {
      asked()
      await mending
      await settled(sequence)
    }
    let over = false
    const { signal } = new AbortController()
    const result = runLive({ config, recorder, pace: new Pace('max'), signal }).finally(() => (over = true))
    await atItsEnd
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(over).toBe(false)
    mended()
    const { rows, hash } = await result
    expect(rows).toBe(3_927)
    expect((await replay(journal, { graph })).hash).toBe(hash)
  })

  it('is stopped, goes on where it was, and takes commands that are durable when they are answered', async () => {
    const folder = join(root, 'stopped')
    const first = await start(folder, SLOW)
    const halted = await ask(folder, { verb: 'halt', portfolio: 'bold', actor: 'jo', reason: 'feed looks wrong' })
    expect(states(halted)).toEqual(['active', 'halted', 'active'])
    expect((halted['journal'] as { durable: number }).durable).toBeGreaterThanOrEqual(halted['sequence'] as number)
    first.stop()
    const before = await first.result
    expect(before.rows).toBeLessThan(3_927)
    expect(before).toMatchObject({
      commands: 1,
      portfolios: [{ state: 'active' }, { state: 'halted', reason: 'COMMANDED' }, { state: 'active' }],
    })

    const second = await start(folder, SLOW)
    expect(states(await ask(folder, { verb: 'status' }))).toEqual(['active', 'halted', 'active'])
    await expect(ask(folder, { verb: 'halt', portfolio: 'none', actor: 'jo', reason: 'x' })).rejects.toThrow(
      'there is no portfolio "none", but cautious, bold,',
    )
    await expect(ask(folder, { verb: 'resume' })).rejects.toThrow('resume needs an actor')
    const resumed = await ask(folder, { verb: 'resume', portfolio: 'bold', actor: 'jo', reason: 'checked' })
    expect(states(resumed)).toEqual(['active', 'active', 'active'])
    second.stop()
    const { hash } = await second.result
    expect((await replay(embeddedJournal(folder), { graph })).hash).toBe(hash)

    const third = await start(folder, 'max')
    const last = await third.result
    expect((await replay(embeddedJournal(folder), { graph })).hash).toBe(last.hash)
    const texts: string[] = []
    const reader = new TextReader()
    for await (const { bytes, rows } of embeddedJournal(folder).read(1))
      for (let row = 0; row < rows; row++)
        if (bytes[row * 64] === TEXT) {
          const text = reader.take(bytes, row * 64)
          if (text?.of === 1) texts.push(Buffer.from(text.bytes).toString())
        }
    expect(texts).toEqual(['{"actor":"jo","reason":"feed looks wrong"}', '{"actor":"jo","reason":"checked"}'])
  })

  it('answers with the row of the command, also where a checkpoint follows it at once', async () => {
    const folder = join(root, 'checkpoints')
    const { result, stop } = await start(folder, SLOW, 1)
    const { sequence } = await ask(folder, { verb: 'reduce', actor: 'jo', reason: 'quiet' })
    stop()
    await result
    for await (const { bytes } of embeddedJournal(folder).read(sequence as number)) {
      expect(bytes[0]).toBe(COMMAND)
      break
    }
  })

  it('lives on when who asks it is gone before its answer', async () => {
    const folder = join(root, 'gone')
    const { result, stop } = await start(folder, SLOW)
    while (states(await ask(folder, { verb: 'status' })).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20))
    for (let times = 0; times < 20; times++) {
      const socket = createConnection(controlPath(folder))
      await once(socket, 'connect')
      // Closed with an answer unread, which the engine sees as a connection that was reset.
      socket.write('{"verb":"status"}\n'.repeat(50))
      if (times % 2 === 1) await once(socket, 'readable')
      socket.destroy()
    }
    expect(states(await ask(folder, { verb: 'status' }))).toEqual(['active', 'active', 'active'])
    stop()
    await result
  })

  it('has nobody to ask where no engine runs', async () => {
    await expect(askControl(join(root, 'none'), { verb: 'status' })).rejects.toThrow(/no engine runs on/)
  })
})
