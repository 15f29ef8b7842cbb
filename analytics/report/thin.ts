/**
 * Indices of at most `max` points of a curve that keep its look: the range is cut into equal runs of points, and of each
 * run the first, lowest, highest and last point stay. So no peak and no trough is lost. Short curves keep every point.
 *
 * @example thin([1, 9, 2, 3, 0, 4, 5, 5], 4) // [0, 1, 4, 7]
 */
export function thin(values: readonly number[], max: number): number[] {
  if (values.length <= max) return [...values.keys()]
  const runs = Math.max(1, Math.floor(max / 4))
  const kept: number[] = []
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * values.length) / runs)
    const to = Math.floor(((run + 1) * values.length) / runs)
    let [low, high] = [from, from]
    for (let at = from; at < to; at++) {
      if (values[at] < values[low]) low = at
      if (values[at] > values[high]) high = at
    }
    for (const at of [from, Math.min(low, high), Math.max(low, high), to - 1]) if (at !== kept.at(-1)) kept.push(at)
  }
  return kept
}
