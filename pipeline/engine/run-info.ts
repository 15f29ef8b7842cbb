import { build } from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Config } from '../config/config.ts'
import { emptyReport } from '../read/read-report.ts'
import type { ReadReport } from '../read/read-report.ts'
import type { EventTally } from './event-tally.ts'

const NANOS_MAX = 60_000_000_000

/** What a source of frames knows of its run: `run(…)` finds it by the frames' context. */
export class RunInfo {
  readonly config: Config
  readonly report: ReadReport
  /** Time to step one frame through everything behind the source, in ns. */
  readonly latencyNanos: Histogram = build({ highestTrackableValue: NANOS_MAX, numberOfSignificantValueDigits: 3 })
  steppingMillis = 0
  /** What became of the configuration's events, where there are any. */
  events: EventTally | undefined

  /** Percentiles of the latencies, none above the largest; null where no frame was stepped. */
  latency(): { p50: number; p99: number; max: number } | null {
    const { latencyNanos } = this
    if (latencyNanos.totalCount === 0) return null
    const max = latencyNanos.maxValue
    const at = (percentile: number): number => Math.min(max, latencyNanos.getValueAtPercentile(percentile))
    return { p50: at(50), p99: at(99), max }
  }

  constructor(config: Config, report: ReadReport = emptyReport()) {
    this.config = config
    this.report = report
  }
}

const infos = new WeakMap<FrameContext, RunInfo>()
let newest: RunInfo | undefined

/** Called by a source of frames when it is subscribed to. */
export function registerRun(context: FrameContext, info: RunInfo): void {
  infos.set(context, info)
  newest = info
}

export const runInfoOf = (context: FrameContext): RunInfo | undefined => infos.get(context)

/** What a source registered while a graph was being subscribed to: known also where no frame ever comes. */
export function runInfoMadeBy(subscribe: () => void): RunInfo | undefined {
  newest = undefined
  subscribe()
  const made = newest
  newest = undefined
  return made
}
