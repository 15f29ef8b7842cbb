import type { Frame, FramePool } from '../../kernels/frame.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'

/** Fewer rows than this are copied word by word: a view of so few costs more than it saves. */
const VIEW_ROWS_MIN = 4
const WORDS = ROW_BYTES / 4

/** Cuts rows into numbered frames. */
export class Framer {
  /** Rows handed on in frames. */
  rows = 0
  private readonly pool: FramePool
  private readonly sizes: () => number
  private readonly emit: (frame: Frame) => boolean
  private readonly first: number
  private frame: Frame | undefined
  private filled = 0
  private size = 0
  /** The words of the bytes that rows were taken from last. */
  private words: Uint32Array | undefined

  /**
   * @param sizes Rows of the next frame, at most the pool's.
   * @param emit Called with each full frame and the last one; returns false to stop.
   * @param first Sequence of the first row.
   */
  constructor(pool: FramePool, sizes: () => number, emit: (frame: Frame) => boolean, first = 1) {
    this.pool = pool
    this.sizes = sizes
    this.emit = emit
    this.first = first
  }

  /** Takes rows that stand at a byte offset (a multiple of 4) of `bytes`; false where no more are wanted. */
  take(bytes: Uint8Array, at: number, rows: number): boolean {
    for (let row = 0; row < rows;) {
      const frame = this.frame ?? this.next()
      const count = Math.min(rows - row, this.size - this.filled)
      this.copy(bytes, at + row * ROW_BYTES, frame.input.at(this.filled), count)
      row += count
      this.filled += count
      if (this.filled === this.size && !this.flush()) return false
    }
    return true
  }

  /** Hands the frame that is being filled on as it is. */
  end(): void {
    if (this.filled > 0) this.flush()
  }

  /** Rows taken, those of the frame that is being filled among them. */
  get taken(): number {
    return this.rows + this.filled
  }

  private next(): Frame {
    this.frame = this.pool.next(this.first + this.rows)
    this.size = Math.min(this.sizes(), this.pool.rows)
    return this.frame
  }

  private copy(bytes: Uint8Array, from: number, to: number, rows: number): void {
    const { u8, u32 } = this.pool.context.memory
    if (rows >= VIEW_ROWS_MIN) {
      u8.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, rows * ROW_BYTES), to)
      return
    }
    const words = this.wordsOf(bytes)
    let read = (bytes.byteOffset + from) >> 2
    let write = to >> 2
    for (const end = read + rows * WORDS; read < end;) u32[write++] = words[read++]!
  }

  private wordsOf({ buffer }: Uint8Array): Uint32Array {
    if (this.words?.buffer !== buffer) this.words = new Uint32Array(buffer)
    return this.words
  }

  private flush(): boolean {
    const frame = this.frame!
    frame.input.count = this.filled
    this.rows += this.filled
    this.filled = 0
    this.frame = undefined
    return this.emit(frame)
  }
}
