import { open as openFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileChunks } from './file-chunks.ts'
import { inflatedChunks } from './inflated-chunks.ts'
import type { Cut } from './inflated-chunks.ts'

/** The uncompressed bytes of one file, or of one file inside a zip. */
export interface ByteStream extends Cut {
  /** Path, and for a file inside a zip its name behind `!`. */
  readonly name: string
  /** File name without folder and compression suffix. */
  readonly stem: string
  /** Chunks; each is valid until the next is asked for. */
  chunks(): AsyncGenerator<Uint8Array>
}

const STORED = 0
const DEFLATED = 8
const LOCAL_HEADER_BYTES = 30

/** The byte streams of a path: one of a plain or gzip file, one for each data file of a zip, in name order. */
export async function byteStreams(path: string): Promise<ByteStream[]> {
  if (/\.zip$/i.test(path)) return zipStreams(path)
  const stem = basename(path).replace(/\.gz$/i, '')
  if (!/\.gz$/i.test(path)) return [{ name: path, stem, truncated: false, chunks: () => fileChunks(path) }]
  return [
    {
      name: path,
      stem,
      truncated: false,
      chunks() {
        return inflatedChunks(fileChunks(path), 'gzip', this)
      },
    },
  ]
}

interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly start: number
  readonly end: number
}

async function zipStreams(path: string): Promise<ByteStream[]> {
  const { entries, truncated } = await zipEntries(path)
  return entries.map(({ name, method, start, end }) => ({
    name: `${path}!${name}`,
    stem: basename(name),
    truncated,
    chunks() {
      const stored = fileChunks(path, start, end)
      if (method === STORED) return stored
      if (method === DEFLATED) return inflatedChunks(stored, 'raw', this)
      throw new Error(`${path}!${name}: compression method ${method} is not read, only 0 (stored) and 8 (deflate)`)
    },
  }))
}

async function zipEntries(path: string): Promise<{ entries: ZipEntry[]; truncated: boolean }> {
  const entries: ZipEntry[] = []
  // Loaded where there is a zip: it takes as long as all else that a reader's thread starts with.
  const { openPromise } = await import('yauzl')
  let zip
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (error) {
    // A zip's directory stands at its end: a file that was cut has none. Its first entry can still be read.
    const first = await firstEntry(path)
    if (first === undefined) throw error
    return { entries: [first], truncated: true }
  }
  try {
    for await (const entry of zip.eachEntry()) {
      if (!/\.(csv|txt|json|jsonl|ndjson)$/i.test(entry.fileName)) continue
      if (entry.isEncrypted()) throw new Error(`${path}!${entry.fileName} is encrypted`)
      const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
      entries.push({ name: entry.fileName, method: entry.compressionMethod, start, end: start + entry.compressedSize })
    }
  } finally {
    zip.close()
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return { entries, truncated: false }
}

async function firstEntry(path: string): Promise<ZipEntry | undefined> {
  const handle = await openFile(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(LOCAL_HEADER_BYTES + 512),
      0,
      LOCAL_HEADER_BYTES + 512,
      0,
    )
    if (bytesRead < LOCAL_HEADER_BYTES || buffer.readUInt32LE(0) !== 0x04034b50) return undefined
    const nameBytes = buffer.readUInt16LE(26)
    const start = LOCAL_HEADER_BYTES + nameBytes + buffer.readUInt16LE(28)
    const name = buffer.toString('utf8', LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nameBytes)
    return { name, method: buffer.readUInt16LE(8), start, end: Infinity }
  } finally {
    await handle.close()
  }
}
