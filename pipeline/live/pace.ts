/** How fast event time passes: so many seconds of it in a second, or as fast as rows are taken. */
export type Speed = number | 'max'

/** What tells the time, in milliseconds that never go back. */
export type Clock = () => number

/** Event time that passes beside a clock, from the first instant it is asked about. */
export class Pace {
  private readonly speed: Speed
  private readonly clock: Clock
  private startedAt = Number.NaN
  private startedMicros = 0

  constructor(speed: Speed, clock: Clock = () => performance.now()) {
    this.speed = speed
    this.clock = clock
  }

  /** Milliseconds until an event of this time (Unix µs) is due; 0 where it is. */
  wait(micros: number): number {
    const { speed, clock } = this
    if (speed === 'max') return 0
    if (Number.isNaN(this.startedAt)) {
      this.startedAt = clock()
      this.startedMicros = micros
    }
    return Math.max(0, (micros - this.startedMicros) / 1_000 / speed - (clock() - this.startedAt))
  }
}
