import { ROW_BYTES } from '../../model/layout.generated.ts'

/** Where merged rows are written: room for some rows at a time, handed on when it is full. */
export interface RowTarget {
  readonly u32: Uint32Array
  readonly i32: Int32Array
  /** Rows that one room holds. */
  readonly capacity: number
  /** First 32-bit word of an empty room, or −1 where no more rows are wanted. May block. */
  room(): number
  /** Hands the first `rows` of the room on; false where no more are wanted. */
  publish(rows: number): boolean
}

const BATCH_ROWS = 256

/** A target on the same thread: each batch is taken before the next row is merged. */
export class BatchTarget implements RowTarget {
  readonly capacity = BATCH_ROWS
  readonly u32: Uint32Array
  readonly i32: Int32Array
  private readonly bytes: Uint8Array
  private readonly take: (bytes: Uint8Array, at: number, rows: number) => boolean

  /** @param take Gets the bytes of a batch, valid inside the call; returns false to stop. */
  constructor(take: (bytes: Uint8Array, at: number, rows: number) => boolean) {
    const buffer = new ArrayBuffer(BATCH_ROWS * ROW_BYTES)
    this.u32 = new Uint32Array(buffer)
    this.i32 = new Int32Array(buffer)
    this.bytes = new Uint8Array(buffer)
    this.take = take
  }

  room(): number {
    return 0
  }

  publish(rows: number): boolean {
    return this.take(this.bytes, 0, rows)
  }
}
