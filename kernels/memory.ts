const PAGE = 65_536
/** The call block (64 bytes) and what a WASM module keeps for itself. */
const RESERVED_BYTES = 1_024

/**
 * The one memory that frames and the state image live in: a `WebAssembly.Memory` whose initial size is its maximum,
 * so that no view is ever detached. Regions are handed out once and never returned.
 */
export class Memory {
  readonly wasm: WebAssembly.Memory
  readonly buffer: ArrayBuffer
  readonly u8: Uint8Array
  readonly u16: Uint16Array
  readonly u32: Uint32Array
  readonly i32: Int32Array
  readonly f64: Float64Array
  readonly i64: BigInt64Array
  readonly u64: BigUint64Array
  private used = RESERVED_BYTES

  /** @param bytes Capacity; rounded up to 64 KiB. Untouched pages cost address space only. */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / PAGE)
    this.wasm = new WebAssembly.Memory({ initial: pages, maximum: pages })
    this.buffer = this.wasm.buffer as ArrayBuffer
    this.u8 = new Uint8Array(this.buffer)
    this.u16 = new Uint16Array(this.buffer)
    this.u32 = new Uint32Array(this.buffer)
    this.i32 = new Int32Array(this.buffer)
    this.f64 = new Float64Array(this.buffer)
    this.i64 = new BigInt64Array(this.buffer)
    this.u64 = new BigUint64Array(this.buffer)
  }

  get bytesUsed(): number {
    return this.used
  }

  /** Forgets every region and zeroes what they held, for another use of the same memory. */
  clear(): void {
    this.u8.fill(0, 0, this.used)
    this.used = RESERVED_BYTES
  }

  /** Takes a region, aligned to a cache line. Throws when the memory's capacity does not hold it. */
  allocate(bytes: number, what: string): number {
    const base = this.used
    const end = base + Math.ceil(bytes / 64) * 64
    if (end > this.buffer.byteLength) {
      throw new RangeError(
        `${what} needs ${bytes} bytes, ${this.buffer.byteLength - base} of ${this.buffer.byteLength} are left: use fewer orders, smaller frames or fewer instruments`,
      )
    }
    this.used = end
    return base
  }
}
