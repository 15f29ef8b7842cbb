import { readFileSync } from 'node:fs'

/** Root of the package, from the sources as from `dist/`. */
export const packageRoot = new URL(
  import.meta.url.endsWith('/dist/pipeline/version.js') ? '../../' : '../',
  import.meta.url,
)

const manifest = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { version: string }

export const version = manifest.version

/** Commit of the sources, where they lie in a clone. */
export function commit(): string | undefined {
  try {
    const head = readFileSync(new URL('.git/HEAD', packageRoot), 'utf8').trim()
    if (!head.startsWith('ref: ')) return head.slice(0, 12)
    return readFileSync(new URL(`.git/${head.slice(5)}`, packageRoot), 'utf8')
      .trim()
      .slice(0, 12)
  } catch {
    return undefined
  }
}
