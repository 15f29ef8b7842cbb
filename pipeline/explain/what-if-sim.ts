import { map, takeWhile, tap } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { formatDecimal, parseDecimal } from '../../model/decimal.ts'
import { CLOCK, REPORT } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { configHash } from '../config/load.ts'
import { combine, stateHash, TapeHashes, TAPES } from '../engine/hashes.ts'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { ArmTally } from './arm-tally.ts'
import { ended } from './ended.ts'
import { microsAt } from './mentions.ts'
import { SettingsPatch } from './settings-patch.ts'
import type { ModelError, SimArm, WhatIfSim, Window } from './what-if-answer.ts'
import { windowed } from './window-kernel.ts'

/** Runs both arms on the simulated venue: as it was set, and as it is asked for from the window's beginning on. */
export async function simAgain(recording: Recording, changed: Config, window: Window): Promise<WhatIfSim> {
  const isExternal = recording.config.external === true
  const base = isExternal ? onSimulatedVenue(recording) : recording
  const other = simulated(changed)
  const baseline = await runArm(base, window)
  // A state that was kept can only be gone on from as it was set, and given other settings then.
  const isPart = Number.isFinite(window.from) || (recording.first ?? 1) > 1
  const asked = isPart
    ? await runArm(base, window, (image) => new SettingsPatch(image.names.universe, base.config, other).settle(image))
    : await runArm(base.under(other), window)
  const recorded = isExternal ? await runArm(recording, window) : baseline
  return {
    mode: 'sim',
    rowsRun: baseline.rows + asked.rows + (isExternal ? recorded.rows : 0),
    baseline: baseline.arm,
    changed: asked.arm,
    modelError: await errorOf(recording, window, recorded.arm, baseline.arm),
  }
}

const NANOS = (micros: number, edge: bigint): bigint => (Number.isFinite(micros) ? BigInt(micros) * 1000n : edge)

/** @param put Called with the state before the first row in the window. */
async function runArm(
  recording: Recording,
  window: Window,
  put?: (image: Image) => void,
): Promise<{ arm: SimArm; rows: number }> {
  const tally = new ArmTally(window)
  const hashes = new TapeHashes()
  let last: Outcome | undefined
  const kernel = windowed({
    from: NANOS(window.from, -(2n ** 62n)),
    to: NANOS(window.to, 2n ** 62n) + 999n,
    begins(image) {
      tally.begins(image)
      put?.(image)
    },
    ends: (image) => tally.ends(image),
  })
  await ended(
    replayed(recording, { kernel }).pipe(
      tap((outcome) => {
        last = outcome
        hashes.take(outcome)
        tally.take(outcome)
      }),
      takeWhile(({ frame, to }) => microsAt(frame, to - 1) <= window.to),
    ),
  )
  const isWhole = !Number.isFinite(window.to) && last !== undefined
  const digests = hashes.digests()
  const hash = isWhole ? combine([...TAPES.map((name) => digests[name]), stateHash(last!)]) : null
  return { arm: tally.view(hash), rows: tally.rows }
}

/** A configuration whose venue is simulated. */
function simulated({ external, ...config }: Config): Config {
  return external === true ? { ...config, hash: configHash(config) } : config
}

/** The same inputs without a venue's reports, which the simulated venue makes itself. */
function onSimulatedVenue(recording: Recording, given: Config = recording.config): Recording {
  const { name, config, graph, frames } = recording.under(simulated(given))
  return {
    name,
    config,
    graph,
    frames: (options) => frames(options).pipe(map(withoutReports)),
    under: (other) => onSimulatedVenue(recording, other),
  }
}

/** Rows keep their places: what was a report only tells the time. */
function withoutReports(frame: Frame): Frame {
  const { input } = frame
  const { u8 } = input.memory
  for (let row = 0; row < input.count; row++) if (u8[input.at(row)] === REPORT) u8[input.at(row)] = CLOCK
  return frame
}

async function errorOf(recording: Recording, { to }: Window, recorded: SimArm, baseline: SimArm): Promise<ModelError> {
  const { hash } = recording
  const own = hash === undefined || baseline.hash === null ? null : baseline.hash === hash
  return {
    recordedVenue: recording.config.external === true ? 'external' : 'simulated',
    asRecorded: own ?? (await recording.agrees?.(Number.isFinite(to) ? to : undefined)) ?? null,
    orders: baseline.orders - recorded.orders,
    fills: baseline.fills - recorded.fills,
    profit: Object.fromEntries(
      baseline.portfolios.map(({ name, profit }, at) => [name, less(profit, recorded.portfolios[at].profit)]),
    ),
  }
}

/** Difference of two decimals of equal scale. */
function less(a: string, b: string): string {
  const scale = Math.max(a.split('.')[1]?.length ?? 0, b.split('.')[1]?.length ?? 0)
  return formatDecimal(parseDecimal(a, scale) - parseDecimal(b, scale), scale)
}
