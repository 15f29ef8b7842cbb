import { count, exact, fixed, moneyDecimals, signed, signedPercent, spoken, time, trimmed } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { LabelledText, ReportCheck, ReportFill, ReportPortfolio, ReportTrade } from '../report-data.ts'

/** Trades shown on a page, all portfolios together. */
export const TRADES_SHOWN = 500
/** Markup of all trades together, in characters: the second bound, for trades with very long chains. */
const MARKUP_MAX = 900_000
const EVALUATIONS_SHOWN = 12
const CHECKS_SHOWN = 16
const FILLS_SHOWN = 12

/** Every order, and every refused intent, opens into the chain of reasons that led to it. */
export function tradesSection(portfolios: readonly ReportPortfolio[], recording?: string): Html {
  const share = Math.max(1, Math.floor(TRADES_SHOWN / Math.max(1, portfolios.length)))
  const room = MARKUP_MAX / Math.max(1, portfolios.length)
  return html`<section id="trades">
    <h2>Trades, and why</h2>
    ${portfolios.map((portfolio, at) => list(portfolio, at, share, room, recording))}
  </section>`
}

function list(
  { name, currency, startingCash, trades }: ReportPortfolio,
  at: number,
  share: number,
  room: number,
  recording: string | undefined,
): Html {
  const items: Html[] = []
  let length = 0
  for (const trade of trades.slice(0, share)) {
    const item = chain(trade, currency, moneyDecimals(startingCash), explained(trade, name, recording))
    length += item.markup.length
    if (length > room) break
    items.push(item)
  }
  const filters = ['all', 'approved', 'reduced', 'refused'] as const
  const having = (verdict: string): number =>
    trades.filter((trade) => verdict === 'all' || trade.verdict === verdict).length
  return html`<div class="trades">
    <h3>${name}</h3>
    ${
      trades.length === 0
        ? html`<p class="none">No intent left the decision.</p>`
        : html`<div class="filter" role="group" aria-label="Show trades of ${name}">
              ${filters.map(
                (verdict) =>
                  html`<label
                    ><input type="radio" name="show-${at}" value="${verdict}" ${verdict === 'all' && html`checked`} />
                    ${verdict} <span class="n">${count(having(verdict))}</span></label
                  >`,
              )}
            </div>
            <div class="list">${items}</div>`
    }
    ${trades.length > items.length && html`<p class="rest">The first ${count(items.length)} are shown; ${count(trades.length - items.length)} more are not.</p>`}
  </div>`
}

function chain(trade: ReportTrade, currency: string, decimals: number, command: string): Html {
  const { verdict, side, instrument, quantity, reason, timeMicros, realised, fills, id } = trade
  const price = fills.length > 0 ? `at ${exact(fills[0].price)}` : verdict === 'refused' ? 'not sent' : 'not filled'
  return html`<details class="trade ${verdict}">
    <summary>
      <time>${time(timeMicros)}</time><b class="${side}">${side}</b>
      <span class="what">${verdict !== 'refused' && `${trimmed(quantity)} `}${instrument}</span
      ><span class="price">${price}</span> <span class="why">${spoken(reason)}</span
      ><span class="result">${realised !== undefined && signed(realised, decimals)}</span>
      <span class="pill ${verdict}">${verdict}</span>
    </summary>
    <ol class="chain">
      ${link('Market', facts(trade.market))} ${link('Evaluations', evaluations(trade))} ${link('Signal', signal(trade))}
      ${link('Decision', decision(trade))} ${link('Checks', checks(trade.checks, verdict))}
      ${link('Size', facts(trade.size))}
      ${link('Order', trade.order.length === 0 ? html`<span class="muted">nothing was sent</span>` : facts(trade.order))}
      ${link('Fills', fillTable(fills, currency))}
    </ol>
    <p class="id">id ${id}${command !== '' && ` · ${command}`}</p>
  </details>`
}

/** The command that says more of a trade; empty where the run was not recorded, or nothing it goes by was written. */
function explained({ id, order, decision: made }: ReportTrade, portfolio: string, recording?: string): string {
  if (recording === undefined || (order.length === 0 && made === undefined)) return ''
  const of = order.length > 0 ? `--order ${id}` : `--decision ${made?.id} --portfolio ${quoted(portfolio)}`
  return `millrace explain ${quoted(recording)} ${of}`
}

