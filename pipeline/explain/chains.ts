import type { Image } from '../../kernels/image.ts'
import { parseDecimal } from '../../model/decimal.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import { checkViews, notAsked } from './check-view.ts'
import type { CheckView, Judgement } from './explanation.ts'
import type { Judged, Moment } from './moment.ts'
import { judgedOf } from './rerun.ts'
import { smallestChange, VERDICT_NAMES } from './smallest-change.ts'
import type { Goal, NoChange, SmallestChange } from './smallest-change.ts'

/** Goals by what was said: what was cut could have passed whole, what was refused in part, too. */
const GOALS: Readonly<Record<VerdictEvent['verdict'], readonly Goal[]>> = {
  'in-band': ['moves'],
  refused: ['leaves', 'whole'],
  reduced: ['whole'],
  approved: [],
}
/** Verdicts that no input of the desk stands behind. */
const BY_DECISION: ReadonlySet<string> = new Set(['TARGET_REACHED', 'WORKING_CANCELLED'])

/** What the row came to for one portfolio and instrument. The image gives names and numbers of settings. */
export function judgementsOf(moment: Moment, image: Image, portfolio: number, instrument: number): Judgement[] {
  const { names } = image
  const own = moment.verdicts
    .map((verdict, at) => ({ verdict, checks: moment.checks[at] }))
    .filter(
      ({ verdict }) =>
        verdict.portfolio === names.scopes[portfolio] && verdict.instrument === symbolOf(image, instrument),
    )
  const judged = moment.judged.filter(
    ({ intent }) => intent.portfolio === portfolio && intent.instrument === instrument,
  )
  const lots = names.universe.instruments[instrument]?.quantityScale ?? 0
  const asked = own.map(({ verdict }) => ({
    kind: VERDICT_NAMES.indexOf(verdict.verdict),
    requested: parseDecimal(verdict.requested, lots),
  }))
  const pairs = judgedOf(asked, judged)
  const orders = moment.followed.views(names.scopes[portfolio], symbolOf(image, instrument))
  const sending = own.filter(({ verdict }) => verdict.verdict === 'approved' || verdict.verdict === 'reduced')
  return own.map((one, ordinal) => {
    const { verdict } = one
    const sends = sending.indexOf(one)
    const sizing = moment.sized.find((each) => each.portfolio === portfolio && each.instrument === instrument)
    return {
      verdict,
      sizing: verdict.decisionId === null ? null : (sizing?.view ?? null),
      ...checksOf(image, instrument, pairs[ordinal], one.checks),
      changes: changesOf(moment, { portfolio, instrument, ordinal }, verdict),
      orders: sends < 0 || orders[sends] === undefined ? [] : [orders[sends]],
    }
  })
}

const symbolOf = ({ names }: Image, instrument: number): string =>
  names.universe.instruments[instrument]?.symbol ?? `#${instrument}`

/** All checks of what the gate judged; of anything else those that were violated. */
function checksOf(
  image: Image,
  instrument: number,
  judged: Judged | undefined,
  violated: Moment['checks'][number],
): Pick<Judgement, 'checks' | 'notAsked'> {
  if (judged !== undefined) {
    return { checks: checkViews(image, instrument, judged.examined), notAsked: notAsked(judged.examined) }
  }
  const checks = violated.map(({ check, scope, subject, unit, value, limit, headroom }): CheckView => ({
    check,
    status: 'violated',
    reached: true,
    scope,
    subject,
    unit,
    value,
    limit,
    headroom,
  }))
  return { checks, notAsked: [] }
}

function changesOf(
  { rerun }: Moment,
  asked: { portfolio: number; instrument: number; ordinal: number },
  verdict: VerdictEvent,
): (SmallestChange | NoChange)[] {
  const answer = rerun?.ask(asked)
  if (rerun === undefined || answer === undefined || BY_DECISION.has(verdict.reason)) return []
  const found: (SmallestChange | NoChange)[] = []
  for (const goal of GOALS[verdict.verdict]) {
    const change = smallestChange(rerun, asked, answer, goal)
    const before = found.at(-1)
    // Where the least that passes is all of it, it is said once.
    if (before !== undefined && JSON.stringify({ ...before, goal }) === JSON.stringify(change)) found.pop()
    found.push(change)
  }
  return found
}
