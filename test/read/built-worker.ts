import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ENTRY = 'pipeline/read/worker/reader-worker.ts'

/**
 * A thread's file (default: the reader's) made of the sources as they stand, whatever was built last: Node's threads don't read TypeScript.
 * Removed when the tests of the file are done.
 */
export function builtWorker(entry = ENTRY): URL {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'millrace-worker-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const done = new Set<string>()
  const transpile = (path: string): void => {
    if (done.has(path)) return
    done.add(path)
    const source = readFileSync(path, 'utf8')
    const { outputText } = ts.transpileModule(source, {
      fileName: path,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    const target = join(folder, relative(root, path).replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, outputText)
    for (const [, imported] of outputText.matchAll(/from ["'](\.[^"']+)\.js["']/g)) {
      transpile(resolve(dirname(path), `${imported}.ts`))
    }
  }
  transpile(join(root, entry))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return pathToFileURL(join(folder, entry.replace(/\.ts$/, '.js')))
}
