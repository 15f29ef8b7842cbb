import { checkValue } from '../result/check-text.ts'
import { grouped } from '../result/grouped.ts'
import type { Chain, CheckView, EvaluationView, Explanation, Judgement, MarketRow, OrderView } from './explanation.ts'
import type { Change, NoChange, SmallestChange } from './smallest-change.ts'

const LABEL = 10
const CHECK = 26

const line = (label: string, text: string): string => `${label.padEnd(LABEL)}${text}`
const number = (value: number): string => value.toFixed(2)
/** Fills of one order that are printed. */
const FILLS = 6
const shorter = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+(?= |$)/, '') : decimal)
const seconds = (value: string): string => `${grouped(shorter(value))} s`
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`

/** An explanation for people: from the market to the fills, and what stopped it. */
export function explanationText(explanation: Explanation): string {
  const { instrument, time, sequence, market, evaluations, warmUps, chains, later } = explanation
  const { mark, markAgeSeconds, bid, ask, crossed, rows } = market
  const touch =
    bid === null && ask === null ? '' : ` · bid ${bid ?? 'none'}, ask ${ask ?? 'none'}${crossed ? ', crossed' : ''}`
  const marked = mark === null ? 'no mark' : `mark ${mark}, ${seconds(markAgeSeconds!)} old`
  const lines = [
    line(instrument, `${time}   row ${sequence}`),
    ...(later === undefined ? [] : [line('asked', laterText(later))]),
    line('market', `${rows.map(rowText).join(' · ') || 'no row in this instant'} · ${marked}${touch}`),
    ...block('evaluated', evaluations.map(evaluationText)),
    ...block(
      'warming',
      warmUps.map(({ evaluator, seen, needed }) => `${evaluator}: has seen ${seen} of ${needed} rows`),
    ),
  ]
  return [...lines, ...chains.flatMap((chain) => ['', ...chainLines(chain)])].join('\n')
}

function laterText({ seconds: after, rows, newest }: NonNullable<Explanation['later']>): string {
  const since = newest === null ? '' : `, the newest ${newest.time} ${rowText(newest)}`
  return `${seconds(after)} later; nothing was said of it in between: ${rows} rows of its market${since}`
}

function block(label: string, texts: readonly string[]): string[] {
  return texts.map((text, at) => line(at === 0 ? label : '', text))
}

const rowText = ({ kind, lanes }: MarketRow): string =>
  `${kind} ${Object.entries(lanes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`

function evaluationText(one: EvaluationView): string {
  const { source, timeframe, rating, confidence, asOf, horizonSeconds, isNew, expired, strategies } = one
  const held = strategies.length === 0 ? 'held by no strategy' : `held by ${strategies.join(', ')}`
  const state = `${isNew ? 'new' : `as of ${asOf}`}, ${expired ? 'expired' : `for ${seconds(String(horizonSeconds))}`}, ${held}`
  const name = source.endsWith(` ${timeframe}`) ? source : `${source} ${timeframe}`
  return `${name.padEnd(20)} rating ${number(rating)}, confidence ${number(confidence)}; ${state}`
}

function chainLines(chain: Chain): string[] {
  const { portfolio, strategy, drops, signal, decision, judgements, first } = chain
  return [
    line(portfolio, `follows ${strategy}`),
    ...block(
      'dropped',
      drops.map(
        ({ source, rating, confidence, reason }) =>
          `${source}: rating ${number(rating)}, confidence ${number(confidence)}: ${reason}`,
      ),
    ),
    ...(signal === null
      ? []
      : [
          line(
            'signal',
            `strength ${number(signal.strength)}, confidence ${number(signal.confidence)}, quality ${number(signal.quality)}, ` +
              `consensus ${number(signal.consensus)}, of ${signal.evaluations} evaluations`,
          ),
        ]),
    ...(decision === null
      ? []
      : [
          line(
            'decision',
            `${decision.id} ${decision.reason}: ${percent(decision.target)} of conviction, was ${percent(decision.previous)}${decision.reaffirmed ? ', reaffirmed' : ''}`,
          ),
        ]),
    ...judgements.flatMap(judgementLines),
    line('why', first.code === 'NONE' ? first.text : `${first.code}: ${first.text}`),
  ]
}

function judgementLines({ verdict, sizing, checks, notAsked, changes, orders }: Judgement): string[] {
  const { requested, approved, reason } = verdict
  const size =
    sizing === null
      ? []
      : [
          `${sizing.method} of ${grouped(sizing.equity, 2)} ${sizing.currency}: target ${sizing.target}, held ${sizing.held}` +
            working(sizing.workingBuys, sizing.workingSells),
          `to send ${sizing.change}, worth ${grouped(sizing.changeWorth, 2)}; below ${grouped(sizing.band, 2)} it is left alone`,
        ]
  const asked = checks.map(checkText)
  const rest =
    notAsked.length === 0 ? [] : [`not asked, having no limit here or being of other orders: ${notAsked.length} checks`]
  const said = `${verdict.verdict}${reason === 'NONE' ? '' : ` ${reason}`}: asked ${requested}, approved ${approved}`
  return [
    ...block('size', size),
    ...block('gate', [said, ...asked, ...rest]),
    ...changes.flatMap((change) => block('otherwise', changeTexts(change))),
    ...orders.flatMap((order) => block('order', orderTexts(order))),
  ]
}

const working = (buys: string, sells: string): string =>
  Number(buys) === 0 && Number(sells) === 0 ? '' : `, working ${buys} to buy and ${sells} to sell`

function checkText(check: CheckView): string {
  const { status, reached, scope, subject, unit } = check
  const sign = status === 'violated' ? '✗' : '✓'
  const text = (value: string): string => checkValue({ unit }, value)
  const numbers =
    unit === 'none' ? '' : ` ${text(check.value)} of ${text(check.limit)}, headroom ${text(check.headroom)}`
  const of = subject === null ? scope : `${scope}, ${subject}`
  return `${sign} ${check.check.padEnd(CHECK)}${numbers} (${of})${reached ? '' : ' — not come to'}`
}

const GOALS = { whole: 'would pass whole', leaves: 'some would pass', moves: 'would go to the gate' } as const

function changeTexts(change: SmallestChange | NoChange): string[] {
  if ('absent' in change) return [`${GOALS[change.goal]}: no change of one input does; ${change.absent}`]
  const { changes, becomes, verified } = change
  const together = changes.length > 1 ? `, all ${changes.length} needed` : ''
  return [
    `${GOALS[change.goal]} (${becomes})${together}, ${verified ? 'verified on a copy of the state' : 'not verified'}:`,
    ...changes.map(oneChange),
  ]
}

function oneChange({ input, from, to, oneLess, without, checks }: Change): string {
  const less = oneLess === null ? '' : `; one unit less: ${oneLess}`
  const left = oneLess === without ? '' : `; left out: ${without}`
  const change = to === null ? 'only without that limit' : `${shorter(from)} → ${shorter(to)}`
  return `  ${input} ${change} (${checks.join(', ')})${less}${left}`
}

function orderTexts({ id, sent, events, fills, filled, state }: OrderView): string[] {
  const { side, quantity, type, timeInForce, limitPrice } = sent
  const at = limitPrice === null ? '' : ` at ${limitPrice}`
  return [
    `${id} ${side} ${quantity} ${type}${at} ${timeInForce}: ${state}, ${filled} filled`,
    ...fills
      .slice(0, FILLS)
      .map(
        (fill) =>
          `  ${fill.time} ${fill.side} ${fill.quantity} at ${fill.price}, fee ${grouped(fill.fee, 2)} ${fill.currency}, ${fill.rowsLater} rows later`,
      ),
    ...(fills.length > FILLS ? [`  … and ${fills.length - FILLS} fills more, the last ${fills.at(-1)!.time}`] : []),
    ...events.map(({ time, event, reason }) => `  ${time} ${event} ${reason}`),
  ]
}
