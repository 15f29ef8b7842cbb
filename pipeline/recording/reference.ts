import { readFile, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Observable } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { LAYOUT_HASH } from '../../model/layout.generated.ts'
import { loadGraph } from '../check/graph-file.ts'
import type { GraphFile } from '../check/graph-file.ts'
import type { Config } from '../config/config.ts'
import { configHash } from '../config/load.ts'
import { chain } from '../engine/graph.ts'
import { feed } from '../engine/source.ts'
import { fromExactJson, toExactJson } from '../exact-json.ts'
import { READER_VERSION } from '../read/reader-version.ts'
import { version } from '../version.ts'
import { packConfig, unpackConfig } from './config-text.ts'
import { dataFiles, fileRecord } from './data-files.ts'
import type { FileRecord } from './data-files.ts'
import { RecordingError } from './errors.ts'
import type { FramesOptions, Recording } from './recording.ts'
import { upTo } from './up-to.ts'

const FORMAT = 'millrace-reference-1'
const LAYOUT = LAYOUT_HASH.toString(16).padStart(16, '0')

/** A back-test by reference: what it was made of instead of its rows. Paths are relative to the file it stands in. */
interface Reference {
  readonly format: typeof FORMAT
  readonly engine: string
  /** Hash of the layout of rows and state. */
  readonly layout: string
  readonly reader: number
  readonly files: readonly FileRecord[]
  /** The user's graph file, where one was used. */
  readonly graph?: FileRecord
  readonly config: ReturnType<typeof packConfig>
  /** What the run came to. */
  readonly rows: number
  readonly hash: string
}

/** A back-test that can be run again. */
export interface ReferenceRecording extends Recording {
  /** Rows of the recorded run. */
  readonly rows: number
  /** Hash of its tapes and state. */
  readonly hash: string
}

/** What a run's data was before it began: taken first, so that what is recorded is what was read. */
export interface Sources {
  readonly files: readonly FileRecord[]
  readonly graph?: FileRecord
}

export async function sourcesOf(config: Config, graphPath?: string): Promise<Sources> {
  const files = await dataFiles(config.data)
  return graphPath === undefined ? { files } : { files, graph: await fileRecord(resolve(graphPath)) }
}

/** Writes a back-test by reference: a few KiB, whatever its data. */
export async function writeReference(
  path: string,
  config: Config,
  { files, graph }: Sources,
  result: { readonly rows: number; readonly hash: string },
): Promise<void> {
  const near = (file: string): string =>
    relative(dirname(resolve(path)), file)
      .split(sep)
      .join('/')
  const { cacheFolder: _cacheFolder, ...engine } = config.engine
  const reference: Reference = {
    format: FORMAT,
    engine: version,
    layout: LAYOUT,
    reader: READER_VERSION,
    files: files.map((file) => ({ ...file, path: near(file.path) })),
    ...(graph === undefined ? {} : { graph: { ...graph, path: near(graph.path) } }),
    config: packConfig({ ...withPaths(config, near), engine }),
    rows: result.rows,
    hash: result.hash,
  }
  await writeFile(path, `${JSON.stringify(JSON.parse(toExactJson(reference)), null, 1)}\n`)
}

/**
 * Opens what {@link writeReference} wrote.
 *
 * @throws {RecordingError} naming what differs: the engine, its layout or reader, the configuration's text, or a file
 */
export async function referenceRecording(path: string): Promise<ReferenceRecording> {
  const reference = await readReference(path)
  const from = (file: string): string => resolve(dirname(path), file)
  const config = withPaths(unpackConfig(reference.config), from)
  if (configHash(config) !== config.hash)
    throw new RecordingError(
      'RECORDING_CONFIG',
      `${path}: the configuration in it hashes to ${configHash(config)}, it was ${config.hash}`,
    )
  await compareFiles(path, reference, config, from)
  const file = reference.graph === undefined ? undefined : await loadGraph(from(reference.graph.path))
  return { ...recordingOf(path, config, file), rows: reference.rows, hash: reference.hash }
}

/** The recording of a configuration's own files, for this process: nothing is hashed or compared. */
export function recordingOf(name: string, config: Config, file?: GraphFile): Recording {
  return {
    name,
    config,
    // Events are put among the rows by who runs it, before the graph.
    graph: file === undefined ? chain(config) : file({ ...config, events: [] }),
    frames: (options = {}) => framesOf(config, options),
    under: (other) => recordingOf(name, other, file),
  }
}

function framesOf(config: Config, { frame, backend, from = 1, to }: FramesOptions): Observable<Frame> {
  if (from !== 1) throw new RangeError(`a back-test by reference begins with row 1, was ${from}`)
  const engine = {
    ...config.engine,
    ...(frame === undefined ? {} : { frame }),
    ...(backend === undefined ? {} : { backend }),
  }
  const frames = feed({ ...config, engine })
  return to === undefined ? frames : frames.pipe(upTo(to))
}

async function readReference(path: string): Promise<Reference> {
  let plain: unknown
  try {
    plain = fromExactJson(await readFile(path, 'utf8'))
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new RecordingError(
      'RECORDING_UNREADABLE',
      code === 'ENOENT' ? `there is no ${path}` : `${path}: ${message}`,
      { cause },
    )
  }
  const reference = plain as Partial<Reference> | null
  if (reference?.format !== FORMAT)
    throw new RecordingError(
      'RECORDING_UNREADABLE',
      `${path} is no back-test by reference (format ${FORMAT}): \`millrace backtest --record FILE\` writes one`,
    )
  const { engine, layout, reader } = reference
  if (layout !== LAYOUT)
    throw new RecordingError(
      'RECORDING_LAYOUT',
      `${path} was recorded with layout ${layout}, this engine has ${LAYOUT}`,
    )
  if (engine !== version)
    throw new RecordingError('RECORDING_ENGINE', `${path} was recorded by millrace ${engine}, this is ${version}`)
  if (reader !== READER_VERSION)
    throw new RecordingError('RECORDING_READER', `${path} was read by reader ${reader}, this is ${READER_VERSION}`)
  return reference as Reference
}

/** Compares every file with what it was. */
async function compareFiles(
  path: string,
  reference: Reference,
  { data }: Config,
  from: (file: string) => string,
): Promise<void> {
  const known = [...reference.files, ...(reference.graph === undefined ? [] : [reference.graph])]
  for (const { path: file, bytes, sha256 } of known) {
    const found = await fileRecord(from(file)).catch((cause: unknown) => {
      throw new RecordingError('RECORDING_FILE', `${path}: ${file} can't be read: ${(cause as Error).message}`, {
        cause,
      })
    })
    if (found.sha256 !== sha256)
      throw new RecordingError(
        'RECORDING_FILE',
        `${path}: ${file} has changed: ${bytes} bytes, SHA-256 ${sha256} then, ${found.bytes} bytes, ${found.sha256} now`,
      )
  }
  const now = (await dataFiles(data)).map((file) => file.path)
  const added = now.find((file) => !reference.files.some((one) => from(one.path) === file))
  if (added !== undefined)
    throw new RecordingError(
      'RECORDING_FILE',
      `${path}: ${added} was not among the ${reference.files.length} files recorded`,
    )
}

function withPaths(config: Config, place: (path: string) => string): Config {
  const { data } = config
  return {
    ...config,
    data: {
      ...data,
      files: data.files.map((file) => ({ ...file, path: place(file.path) })),
      evaluations: data.evaluations.map(place),
    },
  }
}
