/** The engine under test, its own process: records and runs what its order says, and tells the harness what it does. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exit } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../pipeline/config/config.ts'
import { fromExactJson } from '../../pipeline/exact-json.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { runLive } from '../../pipeline/live/live-run.ts'
import { Pace } from '../../pipeline/live/pace.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { addressOf } from '../../pipeline/venue/address.ts'
import { externalConfig } from '../../pipeline/venue/exchange-config.ts'
import { VenueLink } from '../../pipeline/venue/venue-link.ts'
import type { LinkRun } from '../../pipeline/venue/venue-link.ts'
import graph from './graph.ts'
import { ownSwitchboard, say } from './switchboard.ts'
import type { Switchboard } from './switchboard.ts'
import { watch } from './watch.ts'

const RECONCILE_MILLIS = 100

try {
  say({ kind: 'ended', hash: await run(ownSwitchboard()) })
} catch (error) {
  say({ kind: 'failed', error: String(error) })
}
exit()

/** Lives to the end of the feed; gives the hash there. */
async function run(board: Switchboard): Promise<string> {
  const { order } = board
  const { folder, durability, checkpointRows, chunkRows, segmentBytes, speed, venue } = order
  // Resolved by the harness: detecting what its files hold takes longer than running them.
  const resolved = fromExactJson(readFileSync(order.config, 'utf8')) as Config
  const own = { ...resolved, engine: { ...resolved.engine, backend: order.backend } }
  const config = venue === undefined ? own : externalConfig(own)
  const recorder = await Recorder.open({
    journal: embeddedJournal(folder, { segmentBytes }),
    config,
    graph: graph(config),
    graphPath: fileURLToPath(import.meta.resolve('./graph.js')),
    durability,
    checkpointRows,
    snapshots: join(folder, 'snapshots'),
  })
  watch(recorder, board)
  const room = recorder.room.bind(recorder)
  recorder.room = () => Math.min(room(), chunkRows)
  const { feedRows, reportRows } = recorder.recovered
  const reconcileMillis = RECONCILE_MILLIS
  const { hash } = await runLive({
    config,
    recorder,
    pace: new Pace(speed),
    control: folder,
    signal: new AbortController().signal,
    ...(venue === undefined
      ? {}
      : {
          venue: watchedLink(board, {
            config,
            address: addressOf(venue),
            folder,
            feedRows,
            reportRows,
            reconcileMillis,
          }),
        }),
    onTold({ kind, sequence, event }) {
      board.at('send', 'about to leave')
      say({ kind: 'told', sequence, event: JSON.stringify({ kind, ...event }) })
      board.at('send', 'left')
    },
  })
  return hash ?? ''
}

/** A link that stops where reports come in and orders go out. */
function watchedLink(board: Switchboard, options: ConstructorParameters<typeof VenueLink>[0]): VenueLink {
  const link = new VenueLink(options)
  const play = link.play.bind(link)
  link.play = (of: LinkRun, signal) => {
    const [takeReports, hold] = [of.takeReports.bind(of), of.hold.bind(of)]
    of.takeReports = (bytes, at, rows) => {
      board.at('report', 'received')
      takeReports(bytes, at, rows)
      board.at('report', 'taken')
    }
    of.hold = (leave) =>
      hold(() => {
        board.at('send', 'about to leave')
        leave()
        board.at('send', 'left')
      })
    return play(of, signal)
  }
  return link
}
