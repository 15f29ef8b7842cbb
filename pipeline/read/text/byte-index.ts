/** Looks up texts by their bytes, without making strings. */
export class ByteIndex {
  private readonly keys: Uint8Array[] = []
  private readonly values: number[] = []
  private table = new Int32Array(64).fill(-1)

  constructor(entries: Iterable<readonly [string, number]> = []) {
    for (const [text, value] of entries) this.set(Buffer.from(text), value)
  }

  /** The value of the text in bytes [from, to), or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const slot = this.slot(bytes, from, to)
    return this.table[slot] === -1 ? -1 : this.values[this.table[slot]]
  }

  set(key: Uint8Array, value: number): void {
    if (this.keys.length * 2 >= this.table.length) this.grow()
    const slot = this.slot(key, 0, key.length)
    if (this.table[slot] === -1) {
      this.table[slot] = this.keys.length
      this.keys.push(key.slice())
      this.values.push(value)
    } else this.values[this.table[slot]] = value
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1)
    this.keys.forEach((key, index) => {
      this.table[this.slot(key, 0, key.length)] = index
    })
  }

  /** Where a text stands, or would stand, in the open-addressed table (FNV-1a, linear probing). */
  private slot(bytes: Uint8Array, from: number, to: number): number {
    const { table, keys } = this
    let hash = 0x811c9dc5
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193)
    let slot = (hash >>> 0) % table.length
    while (table[slot] !== -1 && !same(keys[table[slot]], bytes, from, to)) slot = (slot + 1) % table.length
    return slot
  }
}

function same(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false
  for (let index = 0; index < key.length; index++) if (key[index] !== bytes[from + index]) return false
  return true
}
