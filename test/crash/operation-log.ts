/** Something that was done to a disk. `file` is the number that the system knew it by while it was open. */
export type Operation =
  | { readonly of: 'open'; readonly file: number; readonly path: string; readonly mode: 'write' | 'create' }
  | { readonly of: 'close' | 'sync'; readonly file: number }
  /** Of bytes that follow, or of so many zeros. */
  | { readonly of: 'write'; readonly file: number; readonly position: number; readonly zeros?: number }
  /** A sync that failed; `seed` says what it lost. */
  | { readonly of: 'failed sync'; readonly file: number; readonly seed: number }
  | { readonly of: 'truncate'; readonly file: number; readonly length: number }
  | { readonly of: 'rename' | 'link'; readonly from: string; readonly to: string }
  | { readonly of: 'remove'; readonly path: string }
  | { readonly of: 'sync folder'; readonly folder: string }

const HEAD_BYTES = 8

/** An operation as one record: lengths of its text and of its bytes, then both. */
export function encodeOperation(operation: Operation, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  const text = Buffer.from(JSON.stringify(operation))
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32LE(text.length, 0)
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, text, bytes])
}

/** The records of a log; one that a kill cut short is left out: its operation was never answered. */
export function* operationsOf(log: Buffer): Generator<{ operation: Operation; bytes: Uint8Array }> {
  for (let at = 0; at + HEAD_BYTES <= log.length;) {
    const text = at + HEAD_BYTES
    const bytes = text + log.readUInt32LE(at)
    const end = bytes + log.readUInt32LE(at + 4)
    if (end > log.length) return
    yield { operation: JSON.parse(log.toString('utf8', text, bytes)) as Operation, bytes: log.subarray(bytes, end) }
    at = end
  }
}
