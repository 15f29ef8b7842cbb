import { of } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import type { KernelFrame } from '../../kernels/kernel.ts'
import { examine } from '../../kernels/reference/examine.ts'
import type { Examined } from '../../kernels/reference/examine.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import { toBudget } from '../../kernels/reference/intents.ts'
import type { Probe, Sized } from '../../kernels/reference/probe.ts'
import { Reason } from '../../model/reasons.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { checks } from '../../operators/risk/checks.ts'
import type { CheckEvent } from '../../operators/risk/checks.ts'
import { verdicts } from '../../operators/risk/verdicts.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import { FollowedOrders } from './followed-orders.ts'
import { InstantRows } from './instant-rows.ts'
import type { Listener } from './listening-kernel.ts'
import { Rerun } from './rerun.ts'
import { sizingView } from './sizing-view.ts'
import type { SizingView } from './explanation.ts'

/** An intent as the gate saw it. */
export interface Judged {
  readonly intent: Intent
  readonly examined: readonly Examined[]
}

/** Rows before the one that is listened to whose instant may be its own. */
const INSTANT_ROWS_MAX = 4_096

/** Listens to one row of a run: what was said at it, on which state, and what became of its orders. */
export class Moment implements Listener {
  readonly rows: readonly number[]
  readonly probe: Probe
  readonly instant = new InstantRows()
  readonly judged: Judged[] = []
  readonly sized: (Pick<Sized, 'portfolio' | 'instrument'> & { readonly view: SizingView })[] = []
  readonly verdicts: VerdictEvent[] = []
  /** Violated checks by the place of their verdict. */
  readonly checks: CheckEvent[][] = []
  readonly followed = new FollowedOrders()
  /** The row on copies of the state just before it; undefined where the graph's desk has a kernel of its own. */
  rerun: Rerun | undefined
  private readonly sequence: number

  constructor(sequence: number) {
    this.sequence = sequence
    this.rows = [sequence]
    this.probe = {
      sized: (image, { portfolio, instrument, ...sized }) =>
        void this.sized.push({ portfolio, instrument, view: sizingView(image, { portfolio, instrument, ...sized }) }),
      judged: (image, intent, budget) => {
        const left = toBudget(image, intent, budget)
        const examined = left.lots === 0n ? [] : examine(image, left)
        this.judged.push({ intent, examined: left === intent ? examined : [budgetCheck(intent, budget!), ...examined] })
      },
    }
  }

  before(image: Image, frame: KernelFrame, row: number): void {
    this.judged.length = 0
    this.sized.length = 0
    this.rerun = new Rerun(image, frame, row)
  }

  answered(image: Image): void {
    this.rerun?.remember(image)
  }

  /** Takes an outcome; true when it is the one of the row, whose frame ends there. */
  take(outcome: Outcome): boolean {
    const { frame, from, to } = outcome
    const { firstSequence, rowCount } = frame
    if (firstSequence > this.sequence) {
      this.followed.take(outcome)
      return false
    }
    const near = firstSequence + rowCount > this.sequence - INSTANT_ROWS_MAX
    if (from === 0 && near) this.instant.take(frame)
    if (firstSequence + to <= this.sequence || firstSequence + from > this.sequence) return false
    of(outcome)
      .pipe(verdicts())
      .subscribe((verdict) => {
        if (verdict.sequence === this.sequence) this.verdicts.push(verdict)
      })
    const all: CheckEvent[] = []
    of(outcome)
      .pipe(checks())
      .subscribe((check) => {
        if (check.sequence === this.sequence) all.push(check)
      })
    this.verdicts.forEach((verdict, at) => this.checks.push(checksBetween(all, verdict, this.verdicts[at + 1])))
    this.followed.begin(outcome, this.sequence)
    this.followed.take(outcome)
    return true
  }
}

const subOf = ({ id }: { readonly id: string }): number => Number(id.slice(id.indexOf('.') + 1))

function checksBetween(
  all: readonly CheckEvent[],
  verdict: VerdictEvent,
  next: VerdictEvent | undefined,
): CheckEvent[] {
  return all.filter((check) => subOf(check) > subOf(verdict) && (next === undefined || subOf(check) < subOf(next)))
}

/** The budget of the instant, told as the check it is. */
function budgetCheck({ portfolio }: Intent, { need, room }: { need: bigint; room: bigint }): Examined {
  return {
    check: Reason.BUDGET_SCALED,
    scope: portfolio,
    value: need,
    limit: room,
    headroom: room,
    subject: -1,
    violated: true,
    reached: true,
  }
}
