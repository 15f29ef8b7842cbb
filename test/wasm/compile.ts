import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Compiles AssemblyScript files of wasm/ as a module of their own, as the desk is compiled. */
export function compileAssembly(...entries: string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-wasm-'))
  const target = join(folder, 'module.wasm')
  const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
  try {
    execFileSync(execPath, [compiler, ...entries, '--config', 'wasm/asconfig.json', '--outFile', target], { cwd: root })
    return readFileSync(target)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
