import { count, percent, spoken } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { ReportData, ReportFlow, ReportRefusal } from '../report-data.ts'
import { quoted } from './trades.ts'

const REASONS_SHOWN = 60

/** How the counts thin out along the graph, and what the gate said no to. */
export function refusalsSection({ flow, refusals, recording }: ReportData): Html {
  return html`<section id="refusals">
    <h2>Flow and refusals</h2>
    ${funnel(flow)} ${drops(flow)}
    <h3>Refused and reduced, by reason</h3>
    ${refusals.length === 0 ? html`<p class="none">The gate refused nothing and reduced nothing.</p>` : table(refusals)}
    ${recording !== undefined && html`<p class="muted">What they cost, in hindsight: <code>millrace why-not ${quoted(recording)}</code></p>`}
  </section>`
}

function funnel(flow: ReportFlow): Html {
  const steps = [
    ['events', flow.events],
    ['evaluations', flow.evaluations],
    ['signals', flow.signals],
    ['decisions', flow.decisions],
    ['intents', flow.intents],
  ] as const
  const ends = [
    ['in band', flow.inBand, 'held'],
    ['refused', flow.refused, 'refused'],
    ['reduced', flow.reduced, 'reduced'],
    ['approved', flow.approved, 'approved'],
  ] as const
  const all = Math.max(1, flow.intents)
  return html`<ol class="flow">
      ${steps.map(([label, value]) => html`<li><b>${count(value)}</b>${label}</li>`)}
    </ol>
    <div
      class="split"
      role="img"
      aria-label="Of ${count(flow.intents)} intents ${ends.map(([label, value]) => `${count(value)} ${label}`).join(', ')}"
    >
      ${ends.map(([, value, role]) => value > 0 && html`<i class="${role}" style="flex-grow:${value / all}"></i>`).filter((part) => part !== false)}
    </div>
    <ul class="ends">
      ${ends.map(([label, value, role]) => html`<li><i class="${role}"></i><b>${count(value)}</b> ${label}</li>`)}
      <li class="then">then <b>${count(flow.fills)}</b> fills</li>
      ${flow.exits > 0 && html`<li class="then">and <b>${count(flow.exits)}</b> intents of exit rules, trims and flattens</li>`}
    </ul>`
}

function drops({ drops: dropped }: ReportFlow): Html {
  if (dropped.length === 0) return html``
  return html`<p class="muted">
    Evaluations dropped:
    ${dropped
      .slice(0, REASONS_SHOWN)
      .map(({ code, count: times }, at) => html`${at > 0 && ', '}<b class="n">${count(times)}</b> ${spoken(code)}`)}.
  </p>`
}

function table(refusals: readonly ReportRefusal[]): Html {
  const most = Math.max(...refusals.map(({ refused, reduced }) => refused + reduced), 1)
  const shown = refusals.slice(0, REASONS_SHOWN)
  return html`<div class="scroll">
      <table class="reasons">
        <thead>
          <tr>
            <th>Reason</th>
            <th class="n">Refused</th>
            <th class="n">Reduced</th>
            <th class="wide"></th>
            <th>Most extreme case</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ code, meaning, refused, reduced, worst }) =>
              html`<tr>
                <th scope="row"><code>${code}</code><small>${meaning}</small></th>
                <td class="n">${count(refused)}</td>
                <td class="n">${count(reduced)}</td>
                <td class="wide">
                  <div class="meter" title="${percent((refused + reduced) / most, 0)} of the most frequent">
                    <i class="refused" style="width:${((refused / most) * 100).toFixed(1)}%"></i
                    ><i class="reduced" style="width:${((reduced / most) * 100).toFixed(1)}%"></i>
                  </div>
                </td>
                <td>
                  ${worst === undefined ? html`<span class="muted">no amount</span>` : html`asked <b>${worst.asked}</b>, limit <b>${worst.limit}</b>${worst.where !== undefined && html`<small>${worst.where}</small>`}`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${refusals.length > shown.length && html`<p class="rest">and ${refusals.length - shown.length} more reasons</p>`}`
}
