const RAGGED_MAX = 1_024

/** Rows of one frame after another: always the same, or `ragged`: 1 … 1 024 from a fixed sequence. */
export function frameSizes(frame: number | 'ragged'): () => number {
  if (frame !== 'ragged') return () => frame
  let state = 0x9e3779b9
  return () => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return 1 + ((state >>> 0) % RAGGED_MAX)
  }
}

/** Rows that a pool's frames must hold. */
export function frameRowsMax(frame: number | 'ragged'): number {
  return frame === 'ragged' ? RAGGED_MAX : frame
}
