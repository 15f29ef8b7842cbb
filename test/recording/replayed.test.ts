import { firstValueFrom, lastValueFrom, map, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { listening } from '../../pipeline/explain/listening-kernel.ts'
import { recordingOf } from '../../pipeline/recording/reference.ts'
import { replayed } from '../../pipeline/recording/replayed.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()

describe('a recording run again', () => {
  it('has one hash, whoever listens and wherever its frames end', async () => {
    const config = await parseConfig('', { files: [btc.csv] })
    const { hash } = await run(feed(config).pipe(graph(config)))
    const recording = recordingOf('btc', config)
    const heard: number[] = []
    let intents = 0
    const rows = Array.from({ length: 400 }, (_, at) => 7 + at * 9)
    const kernel = listening({
      rows,
      probe: { judged: () => intents++ },
      before: (_image, frame, row) => heard.push(frame.input.firstSequence + row),
    })
    const again = await run(replayed(recording, { kernel, ends: [1, 2, 700, 3_000] }))
    expect(heard).toEqual(rows)
    expect(intents).toBeGreaterThan(5)
    expect(again.hash).toBe(hash)
    expect((await run(replayed(recording))).hash).toBe(hash)
  })

  it('ends frames, and itself, where asked', async () => {
    const recording = recordingOf('btc', await parseConfig('', { files: [btc.csv] }))
    const spans = await firstValueFrom(
      replayed(recording, { frame: 64, ends: [3, 64, 70], to: 100 }).pipe(
        map(({ frame }) => [frame.firstSequence, frame.firstSequence + frame.rowCount - 1]),
        toArray(),
      ),
    )
    expect(spans).toEqual([[1, 3], [4, 64], [65, 70], [71, 100]]) // prettier-ignore
    const last = await lastValueFrom(replayed(recording, { to: 101 }))
    expect(last.image.control.sequence(0)).toBe(101n)
  })
})
