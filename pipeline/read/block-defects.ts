import type { ReasonCode } from '../../model/reasons.generated.ts'
import { BadRowError, REJECTED_EXAMPLES, ROUNDED_EXAMPLES } from './findings.ts'
import type { BlockFindings, DefectSink } from './findings.ts'
import type { Defects } from './read-report.ts'

const emptyFindings = (): BlockFindings => ({ rejected: {}, repaired: {}, rounded: { count: 0, examples: [] } })

/**
 * Gathers what a parser finds until its block is handed on. The report is then the same whether the block was parsed
 * now or comes from the cache: places and order are kept, and as many examples as a report shows.
 */
export class BlockDefects implements DefectSink {
  findings = emptyFindings()
  any = false
  private readonly stop: boolean
  private notes: string[] = []

  constructor(policy: 'skip' | 'stop') {
    this.stop = policy === 'stop'
  }

  reject(reason: ReasonCode, file: string, line: number, detail = ''): void {
    if (this.stop && reason !== 'ROW_BLANK') throw new BadRowError(reason, `${file}:${line}`, detail)
    this.tally(this.findings.rejected, reason, line, detail)
  }

  repair(reason: ReasonCode, _file: string, line: number, detail = ''): void {
    this.tally(this.findings.repaired, reason, line, detail)
  }

  rounded(_file: string, line: number, detail: () => string): void {
    const { rounded } = this.findings
    this.any = true
    rounded.count++
    if (rounded.examples.length < ROUNDED_EXAMPLES) rounded.examples.push([line, detail()])
  }

  note(text: string): void {
    this.any = true
    this.notes.push(text)
  }

  /** Tells the report of a feed what stands here, under the name of the file it was found in, and forgets it. */
  handTo(defects: Defects, file: string): void {
    if (!this.any) return
    const { findings, notes } = this
    this.clear()
    for (const text of notes) defects.note(text)
    defects.take(file, findings)
  }

  /** Takes what was found when the block was parsed first. */
  load(findings: BlockFindings): void {
    this.findings = findings
    this.any = true
  }

  clear(): void {
    if (!this.any) return
    this.findings = emptyFindings()
    this.notes = []
    this.any = false
  }

  private tally(into: BlockFindings['rejected'], reason: ReasonCode, line: number, detail: string): void {
    this.any = true
    const tally = (into[reason] ??= { count: 0, examples: [] })
    tally.count++
    if (tally.examples.length < REJECTED_EXAMPLES) tally.examples.push([line, detail])
  }
}
