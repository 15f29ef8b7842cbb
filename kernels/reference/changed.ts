import type { Image } from '../image.ts'

const WORD = 64

/** Notes that a scope changed in what is watched at the end of an instant: equity, exposure, limits, trading state. */
export function noteChange({ changed }: Image, scope: number): void {
  const word = Math.floor(scope / WORD)
  changed.setBits(word, BigInt.asIntN(WORD, changed.bits(word) | (1n << BigInt(scope % WORD))))
}

/** The same for a portfolio and the groups of portfolios above it. */
export function noteChain(image: Image, portfolio: number): void {
  for (let at = portfolio; at >= 0; at = image.scope.parent(at)) noteChange(image, at)
}

/** Takes the next scope beyond `after` that changed; −1 where there is none. */
export function takeChanged({ changed, scopes }: Image, after: number): number {
  for (let at = after + 1; at < scopes; at++) {
    const word = Math.floor(at / WORD)
    const bit = 1n << BigInt(at % WORD)
    const bits = BigInt.asUintN(WORD, changed.bits(word))
    if ((bits & bit) === 0n) continue
    changed.setBits(word, BigInt.asIntN(WORD, bits ^ bit))
    return at
  }
  return -1
}
