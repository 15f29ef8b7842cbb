import type { CostStep } from '../../statistics/cost-breakdown.ts'
import { costBreakdown } from '../../statistics/cost-breakdown.ts'
import { moneyDecimals, percent, rounded, signed } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { ReportPortfolio } from '../report-data.ts'

/** From the result before costs to the result after them. */
export function costsSection(portfolios: readonly ReportPortfolio[]): Html {
  return html`<section id="costs">
    <h2>Costs, from gross to net</h2>
    <div class="pair">${portfolios.map(waterfall)}</div>
  </section>`
}

const LABELS: Readonly<Record<CostStep['kind'], string>> = {
  gross: 'Gross result',
  fees: 'Fees',
  spread: 'Spread',
  slippage: 'Slippage',
  financing: 'Financing',
  net: 'Net result',
}

function waterfall({ name, currency, costs, startingCash, tradedNotional }: ReportPortfolio): Html {
  const steps = costBreakdown(costs)
  const decimals = moneyDecimals(startingCash)
  const ends = steps.flatMap((step) => [Number(step.after), before(step)])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const width = high - low || 1
  const at = (value: number): string => `${(((value - low) / width) * 100).toFixed(2)}%`
  const paid = Number(costs.fees)
  const traded = Number(tradedNotional)
  const unknown = (['spread', 'slippage', 'financing'] as const).filter((kind) => costs[kind] === undefined)
  return html`<div>
    <h3>${name} <span class="muted">${currency}</span></h3>
    <table class="waterfall">
      <tbody>
        ${steps.map((step) => {
          const [from, to] = [before(step), Number(step.after)].sort((a, b) => a - b)
          const kind = step.kind === 'gross' || step.kind === 'net' ? 'total' : 'cost'
          return html`<tr class="${kind}">
            <th scope="row">${LABELS[step.kind]}</th>
            <td class="bar">
              <i style="left:${at(from)};width:max(2px,${(((to - from) / width) * 100).toFixed(2)}%)"></i
              ><u style="left:${at(0)}"></u>
            </td>
            <td class="n" title="exactly ${step.amount} ${currency}">${signed(step.amount, decimals)}</td>
          </tr>`
        })}
      </tbody>
    </table>
    <p class="muted">
      ${rounded(tradedNotional, decimals)} ${currency}
      traded${traded > 0 && `; fees are ${percent(paid / traded, 3)} of it`}.
      ${unknown.length > 0 && `Inside the gross result, because not known apart: ${unknown.join(', ')}.`}
    </p>
  </div>`
}

/** What stood before a step; totals start at zero. */
function before(step: CostStep): number {
  return step.kind === 'gross' || step.kind === 'net' ? 0 : Number(step.after) - Number(step.amount)
}
