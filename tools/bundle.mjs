// Joins what a command and a thread start with into one file each: looking for their modules one by one took 300 of the
// 500 ms in which the command line started, and 60 of the 100 ms in which the reader's thread did.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Folder of the joined files; the compiled modules beside it stay as they are. */
const TARGET = 'dist/bundle'

/** Entries by the name of their file in `TARGET`. */
const ENTRIES = {
  millrace: 'dist/pipeline/cli/main.js',
  'reader-worker': 'dist/pipeline/read/worker/reader-worker.js',
}

/** Modules go on finding what lies beside them where they were. @param {string} folder @param {string} id @param {string} code */
function placed(folder, id, code) {
  if (id.includes(`${sep}node_modules${sep}`) || !code.includes('import.meta.url')) return null
  const from = relative(folder, id).replaceAll(sep, '/')
  return code.replaceAll('import.meta.url', `new URL('${from}', import.meta.url).href`)
}

/** The licences of the packages whose modules were joined. @param {string} root @param {Iterable<string>} packages */
function licences(root, packages) {
  const texts = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name)
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
    const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
    return `${name} ${version}: ${license}\n${text}`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** Joins the entries that were compiled. @param {string} root */
export async function bundle(root) {
  const dir = join(root, TARGET)
  const entries = Object.entries(ENTRIES).filter(([, entry]) => existsSync(join(root, entry)))
  if (entries.length === 0) return
  // Loaded here: before the first installation there is none.
  const { rolldown } = await import('rolldown')
  const { optionalDependencies: optional } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = new Set()
  for (const [name, entry] of entries) {
    const made = await rolldown({
      input: { [name]: join(root, entry) },
      platform: 'node',
      // What need not be installed is looked for when it is wanted.
      external: Object.keys(optional),
      plugins: [{ name: 'placed', transform: (code, id) => placed(dir, id, code) }],
      onLog: (level, log, handle) => (log.code === 'EVAL' ? undefined : handle(level, log)),
    })
    const { output } = await made.write({ dir, format: 'esm', chunkFileNames: `${name}-[name].js` })
    await made.close()
    for (const chunk of output) {
      for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
        const found = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)
        if (found !== null) packages.add(found[1].replaceAll(sep, '/'))
      }
    }
  }
  writeFileSync(join(dir, 'LICENSES.txt'), licences(root, packages))
}
