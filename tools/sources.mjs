// Which folders hold the product, and how its files are listed: one answer for set-up, tidy and coverage.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Folders that `tsc -p tsconfig.json` compiles (the same list as its `include`). */
export const compiledFolders = [
  'model',
  'kernels',
  'operators',
  'pipeline',
  'analytics',
  'bench',
  'test/fuzz',
  'test/golden',
  'test/reach',
  'test/mutate',
  'test/crash',
]

/** The folder that asc compiles: the desk in AssemblyScript. */
export const assemblyFolder = 'wasm'

/** Folders that hold the product, whatever language they are in; some of them come later. */
export const productFolders = [
  'model',
  'kernels',
  'native',
  'wasm',
  'operators',
  'pipeline',
  'analytics',
  'learning',
  'server',
  'web',
]

/**
 * Lists the files under some folders of `root`, sorted, as paths relative to `root` with forward slashes.
 * Hidden files, `node_modules` and absent folders give nothing.
 *
 * @param {string} root
 * @param {string[]} folders
 * @returns {string[]}
 */
export function listFiles(root, folders) {
  /** @type {string[]} */
  const found = []
  /** @param {string} folder */
  const walk = (folder) => {
    let entries
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true })
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return
      throw error
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  for (const folder of folders) walk(folder)
  return found.sort()
}
