import { appendFile, copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { withEvents } from '../../pipeline/engine/with-events.ts'
import { RecordingError } from '../../pipeline/recording/errors.ts'
import { referenceRecording, sourcesOf, writeReference } from '../../pipeline/recording/reference.ts'
import type { ReferenceRecording } from '../../pipeline/recording/reference.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()

/** Records a back-test of the BTC minutes, copied into a folder of their own. */
async function recorded(name: string): Promise<{ folder: string; file: string; hash: string; rows: number }> {
  const folder = join(btc.folder, name)
  await mkdir(folder)
  await copyFile(btc.csv, join(folder, 'btc-usd.csv'))
  const config = await parseConfig('limits: { orderRate: { count: 3, per: 1h } }', {
    files: [join(folder, 'btc-usd.csv')],
  })
  const sources = await sourcesOf(config)
  const result = await run(feed(config).pipe(graph(config)))
  const file = join(folder, 'run.json')
  const rows = result.parts.collector.events
  await writeReference(file, config, sources, { rows, hash: result.hash })
  return { folder, file, hash: result.hash, rows }
}

const again = ({ frames, config, graph: stages }: ReferenceRecording, cut: number | 'ragged') =>
  run(frames({ frame: cut }).pipe(withEvents(config, stages)))

describe('a back-test by reference', () => {
  it('is small, and gives the recorded hash again, however it is cut and wherever it lies', async () => {
    const { folder, file, hash, rows } = await recorded('moved')
    expect((await stat(file)).size).toBeLessThan(150_000)
    const elsewhere = join(btc.folder, 'elsewhere')
    await rename(folder, elsewhere)
    const recording = await referenceRecording(join(elsewhere, 'run.json'))
    expect({ hash: recording.hash, rows: recording.rows }).toEqual({ hash, rows })
    expect(recording.config.limits.orderRate?.perNanos).toBe(3_600_000_000_000n)
    for (const cut of [64, 'ragged'] as const) expect((await again(recording, cut)).hash).toBe(hash)
  })

  it('gives rows up to the one asked for', async () => {
    const { file } = await recorded('part')
    const recording = await referenceRecording(file)
    const result = await run(recording.frames({ frame: 64, to: 1_000 }).pipe(recording.graph))
    expect(result.parts.collector.events).toBe(1_000)
  })

  it('refuses by name what is not as it was', async () => {
    const { folder, file } = await recorded('altered')
    const fault = async (): Promise<string> => {
      const error: unknown = await referenceRecording(file).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(RecordingError)
      return (error as RecordingError).fault
    }
    const text = await readFile(file, 'utf8')
    const altered = async (from: RegExp, to: string): Promise<string> => {
      expect(text).toMatch(from)
      await writeFile(file, text.replace(from, to))
      return fault()
    }
    expect(await altered(/"engine": "[\d.]+"/, '"engine": "0.0.9"')).toBe('RECORDING_ENGINE')
    expect(await altered(/"layout": "\w/, '"layout": "x')).toBe('RECORDING_LAYOUT')
    expect(await altered(/"reader": \d+/, '"reader": 999')).toBe('RECORDING_READER')
    expect(await altered(/"count": 3/, '"count": 4')).toBe('RECORDING_CONFIG')
    expect(await altered(/millrace-reference/, 'something-else')).toBe('RECORDING_UNREADABLE')
    expect(await altered(/^\{/, '')).toBe('RECORDING_UNREADABLE')
    await writeFile(file, text)
    await appendFile(join(folder, 'btc-usd.csv'), '\n')
    expect(await fault()).toBe('RECORDING_FILE')
    await expect(referenceRecording(file)).rejects.toThrow(/btc-usd\.csv has changed: \d+ bytes/)
    await rename(join(folder, 'btc-usd.csv'), join(folder, 'other.csv'))
    expect(await fault()).toBe('RECORDING_FILE')
  })

  it('names a file that was added to a recorded folder', async () => {
    const folder = join(btc.folder, 'days')
    await mkdir(folder)
    await copyFile(btc.csv, join(folder, 'btc-usd-2016-01-01.csv'))
    const config = await parseConfig('', { files: [folder] })
    const file = join(btc.folder, 'days.json')
    await writeReference(file, config, await sourcesOf(config), { rows: 0, hash: '' })
    expect((await referenceRecording(file)).config.hash).toBe(config.hash)
    await copyFile(btc.csv, join(folder, 'btc-usd-2016-01-02.csv'))
    await expect(referenceRecording(file)).rejects.toThrow(/btc-usd-2016-01-02\.csv was not among the 1 files/)
  })
})
