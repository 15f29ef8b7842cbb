import { spawn } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { env, execPath, platform } from 'node:process'
import ts from 'typescript'
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
 * Builds desks with one edit each, in a scratch copy outside of the working tree, which is only read. What is built once
 * is used again: one file is transpiled, or compiled incrementally, and put back.
 */
export class Workshop {
  private readonly root: string
  private readonly scratch: string
  private readonly ready = new Set<string>()
  private built = 0

  constructor(root: string) {
    this.root = root
    this.scratch = mkdtempSync(join(tmpdir(), 'millrace-mutate-'))
    symlinkSync(join(root, 'node_modules'), join(this.scratch, 'node_modules'))
    writeFileSync(join(this.scratch, 'package.json'), '{ "type": "module" }\n')
  }

  /** The desk of a language with an edit, or as it is: a folder of modules (ts), or a module. */
  async build(language: Language, edit?: Edit): Promise<string> {
    this.built++
    if (language === 'ts') return this.buildTypeScript(edit)
    return await this.within(edit, language, () => (language === 'wasm' ? this.buildAssembly() : this.buildNative()))
  }

  /** Runs tests (arguments of vitest) over the sources, with an edit of TypeScript; the first that failed, or undefined. */
  async test(tests: readonly string[], edit?: Edit): Promise<string | undefined> {
    const home = join(this.scratch, 'sources')
    if (!this.ready.has('sources')) {
      this.ready.add('sources')
      mkdirSync(home)
      for (const name of ['model', 'kernels', 'operators', 'pipeline', 'analytics', 'test', 'wasm', 'package.json'])
        cpSync(join(this.root, name), join(home, name), { recursive: true })
      const config = { cacheDir: join(home, '.cache'), test: { testTimeout: 60_000 } }
      writeFileSync(join(home, 'vitest.config.js'), `export default ${JSON.stringify(config)}\n`)
    }
    if (edit !== undefined) writeFileSync(join(home, edit.file), this.changed(edit))
    const vitest = join(this.root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', '--root', home, '--bail', '1', '--reporter', 'json', ...tests]
    const { status, said } = await ran(execPath, args, home)
    if (edit !== undefined) copyFileSync(join(this.root, edit.file), join(home, edit.file))
    return status === 0 ? undefined : (failedTest(said) ?? 'does not run')
  }

  /** Removes what was built. */
  discard(path: string): void {
    rmSync(path, { recursive: true, force: true })
  }

  /** Removes the scratch copy. */
  close(): void {
    rmSync(this.scratch, { recursive: true, force: true })
  }

  private changed(edit: Edit): string {
    const text = edited(readFileSync(join(this.root, edit.file), 'utf8'), edit)
    if (text === undefined) throw new BuildError(`${edit.file} does not hold this exactly once: ${edit.find}`)
    return text
  }

  /** Copies a language's sources once; an edit stands in them for as long as `make` takes. */
  private async within(edit: Edit | undefined, folder: string, make: () => Promise<string>): Promise<string> {
    if (!this.ready.has(folder)) {
      this.ready.add(folder)
      const skipped = [join(this.root, folder, 'target'), join(this.root, folder, 'millrace.node')]
      cpSync(join(this.root, folder), join(this.scratch, folder), {
        recursive: true,
        filter: (path) => !skipped.includes(path),
      })
    }
    if (edit === undefined) return await make()
    writeFileSync(join(this.scratch, edit.file), this.changed(edit))
    try {
      return await make()
    } finally {
      writeFileSync(join(this.scratch, edit.file), readFileSync(join(this.root, edit.file)))
    }
  }

  private buildTypeScript(edit?: Edit): string {
    const base = join(this.scratch, 'ts')
    if (!this.ready.has('ts')) {
      this.ready.add('ts')
      for (const folder of ['model', 'kernels', join('kernels', 'reference')]) {
        mkdirSync(join(base, folder), { recursive: true })
        for (const name of readdirSync(join(this.root, folder)))
          if (name.endsWith('.ts') && !name.endsWith('.d.ts'))
            transpile(readFileSync(join(this.root, folder, name), 'utf8'), join(base, folder, name))
      }
    }
    const own = join(this.scratch, `ts-${this.built}`)
    cpSync(base, own, { recursive: true })
    if (edit !== undefined) transpile(this.changed(edit), join(own, edit.file))
    return own
  }

  private async buildAssembly(): Promise<string> {
    const made = join(this.scratch, `desk-${this.built}.wasm`)
    const asc = join(this.root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
    const args = [asc, 'wasm/desk.ts', '--config', 'wasm/asconfig.json', '-O0', '--outFile', made]
    await run(execPath, args, this.scratch)
    return made
  }

  private async buildNative(): Promise<string> {
    const target = join(this.scratch, 'target')
    await run('cargo', ['build', '--locked', '--target-dir', target], join(this.scratch, 'native'))
    const names = { win32: 'millrace_native.dll', darwin: 'libmillrace_native.dylib' }
    const library = (names as Readonly<Record<string, string>>)[platform] ?? 'libmillrace_native.so'
    const made = join(this.scratch, `desk-${this.built}.node`)
    copyFileSync(join(target, 'debug', library), made)
    return made
  }
}

function ran(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ status: number | null; said: string; complained: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...env, ...CARGO }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let complained = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (complained += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, said, complained }))
  })
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { status, said, complained } = await ran(command, args, cwd)
  if (status !== 0) throw new BuildError(`${said}${complained}`.trim().split('\n').slice(-12).join('\n'))
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
