import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

const CHUNK = 256 * 1024

/**
 * Bytes [start, end) of a file, a chunk at a time, the next one being read while the last one is worked on. A chunk is
 * valid until the next is asked for.
 */
export async function* fileChunks(path: string, start = 0, end = Infinity): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const buffers = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)]
    let position = start
    let turn = 0
    let pending = read(handle, buffers[turn], position, end)
    for (;;) {
      const chunk = await pending
      if (chunk.length === 0) return
      position += chunk.length
      turn ^= 1
      pending = read(handle, buffers[turn], position, end)
      // Handled here too, so that a consumer that leaves early does not meet an unhandled rejection.
      pending.catch(() => undefined)
      yield chunk
    }
  } finally {
    await handle.close()
  }
}

async function read(handle: FileHandle, buffer: Uint8Array, position: number, end: number): Promise<Uint8Array> {
  const length = Math.min(buffer.length, end - position)
  if (length <= 0) return buffer.subarray(0, 0)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
