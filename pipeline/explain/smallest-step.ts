/**
 * The smallest number of steps, 1 … `most`, that is enough, where more is enough too; undefined where `most` is not.
 * What is enough and its predecessor, which is not, have both been tried.
 *
 * @param guess Tried first.
 */
export function smallestStep(guess: bigint, most: bigint, enough: (steps: bigint) => boolean): bigint | undefined {
  if (most < 1n) return undefined
  const first = guess < 1n ? 1n : guess > most ? most : guess
  let low = 0n
  let high = first
  if (enough(first)) {
    if (first === 1n || !enough(first - 1n)) return first
    high = first - 1n
  } else {
    for (;;) {
      if (high === most) return undefined
      low = high
      high = high * 2n > most ? most : high * 2n
      if (enough(high)) break
    }
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}