/** A word of a command line. */
export const quoted = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

const link = (title: string, content: Html): Html =>
  html`<li>
    <h5>${title}</h5>
    <div>${content}</div>
  </li>`

const facts = (all: readonly LabelledText[]): Html =>
  all.length === 0
    ? html`<span class="muted">nothing recorded</span>`
    : html`<dl class="inline">
        ${all.slice(0, 24).map(
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`

function evaluations({ evaluations: all }: ReportTrade): Html {
  if (all.length === 0) return html`<span class="muted">none at this instant</span>`
  return html`<table>
      <thead>
        <tr>
          <th>Source</th>
          <th>Reads</th>
          <th class="n">Rating</th>
          <th class="n">Confidence</th>
          <th>Made</th>
        </tr>
      </thead>
      <tbody>
        ${all.slice(0, EVALUATIONS_SHOWN).map(
          (one) =>
            html`<tr>
              <td>${one.source}</td>
              <td>${one.timeframe}</td>
              <td class="n">${fixed(one.rating, 2)}</td>
              <td class="n">${fixed(one.confidence, 2)}</td>
              <td>${time(one.timeMicros)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${all.length > EVALUATIONS_SHOWN && html`<p class="rest">and ${all.length - EVALUATIONS_SHOWN} more</p>`}`
}

function signal({ signal: seen }: ReportTrade): Html {
  if (seen === undefined) return html`<span class="muted">none at this instant</span>`
  const number = (label: string, value: number): LabelledText => ({ label, value: fixed(value, 3) })
  return facts([
    number('strength', seen.strength),
    number('confidence', seen.confidence),
    number('quality', seen.quality),
    number('consensus', seen.consensus),
  ])
}

function decision({ decision: made, reason }: ReportTrade): Html {
  if (made === undefined) return html`<span class="muted">none: ${spoken(reason)}</span>`
  return facts([
    { label: 'why', value: spoken(made.reason) },
    { label: 'target', value: `${signedPercent(made.previousFraction)} → ${signedPercent(made.targetFraction)}` },
    ...(made.detail ?? []),
    { label: 'id', value: made.id },
  ])
}

function checks(all: readonly ReportCheck[], verdict: ReportTrade['verdict']): Html {
  if (all.length === 0) {
    return verdict === 'approved'
      ? html`<span class="passed">✓ every check of the gate passed</span>`
      : html`<span class="muted">no check recorded</span>`
  }
  const failedFirst = [...all].sort((a, b) => Number(a.passed) - Number(b.passed))
  return html`<table>
      <thead>
        <tr>
          <th>Check</th>
          <th class="n">Value</th>
          <th class="n">Limit</th>
          <th class="n">Headroom</th>
        </tr>
      </thead>
      <tbody>
        ${failedFirst.slice(0, CHECKS_SHOWN).map(
          (one) =>
            html`<tr>
              <td>
                <span class="${one.passed ? 'passed' : 'failed'}">${one.passed ? '✓' : '✗'}</span>
                <code>${one.code}</code>
              </td>
              <td class="n">${one.value}</td>
              <td class="n">${one.limit}</td>
              <td class="n">${one.headroom}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${all.length > CHECKS_SHOWN && html`<p class="rest">and ${all.length - CHECKS_SHOWN} more</p>`}`
}

function fillTable(fills: readonly ReportFill[], currency: string): Html {
  if (fills.length === 0) return html`<span class="muted">none</span>`
  return html`<table>
      <thead>
        <tr>
          <th>Time</th>
          <th class="n">Quantity</th>
          <th class="n">Price</th>
          <th class="n">Fee, ${currency}</th>
          <th class="n">Rows after the order</th>
        </tr>
      </thead>
      <tbody>
        ${fills.slice(0, FILLS_SHOWN).map(
          (fill) =>
            html`<tr>
              <td>${time(fill.timeMicros)}</td>
              <td class="n">${trimmed(fill.quantity)}</td>
              <td class="n">${exact(fill.price)}</td>
              <td class="n">${trimmed(fill.fee)}</td>
              <td class="n">${count(fill.rowsLater)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${fills.length > FILLS_SHOWN && html`<p class="rest">and ${fills.length - FILLS_SHOWN} more</p>`}`
}
