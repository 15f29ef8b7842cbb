import { deflateRawSync, inflateRawSync } from 'node:zlib'
import xxhash from 'xxhash-wasm'
import type { FrameContext } from '../../kernels/frame-context.ts'
import {
  EPOCH,
  EPOCH_CONFIG,
  EPOCH_LAYOUT,
  EPOCH_MANIFEST,
  EPOCH_PREVIOUS,
  EPOCH_STAGES,
  LAYOUT_HASH,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { canonical } from '../canonical.ts'
import type { Config } from '../config/config.ts'
import { hex, stagesHash } from '../engine/hashes.ts'
import { fromExactJson, toExactJson } from '../exact-json.ts'
import { version } from '../version.ts'
import { packConfig, unpackConfig } from './config-text.ts'
import type { PackedConfig } from './config-text.ts'
import { RecordingError } from './errors.ts'
import { TEXT_OF, textRows } from './text-rows.ts'

const { h64Raw } = await xxhash()

/** What a stage of the recorded graph was. */
export interface StageName {
  readonly name: string
  readonly version: string
  readonly parameters: unknown
}

/** All that is needed to run the rows of a recording again, but a user's own code. */
export interface Manifest {
  /** Version of the engine. */
  readonly engine: string
  readonly layout: bigint
  readonly config: Config
  /** The module that makes the graph; absent: the standard graph. */
  readonly graph?: string
  readonly stages: readonly StageName[]
  /** Names of the feeds and sources of the data by id; the graph's own names follow as it is opened. */
  readonly feeds: readonly string[]
}

/** A manifest as it is written. */
interface ManifestText extends Omit<Manifest, 'config'> {
  readonly config: PackedConfig
}

/** What a running graph is, for its epoch. */
export function manifestOf(
  config: Config,
  feeds: readonly string[],
  { stages }: FrameContext,
  graph?: string,
): Manifest {
  return {
    engine: version,
    layout: LAYOUT_HASH,
    config,
    ...(graph === undefined ? {} : { graph }),
    stages: stages.map(({ name, version: own, parameters }) => ({ name, version: own, parameters })),
    feeds: [...feeds],
  }
}

/** A manifest as it is written: JSON, deflated (RFC 1951). */
export const manifestText = (manifest: Manifest): Uint8Array =>
  deflateRawSync(toExactJson({ ...manifest, config: packConfig(manifest.config) }), { level: 9 })

/**
 * An EPOCH row and the manifest's text behind it.
 *
 * @param text Of the manifest.
 * @param nanos Time of the rows.
 * @param previous Sequence of the epoch before, 0 where there is none.
 */
export function epochRows(manifest: Manifest, text: Uint8Array, nanos: bigint, previous: number): Uint8Array {
  const texts = textRows(TEXT_OF.manifest, 0, text, nanos)
  const rows = new Uint8Array(ROW_BYTES + texts.length)
  const view = new DataView(rows.buffer)
  view.setUint8(0, EPOCH)
  view.setBigInt64(8, nanos, true)
  view.setUint32(20, text.length, true)
  view.setBigUint64(EPOCH_MANIFEST * 8, h64Raw(text), true)
  view.setBigUint64(EPOCH_LAYOUT * 8, manifest.layout, true)
  view.setBigUint64(EPOCH_CONFIG * 8, BigInt(`0x${manifest.config.hash}`), true)
  view.setBigUint64(EPOCH_STAGES * 8, BigInt(`0x${stagesHash(manifest.stages)}`), true)
  view.setFloat64(EPOCH_PREVIOUS * 8, previous, true)
  rows.set(texts, ROW_BYTES)
  return rows
}

/** Reads a manifest's text. @throws {RecordingError} RECORDING_MANIFEST where it is not what was written */
export function readManifest(text: Uint8Array): Manifest {
  try {
    const { config, ...manifest } = fromExactJson(inflateRawSync(text).toString()) as ManifestText
    return { ...manifest, config: unpackConfig(config) }
  } catch (error) {
    throw new RecordingError('RECORDING_MANIFEST', `a manifest of ${text.length} bytes can't be read`, { cause: error })
  }
}

/**
 * Whether rows recorded under one manifest may be gone on with, or be run again, under another.
 *
 * @throws {RecordingError} RECORDING_LAYOUT, RECORDING_ENGINE, RECORDING_CONFIG or RECORDING_STAGES, with both sides
 */
export function assertSame(recorded: Manifest, now: Manifest): void {
  if (recorded.layout !== now.layout)
    throw new RecordingError(
      'RECORDING_LAYOUT',
      `recorded with layout ${hex(recorded.layout)}, this is ${hex(now.layout)}`,
    )
  if (recorded.engine !== now.engine)
    throw new RecordingError('RECORDING_ENGINE', `recorded by engine ${recorded.engine}, this is ${now.engine}`)
  if (recorded.config.hash !== now.config.hash)
    throw new RecordingError(
      'RECORDING_CONFIG',
      `recorded with configuration ${recorded.config.hash}, this is ${now.config.hash}`,
    )
  const [left, right] = [recorded.stages, now.stages].map((stages) => stages.map((one) => canonical(one)))
  const apart = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => at).find(
    (at) => left[at] !== right[at],
  )
  if (apart !== undefined)
    throw new RecordingError(
      'RECORDING_STAGES',
      `stage ${apart + 1} was ${left[apart] ?? 'absent'}, now it is ${right[apart] ?? 'absent'}`,
    )
}
