// Joins what a thread starts with into one file: looking for sixty modules one by one took 60 of the 100 ms in which the
// reader's thread started.
import { dirname, join, relative } from 'node:path'
import { rolldown } from 'rolldown'

/** Folder of the joined files; the compiled modules beside it stay as they are. */
const TARGET = 'dist/bundle'

/** Entries by the name of their file in `TARGET`. */
const ENTRIES = { 'reader-worker': 'dist/pipeline/read/worker/reader-worker.js' }

/** A module goes on finding its neighbours from where it was. @param {string} folder @param {string} id @param {string} code */
function placed(folder, id, code) {
  if (!code.includes('import.meta.url')) return null
  const from = relative(folder, id).replaceAll('\\', '/')
  return code.replaceAll('import.meta.url', `new URL('${from}', import.meta.url).href`)
}

/** @param {string} root */
export async function bundle(root) {
  const dir = join(root, TARGET)
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const made = await rolldown({
      input: { [name]: join(root, entry) },
      platform: 'node',
      // Packages are looked for where they are installed, under their own licences.
      external: (id) => !/^[./]/.test(id) && !dirname(id).startsWith(root),
      plugins: [{ name: 'placed', transform: (code, id) => placed(dir, id, code) }],
    })
    await made.write({ dir, format: 'esm', minifyInternalExports: false })
    await made.close()
  }
}
