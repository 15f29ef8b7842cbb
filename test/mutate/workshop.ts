import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { execPath, platform } from 'node:process'
import { main as compile } from 'assemblyscript/asc'
import ts from 'typescript'
import { ran } from './child.ts'
import { edited } from './mutation.ts'
import type { Edit, Language } from './mutation.ts'

/** Optimised a little, so that rows are stepped fast, and with sums that wrap as in a release. */
const CARGO = {
  CARGO_PROFILE_DEV_OPT_LEVEL: '1',
  CARGO_PROFILE_DEV_OVERFLOW_CHECKS: 'false',
  CARGO_PROFILE_DEV_DEBUG: '0',
}

/** Thrown where a mutation does not compile: it is no mutation then. */
export class BuildError extends Error {}

/**
 * Builds desks with one edit each in a scratch folder outside of the working tree, which is only read. What is compiled
 * once is used again: of the reference one file is transpiled, AssemblyScript is compiled in this process, the Rust
 * crate incrementally.
 */
export class Workshop {
  private readonly root: string
  private readonly scratch: string
  private readonly stop = new AbortController()
  private readonly ready = new Set<string>()
  private built = 0

  constructor(root: string) {
    this.root = root
    this.scratch = mkdtempSync(join(tmpdir(), 'millrace-mutate-'))
    symlinkSync(join(root, 'node_modules'), join(this.scratch, 'node_modules'))
    writeFileSync(join(this.scratch, 'package.json'), '{ "type": "module" }\n')
  }

  /** Ends what runs for the workshop. */
  get stopped(): AbortSignal {
    return this.stop.signal
  }

  /** The desk of a language with an edit, or as it is: a folder of modules (reference), or a module. */
  async build(language: Language, edit?: Edit): Promise<string> {
    this.built++
    if (language === 'reference') return this.buildReference(edit)
    return language === 'wasm' ? await this.buildWasm(edit) : await this.buildNative(edit)
  }

  /** Runs tests (arguments of vitest) over the sources, with an edit of the reference; the first that failed, or undefined. */
  async test(tests: readonly string[], edit?: Edit): Promise<string | undefined> {
    const home = join(this.scratch, 'sources')
    if (this.isFirst('sources')) {
      mkdirSync(home)
      for (const name of ['model', 'kernels', 'operators', 'pipeline', 'analytics', 'test', 'wasm', 'package.json'])
        cpSync(join(this.root, name), join(home, name), { recursive: true })
      // The compiled desks as they are: some tests ask them the same.
      for (const path of ['dist/wasm/desk.wasm', 'native/millrace.node']) {
        mkdirSync(dirname(join(home, path)), { recursive: true })
        if (existsSync(join(this.root, path))) symlinkSync(join(this.root, path), join(home, path))
      }
      const config = { cacheDir: join(home, '.cache'), test: { testTimeout: 60_000 } }
      writeFileSync(join(home, 'vitest.config.js'), `export default ${JSON.stringify(config)}\n`)
    }
    const vitest = join(this.root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', '--root', home, '--bail', '1', '--reporter', 'json', ...tests]
    const { status, said } = await this.within(edit, home, () =>
      ran(execPath, args, { cwd: home, stop: this.stop.signal }),
    )
    return status === 0 ? undefined : (failedTest(said) ?? 'does not run')
  }

  /** Removes what was built. */
  discard(path: string): void {
    rmSync(path, { recursive: true, force: true })
  }

  /** Ends what still runs, and removes the scratch folder. */
  close(): void {
    this.stop.abort()
    rmSync(this.scratch, { recursive: true, force: true, maxRetries: 10 })
  }

  private isFirst(name: string): boolean {
    if (this.ready.has(name)) return false
    this.ready.add(name)
    return true
  }

  private changed(edit: Edit): string {
    const text = edited(readFileSync(join(this.root, edit.file), 'utf8'), edit)
    if (text === undefined) throw new BuildError(`${edit.file} does not hold this exactly once: ${edit.find}`)
    return text
  }

  /** An edit stands in a copy of the sources for as long as `work` takes. */
  private async within<T>(edit: Edit | undefined, copy: string, work: () => Promise<T>): Promise<T> {
    if (edit === undefined) return await work()
    writeFileSync(join(copy, edit.file), this.changed(edit))
    try {
      return await work()
    } finally {
      // Written, not copied: cargo looks at the time.
      if (!this.stop.signal.aborted) writeFileSync(join(copy, edit.file), readFileSync(join(this.root, edit.file)))
    }
  }

  private buildReference(edit?: Edit): string {
    const base = join(this.scratch, 'reference')
    if (this.isFirst('reference')) {
      for (const folder of ['model', 'kernels', join('kernels', 'reference')]) {
        for (const name of readdirSync(join(this.root, folder)))
          if (name.endsWith('.ts') && !name.endsWith('.d.ts'))
            transpile(readFileSync(join(this.root, folder, name), 'utf8'), join(base, folder, name))
      }
    }
    const own = join(this.scratch, `reference-${this.built}`)
    cpSync(base, own, { recursive: true })
    if (edit !== undefined) transpile(this.changed(edit), join(own, edit.file))
    return own
  }

  private async buildWasm(edit?: Edit): Promise<string> {
    const made = join(this.scratch, `desk-${this.built}.wasm`)
    const source = edit === undefined ? undefined : { path: join(this.root, edit.file), text: this.changed(edit) }
    let complained = ''
    const { error } = await compile(
      ['wasm/desk.ts', '--config', 'wasm/asconfig.json', '--baseDir', this.root, '-O0', '--outFile', 'desk.wasm'],
      {
        readFile: (name, folder) => {
          const path = resolve(folder, name)
          if (path === source?.path) return source.text
          try {
            return readFileSync(path, 'utf8')
          } catch {
            // The compiler tries several places for an import.
            return null
          }
        },
        writeFile: (_name, contents) => writeFileSync(made, contents),
        stderr: { write: (text: string | Uint8Array) => (complained += String(text)) },
      },
    )
    if (error !== null) throw new BuildError(lastLines(`${complained}${error.message}`))
    return made
  }

  private async buildNative(edit?: Edit): Promise<string> {
    const crate = join(this.scratch, 'native')
    if (this.isFirst('native')) {
      mkdirSync(crate)
      for (const name of ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src'])
        cpSync(join(this.root, 'native', name), join(crate, name), { recursive: true })
    }
    const args = ['build', '--locked', '--target-dir', join(crate, 'target')]
    const { status, complained } = await this.within(edit, this.scratch, () =>
      ran('cargo', args, { cwd: crate, stop: this.stop.signal, variables: CARGO }),
    )
    if (status !== 0) throw new BuildError(lastLines(complained))
    const names = { win32: 'millrace_native.dll', darwin: 'libmillrace_native.dylib' }
    const library = (names as Readonly<Record<string, string>>)[platform] ?? 'libmillrace_native.so'
    const made = join(this.scratch, `desk-${this.built}.node`)
    copyFileSync(join(crate, 'target', 'debug', library), made)
    return made
  }
}

const LINES_MAX = 12

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LINES_MAX).join('\n')
}

/** Strips the types: an edit need not check. */
function transpile(text: string, path: string): void {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ES2022,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path.replace(/\.ts$/, '.js'), outputText)
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

function failedTest(report: string): string | undefined {
  const start = report.indexOf('{')
  if (start < 0) return undefined
  const { testResults } = JSON.parse(report.slice(start)) as Report
  return testResults.flatMap((one) => one.assertionResults).find(({ status }) => status === 'failed')?.fullName
}
