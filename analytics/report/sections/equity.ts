import type { Charts, Line } from '../charts.ts'
import { moneyDecimals, percent, rounded } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { drawdownOf } from '../key-figures.ts'
import type { ReportPortfolio } from '../report-data.ts'

/** Equity beside buy and hold, and the drawdown below it, for each portfolio. */
export function equitySection(portfolios: readonly ReportPortfolio[], charts: Charts): Html {
  return html`<section id="equity">
    <h2>Equity and drawdown, beside buy and hold</h2>
    <div class="pair">${portfolios.map((portfolio, at) => pair(portfolio, at, charts))}</div>
  </section>`
}

function pair(portfolio: ReportPortfolio, at: number, charts: Charts): Html {
  const { name, currency, equityCurve, buyAndHold, startingCash, equity } = portfolio
  const falls = drawdownOf(portfolio)
  const deepest = falls.reduce((least, value) => Math.min(least, value), 0)
  const lines: Line[] = [{ label: 'equity', role: 'own', curve: equityCurve }]
  if (buyAndHold !== undefined) lines.push({ label: 'buy and hold', role: 'held', curve: buyAndHold })
  const decimals = moneyDecimals(startingCash)
  return html`<div>
    <h3>${name} <span class="muted">${currency}</span></h3>
    ${charts.add({
      description: `Equity of ${name} from ${rounded(startingCash, decimals)} to ${rounded(equity, decimals)} ${currency}`,
      unit: 'money',
      heightPixels: 240,
      group: `portfolio-${at}`,
      lines,
    })}
    ${charts.add({
      description: `Drawdown of ${name}, at its deepest ${percent(deepest)}`,
      unit: 'fraction',
      heightPixels: 130,
      fromZero: true,
      group: `portfolio-${at}`,
      lines: [{ label: 'drawdown', role: 'fall', curve: { timesMicros: equityCurve.timesMicros, values: falls } }],
    })}
  </div>`
}
