import { BAR, BAR_CLOSE, BAR_HIGH, BAR_LOTS, BAR_LOW, BAR_OPEN } from '../../../model/layout.generated.ts'
import type { SessionTable } from '../../../model/session.ts'
import type { BarTimes } from '../bar-times.ts'
import type { DefectSink } from '../findings.ts'
import type { RowBlock } from '../row-block.ts'
import type { TimeScanner } from '../text/time-scanner.ts'

/**
 * Writes BAR rows. A bar whose open or close lies outside its high and low keeps its day: high and low are widened to
 * them and it is counted as repaired (early index data has opens from another source). A high below the low has no
 * reading at all and is left out.
 */
export class BarRow {
  private readonly barTimes: BarTimes
  private readonly source: number
  private readonly defects: DefectSink

  constructor(barTimes: BarTimes, source: number, defects: DefectSink) {
    this.barTimes = barTimes
    this.source = source
    this.defects = defects
  }

  write(
    block: RowBlock,
    times: TimeScanner,
    session: SessionTable,
    instrument: number,
    values: Float64Array,
    file: string,
    line: number,
  ): void {
    const [open, high, low, close, lots] = values as unknown as [number, number, number, number, number]
    if (high < low) return this.defects.reject('ROW_BAR_INCONSISTENT', file, line, `high ${high} below low ${low}`)
    const word = block.push(BAR, 0, this.source, instrument, this.barTimes.spec, line)
    if (!this.barTimes.write(block.u32, word + 2, times, session)) {
      block.count--
      return this.defects.reject('ROW_NO_SESSION', file, line, `session ${session.name} has none on that date`)
    }
    const top = Math.max(open, high, close)
    const bottom = Math.min(open, low, close)
    if (top !== high || bottom !== low) {
      this.defects.repair('ROW_BAR_INCONSISTENT', file, line, `${open} ${high} ${low} ${close} (in price units)`)
    }
    const lane = word >> 1
    const { f64 } = block
    f64[lane + BAR_OPEN] = open
    f64[lane + BAR_HIGH] = top
    f64[lane + BAR_LOW] = bottom
    f64[lane + BAR_CLOSE] = close
    f64[lane + BAR_LOTS] = lots
  }
}
