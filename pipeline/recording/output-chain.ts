import xxhash from 'xxhash-wasm'
import type { Outcome } from '../../operators/outcome.ts'
import { TapeHashes, TAPES } from '../engine/hashes.ts'

const { h64Raw } = await xxhash()

/**
 * What a run has said so far, as one hash a tape that can be kept and gone on with: at each checkpoint the hash of what
 * came since the one before is folded in, chain ← XXH64(chain, hash). Runs agree where their checkpoints do.
 */
export class OutputChain {
  /** By {@link TAPES}. */
  readonly chains: BigUint64Array
  private hashes = new TapeHashes()

  /** @param chains What a recovered run goes on from. */
  constructor(chains: Iterable<bigint> = TAPES.map(() => 0n)) {
    this.chains = BigUint64Array.from(chains)
  }

  take(outcome: Outcome): void {
    this.hashes.take(outcome)
  }

  /** Folds in what came since the last call. */
  fold(): void {
    const pair = new BigUint64Array(2)
    const bytes = new Uint8Array(pair.buffer)
    this.hashes.values().forEach((hash, at) => {
      pair[0] = this.chains[at]
      pair[1] = hash
      this.chains[at] = h64Raw(bytes)
    })
    this.hashes = new TapeHashes()
  }
}
