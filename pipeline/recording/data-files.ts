import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { DataOptions } from '../read/options.ts'
import { feedsOf } from '../read/detect/expand.ts'

/** A file by its contents. */
export interface FileRecord {
  readonly path: string
  readonly bytes: number
  /** 64 hex digits. */
  readonly sha256: string
}

/** Every file that a configuration's rows come from, folders opened, with what is in each. */
export async function dataFiles({ files, evaluations }: DataOptions): Promise<FileRecord[]> {
  const found: FileRecord[] = []
  for (const path of [...files.map((file) => file.path), ...evaluations])
    for (const feed of await feedsOf(path)) for (const file of feed.files) found.push(await fileRecord(file))
  return found
}

/** Size and SHA-256 of a file. */
export async function fileRecord(path: string): Promise<FileRecord> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Uint8Array)
  return { path, bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}
