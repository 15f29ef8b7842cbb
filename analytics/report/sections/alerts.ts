import { count, spoken, time } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { ReportAlert } from '../report-data.ts'

const ALERTS_SHOWN = 200

/** What people were told during the run. */
export function alertsSection(alerts: readonly ReportAlert[]): Html {
  const shown = alerts.slice(0, ALERTS_SHOWN)
  return html`<section id="alerts">
    <h2>Alerts</h2>
    ${
      alerts.length === 0
        ? html`<p class="none">No alert was raised.</p>`
        : html`<ul class="alerts">
            ${shown.map(alert)}
          </ul>`
    }
    ${alerts.length > shown.length && html`<p class="rest">and ${count(alerts.length - shown.length)} more alerts</p>`}
  </section>`
}

const TONES = { info: 'calm', warning: 'warn', error: 'bad' } as const

const alert = ({ timeMicros, severity, code, portfolio, text }: ReportAlert): Html =>
  html`<li>
    <time>${time(timeMicros)}</time><span class="pill ${TONES[severity]}">${severity}</span>
    <span><b>${portfolio}</b> ${text}<small>${spoken(code)}</small></span>
  </li>`
