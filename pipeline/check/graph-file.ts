import { existsSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { packageRoot } from '../version.ts'

/** What a graph file exports by default. */
export type GraphFile = (config: Config) => OperatorFunction<Frame, Outcome>

/** A graph file that can't be used. */
export class GraphFileError extends Error {
  override readonly name = 'GraphFileError'
}

/**
 * Loads a graph file: a module whose default export is `(config) => OperatorFunction<Frame, Outcome>`. TypeScript is
 * loaded as it is where this Node can, and from `dist/` where it is the package's own.
 *
 * @throws {@link GraphFileError} naming the path, where there is no such file or its default export is no function
 */
export async function loadGraph(path: string): Promise<GraphFile> {
  const file = loadable(resolve(path))
  const loaded = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new GraphFileError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  })) as { default?: unknown }
  if (typeof loaded.default !== 'function') {
    throw new GraphFileError(
      `${path}: the default export must be (config) => OperatorFunction<Frame, Outcome>, was ${typeof loaded.default}`,
    )
  }
  return loaded.default as GraphFile
}

function loadable(path: string): string {
  if (!existsSync(path)) throw new GraphFileError(`${path}: there is no such file`)
  if (!path.endsWith('.ts')) return path
  const inPackage = relative(fileURLToPath(packageRoot), path)
  const built = fileURLToPath(new URL(`dist/${inPackage.split(sep).join('/').replace(/\.ts$/, '.js')}`, packageRoot))
  if (!inPackage.startsWith('..') && existsSync(built)) return built
  const { features } = process as { features: { typescript?: unknown } }
  if (features.typescript) return path
  throw new GraphFileError(
    `${path}: node ${process.versions.node} does not load TypeScript (22.18 does): compile it and give the .js file`,
  )
}
