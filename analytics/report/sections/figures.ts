import type { HitRate } from '../../statistics/hit-rate.ts'
import type { Absent, Statistic } from '../../statistics/statistic.ts'
import { count, fixed, moneyDecimals, percent, rounded, signedPercent, sum, negated } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { KeyFigures } from '../key-figures.ts'
import { keyFigures } from '../key-figures.ts'
import type { ReportPortfolio } from '../report-data.ts'

const MICROS_PER_MINUTE = 60_000_000

/** The figures of each portfolio, and its books, which have to balance. */
export function figuresSection(portfolios: readonly ReportPortfolio[]): Html {
  return html`<section id="figures">
    <h2>Key figures</h2>
    <div class="pair">${portfolios.map(card)}</div>
  </section>`
}

function card(portfolio: ReportPortfolio): Html {
  const { name, strategy, currency, tradingState, equity, startingCash } = portfolio
  const figures = keyFigures(portfolio)
  const { totalReturn } = figures
  const mood = 'value' in totalReturn && totalReturn.value < 0 ? 'loss' : 'gain'
  return html`<article class="card">
    <header>
      <h3>${name}</h3>
      <span class="muted">${strategy}</span>
      <span class="pill ${tradingState === 'active' ? 'calm' : 'warn'}">${tradingState}</span>
    </header>
    <p class="headline">
      <strong>${rounded(equity, moneyDecimals(startingCash))}</strong> ${currency}
      ${'value' in totalReturn ? html`<span class="${mood}">${signedPercent(totalReturn.value)}</span>` : html`<small>return absent: ${totalReturn.absent}</small>`}
    </p>
    <dl class="figures">
      ${rows(figures).map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${books(portfolio, figures.balanced)}
  </article>`
}

function rows(figures: KeyFigures): [string, Html][] {
  const { comparison } = figures
  const all: [string, Html][] = [
    ['Buy and hold', shown(figures.buyAndHoldReturn, signedPercent)],
    ['Deepest drawdown', shown(figures.drawdownMax, percent)],
    ['Longest drawdown', shown(figures.drawdownMicrosMax, spell)],
    ['Sharpe ratio, a year', shown(figures.sharpe, (value) => fixed(value, 2))],
    ['Volatility, a year', shown(figures.volatility, percent)],
    ['Hit rate', hits(figures.hitRate)],
    ['Turnover', shown(figures.turnover, (value) => `${fixed(value, 2)} × equity`)],
  ]
  if (comparison !== undefined) {
    all.push(['Beta to buy and hold', shown(comparison.beta, (value) => fixed(value, 2))])
    all.push(['Tracking error, a year', shown(comparison.trackingError, percent)])
  }
  return all
}

/** A figure, or why there is none. */
const shown = (statistic: Statistic, format: (value: number) => string): Html =>
  'value' in statistic
    ? html`${format(statistic.value)}`
    : html`<span class="absent">absent<small>${statistic.absent}</small></span>`

function hits(rate: HitRate | Absent): Html {
  if ('absent' in rate) return shown(rate, String)
  const interval = `95 % interval ${fixed(rate.low * 100, 0)} … ${percent(rate.high, 0)}`
  return html`${percent(rate.value, 0)}<small>${interval}; ${count(rate.wins)} of ${count(rate.count)} closed</small>`
}

/** A length of time in its two largest units. */
function spell(micros: number): string {
  const minutes = Math.round(micros / MICROS_PER_MINUTE)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  if (days > 0) return `${count(days)} d ${hours} h`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}

/** cash + cost + fees − realised − adjustments = starting cash, each to its last digit. */
function books(portfolio: ReportPortfolio, balanced: boolean): Html {
  const { cash, cost, fees, realised, adjustments = '0', startingCash, equity, currency } = portfolio
  const decimals = moneyDecimals(startingCash)
  const term = (label: string, amount: string, sign: string): Html => {
    const text = rounded(amount, decimals)
    return html`<span class="term"
      >${sign}
      <span title="exactly ${amount} ${currency}">${sign !== '' && text.startsWith('−') ? `(${text})` : text}</span
      ><small>${label}</small></span
    >`
  }
  const adjusted = Number(adjustments) !== 0
  return html`<div class="books">
    <div class="equation">
      ${term('cash', cash, '')}${term('cost', cost, '+')}${term('fees', fees, '+')}${term('realised', realised, '−')}${adjusted && term('adjustments', adjustments, '−')}${term('starting cash', startingCash, '=')}
      <span class="pill ${balanced ? 'calm' : 'bad'}"
        >${balanced ? '✓ balances to the last unit' : '✗ does not balance'}</span
      >
    </div>
    <small class="muted"
      >unrealised ${rounded(sum(equity, negated(sum(cash, cost))), decimals)} ${currency}: equity less cash and
      cost</small
    >
  </div>`
}
