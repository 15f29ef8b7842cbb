const POINTS_MAX = 4_000

/** A curve of bounded size: when it is full every second point is dropped and from then on only every second is taken. */
export class Curve {
  readonly timesMicros: number[] = []
  readonly values: number[] = []
  first: number | undefined
  last: number | undefined
  lastMicros = 0
  private stride = 1
  private skipped = 0

  add(timeMicros: number, value: number): void {
    this.first ??= value
    this.last = value
    this.lastMicros = timeMicros
    if (++this.skipped < this.stride) return
    this.skipped = 0
    this.timesMicros.push(timeMicros)
    this.values.push(value)
    if (this.values.length < POINTS_MAX) return
    for (const column of [this.timesMicros, this.values]) {
      let kept = 0
      for (let at = 0; at < column.length; at += 2) column[kept++] = column[at]
      column.length = kept
    }
    this.stride *= 2
  }

  /** The points with the newest one at the end. */
  points(): { timesMicros: number[]; values: number[] } {
    const [timesMicros, values] = [this.timesMicros.slice(), this.values.slice()]
    if (this.last !== undefined && timesMicros.at(-1) !== this.lastMicros) {
      timesMicros.push(this.lastMicros)
      values.push(this.last)
    }
    return { timesMicros, values }
  }
}
