import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileChunks } from '../bytes/file-chunks.ts'

const NAME = 'files.json'
/** Files remembered, the latest of them: 2 MiB at most. */
const FILES_MAX = 10_000
/** A file written to so lately may be written to again at what its file system takes for the same time. */
const SETTLED_MILLIS = 2_000

/** What changes whenever a file is written to: its times are not set back together, since nobody can set `ctime`. */
export async function identity(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
}

/** SHA-256 of files, remembered in a cache's folder for as long as nobody writes to them. */
export class Digests {
  private readonly folder: string
  private files: Promise<Map<string, readonly [identity: string, digest: string]>> | undefined
  private changed = false

  constructor(folder: string) {
    this.folder = folder
  }

  async of(path: string): Promise<string> {
    const known = await this.known(path)
    if (known !== undefined) return known
    const before = await identity(path)
    const { ctimeMs } = await stat(path)
    const settled = Math.abs(Date.now() - ctimeMs) > SETTLED_MILLIS
    const hash = createHash('sha256')
    for await (const chunk of fileChunks(path)) hash.update(chunk)
    const digest = hash.digest('hex')
    if (settled && (await identity(path)) === before) {
      ;(await this.remembered()).set(resolve(path), [before, digest])
      this.changed = true
    }
    return digest
  }

  /** The digest, where it is remembered of the file as it stands. */
  async known(path: string): Promise<string | undefined> {
    const found = (await this.remembered()).get(resolve(path))
    return found !== undefined && found[0] === (await identity(path)) ? found[1] : undefined
  }

  /** Keeps what was learnt for the next run. */
  async save(): Promise<void> {
    if (!this.changed) return
    this.changed = false
    const files = [...(await this.remembered())].slice(-FILES_MAX)
    const temporary = join(this.folder, `${randomUUID()}.tmp`)
    await mkdir(this.folder, { recursive: true })
    await writeFile(temporary, JSON.stringify(files))
    await rename(temporary, join(this.folder, NAME))
  }

  private remembered(): Promise<Map<string, readonly [string, string]>> {
    this.files ??= readFile(join(this.folder, NAME), 'utf8')
      .then((text) => new Map(JSON.parse(text) as [string, [string, string]][]))
      .catch(() => new Map())
    return this.files
  }
}
