import { join } from 'node:path'
import { of, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { verdicts } from '../../operators/risk/verdicts.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import { loadConfig } from '../../pipeline/config/load.ts'
import { chain } from '../../pipeline/engine/graph.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { ended } from '../../pipeline/explain/ended.ts'
import { explain } from '../../pipeline/explain/explain.ts'
import { indexOf } from '../../pipeline/explain/recording-index.ts'
import { whatIf } from '../../pipeline/explain/what-if.ts'
import { whyNot } from '../../pipeline/explain/why-not.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { snapshotFolder } from '../../pipeline/recording/journal-recording.ts'
import { openRecording } from '../../pipeline/recording/open.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { replayed } from '../../pipeline/recording/replayed.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()

/** Journals the example's BTC minutes, stopped and gone on with in the middle: each stop leaves a snapshot. */
async function journaled(): Promise<string> {
  const folder = join(btc.folder, 'journal')
  const config = await loadConfig(new URL('../../pipeline/config/example.yaml', import.meta.url).pathname, {
    files: [btc.csv],
  })
  const parts: Uint8Array[] = []
  let sources: string[] = []
  await ended(
    feed(config).pipe(
      tap(({ input, context }) => {
        sources = [...context.universe.sources.list]
        parts.push(input.memory.u8.slice(input.at(0), input.at(input.count)))
      }),
    ),
  )
  const bytes = new Uint8Array(Buffer.concat(parts))
  const rows = bytes.length / ROW_BYTES
  let from = 0
  for (const to of [900, 2_400, rows]) {
    const recorder = await Recorder.open({
      journal: embeddedJournal(folder),
      config,
      graph: chain(config),
      checkpointRows: 500,
      snapshots: snapshotFolder(folder),
    })
    recorder.begin(sources, 1_451_606_460_000_000_000n)
    recorder.take(bytes, from * ROW_BYTES, to - from)
    from = to
    await recorder.close()
  }
  return folder
}

/** The same rows, without states that were kept or times that can be looked up. */
function fromTheBeginning({ name, config, graph, frames, under }: Recording): Recording {
  return { name, config, graph, frames, under }
}

describe('a journal', () => {
  it('is explained from its snapshots as from its first row', async () => {
    const recording = await openRecording(await journaled())
    const slow = fromTheBeginning(recording)
    const all: VerdictEvent[] = []
    await ended(
      replayed(recording).pipe(
        tap((outcome) =>
          of(outcome)
            .pipe(verdicts())
            .subscribe((one) => all.push(one)),
        ),
      ),
    )
    const late = all.filter(({ sequence }) => sequence > 2_600)
    const wanted = ['refused', 'approved', 'in-band'].map((kind) =>
      late.findLast(({ verdict, decisionId }) => verdict === kind && decisionId !== null)!,
    )
    expect(recording.nearest!(wanted[0].sequence)).toBeGreaterThan(2_000)
    for (const { decisionId } of wanted) {
      const question = { decision: decisionId! }
      expect(await explain(recording, question)).toEqual(await explain(slow, question))
    }
    const index = await indexOf(recording)
    for (const time of ['2016-01-01T06:00:00Z', '2016-01-03T17:31:30Z']) {
      const question = { instrument: 'BTC-USD', at: Date.parse(time) * 1000 }
      const told = await explain(slow, question)
      expect(await explain(recording, question)).toEqual(told)
      expect(await explain(recording, question, { index })).toEqual(told)
    }
    expect(await whyNot(recording)).toEqual(await whyNot(slow))
    const { participation } = recording.config.venue
    const sim = await whatIf(recording, { set: [`venue.participation=${participation}`], mode: 'sim' })
    expect(sim).toMatchObject({ modelError: { recordedVenue: 'simulated', asRecorded: true, orders: 0, fills: 0 } })
    const to = Date.parse('2016-01-02T12:00:00Z') * 1000
    const part = await whatIf(recording, { set: [`venue.participation=${participation}`], mode: 'sim', to })
    expect(part).toMatchObject({ modelError: { asRecorded: true } })
    expect(recording.under({ ...recording.config, hash: 'another' }).agrees).toBeUndefined()
    const gate = await whatIf(recording, { set: ['limits.priceCollar=0.5'], mode: 'gate' })
    expect(gate).toMatchObject({ different: 0, differences: [] })
  }, 120_000)
})
