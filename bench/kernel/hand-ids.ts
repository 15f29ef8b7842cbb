/** Ids seen, in an open-addressing table of doubles; what was added since `keep` can be taken out again. */
export class HandIds {
  private readonly slots: Float64Array
  private readonly mask: number
  private readonly added: Int32Array
  private count = 0

  /** @param capacity Ids it must hold. */
  constructor(capacity: number) {
    const size = 2 ** Math.ceil(Math.log2(2 * capacity))
    this.slots = new Float64Array(size)
    this.mask = size - 1
    this.added = new Int32Array(capacity)
  }

  has(id: number): boolean {
    const { slots, mask } = this
    for (let at = Math.imul(id, 0x9e37_79b1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      if (slots[at] === id) return true
    }
    return false
  }

  add(id: number): void {
    const { slots, mask } = this
    let at = Math.imul(id, 0x9e37_79b1) & mask
    while (slots[at] !== 0) at = (at + 1) & mask
    slots[at] = id
    this.added[this.count++] = at
  }

  keep(): void {
    this.count = 0
  }

  restore(): void {
    while (this.count > 0) this.slots[this.added[--this.count]] = 0
  }
}
