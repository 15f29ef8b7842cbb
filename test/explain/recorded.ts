import { parseConfig } from '../../pipeline/config/load.ts'
import type { ConfigOverrides } from '../../pipeline/config/load.ts'
import { run } from '../../pipeline/engine/run.ts'
import type { TradeRecord } from '../../pipeline/result/collector.ts'
import type { Recording } from '../../pipeline/recording/recording.ts'
import { recordingOf } from '../../pipeline/recording/reference.ts'
import { replayed } from '../../pipeline/recording/replayed.ts'

/** A recording of files, and what the run itself kept of its trades and refusals. */
export async function recorded(
  text: string,
  files: readonly string[],
  overrides: ConfigOverrides = {},
): Promise<{ recording: Recording; trades: readonly TradeRecord[]; hash: string; rows: number }> {
  const recording = recordingOf('test', await parseConfig(text, { files, ...overrides }))
  const result = await run(replayed(recording))
  const { trades, events } = result.parts.collector
  return { recording, trades, hash: result.hash, rows: events }
}
