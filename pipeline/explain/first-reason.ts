import { REASON_DOCS } from '../../model/reasons.generated.ts'
import type { Chain, FirstReason, Judgement, MarketView, WarmUpView } from './explanation.ts'

/** Decisions that leave the target as it is. */
export const KEEPS: ReadonlySet<string> = new Set([
  'DECISION_HOLD',
  'DECISION_COOL_DOWN',
  'DECISION_QUALITY_LOW',
  'DECISION_CONFIDENCE_LOW',
])
/** Verdicts that say only that there is nothing to do. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set(['TARGET_REACHED', 'IN_BAND'])

const reason = (
  stage: FirstReason['stage'],
  code: string,
  text = (REASON_DOCS as Readonly<Record<string, string>>)[code] ?? '',
): FirstReason => ({
  stage,
  code,
  text,
})

/** The first thing on the way from the market to the venue that stopped a trade, or cut it. */
export function firstReason(
  chain: Omit<Chain, 'first'>,
  market: MarketView,
  warmUps: readonly WarmUpView[],
  hasEvaluation: boolean,
  isLater: boolean,
): FirstReason {
  if (isLater)
    return reason(
      'evaluation',
      'NO_EVALUATION',
      'Nothing was evaluated between that row and the instant asked for: the target stands.',
    )
  const { decision, signal, drops, judgements } = chain
  const last = judgements.at(-1)
  if (last !== undefined) return ofVerdict(last, decision)
  if (market.rows.length === 0 && market.mark === null && market.bid === null && market.last === null)
    return reason('market', 'NO_MARKET_DATA', 'The instrument has had no row of the market.')
  if (drops.length > 0 && signal === null) return reason('evaluation', drops[0].reason)
  if (!hasEvaluation) {
    return warmUps.length > 0
      ? reason('evaluation', 'EVALUATION_WARMING_UP')
      : reason('evaluation', 'NO_EVALUATION', 'Nothing was evaluated in this instant.')
  }
  if (signal === null) return reason('signal', 'NO_SIGNAL', 'The strategy made no signal in this instant.')
  if (decision === null) return reason('decision', 'NO_DECISION', 'No decision followed from the signal.')
  return reason('decision', 'NO_INTENT', 'The portfolio does not follow this strategy.')
}

function ofVerdict({ verdict, orders }: Judgement, decision: Chain['decision']): FirstReason {
  if (verdict.verdict === 'in-band') {
    if (decision !== null && KEEPS.has(decision.reason) && NOTHING_TO_DO.has(verdict.reason))
      return reason('decision', decision.reason)
    return reason('sizing', verdict.reason)
  }
  if (verdict.verdict !== 'approved')
    return reason(verdict.reason === 'BUDGET_SCALED' ? 'sizing' : 'gate', verdict.reason)
  const stopped = orders.find(({ state }) => state === 'ended')
  if (stopped !== undefined) {
    const end = stopped.events.at(-1)!
    return reason('venue', end.reason === 'NONE' ? `ORDER_${end.event.toUpperCase()}` : end.reason)
  }
  const open = orders.find(({ state }) => state === 'open')
  if (open !== undefined)
    return reason('venue', 'ORDER_OPEN', 'The order had not filled whole by the end of what was looked at.')
  return reason('none', 'NONE', 'Nothing stopped it.')
}
