import type { Image } from '../../kernels/image.ts'

/** Equal money in every instrument at its first mark, held: what one unit of it has become. */
export class BuyAndHold {
  private readonly firstMarks: number[] = []

  /** Mean of mark ÷ first mark over the instruments that have a mark; those without stay at 1. */
  growth(image: Image): number {
    const { instruments } = image.size
    let sum = 0
    for (let at = 0; at < instruments; at++) {
      const mark = Number(image.instrument.mark(at))
      if (mark > 0) this.firstMarks[at] ??= mark
      sum += mark > 0 ? mark / this.firstMarks[at] : 1
    }
    return sum / instruments
  }
}
