import { count, duration } from '../format.ts'
import type { Html } from '../html.ts'
import { html, raw, escapeHtml } from '../html.ts'
import type { LabelledText, ReportData } from '../report-data.ts'

/** Characters of the configuration that are shown. */
const CONFIG_MAX = 60_000

/** What the run can be made again from: configuration, data, state, commit; and how fast it was. */
export function footer({ run, speed }: ReportData): Html {
  const prints: LabelledText[] = [
    { label: 'configuration', value: run.configHash },
    { label: 'data', value: run.inputHash },
    { label: 'state', value: run.stateHash },
    { label: 'commit', value: run.commit ?? 'absent: not run from a checkout' },
    { label: 'Millrace', value: run.version },
    { label: 'backend', value: run.backend },
    { label: 'Node', value: run.node },
  ]
  const { latencyNanos } = speed
  return html`<footer id="prints">
    <h2>Fingerprints</h2>
    <dl class="prints">${prints.map(fact)}</dl>
    <details class="quiet">
      <summary>Output hashes</summary>
      <dl class="prints">${run.outputHashes.slice(0, 40).map(fact)}</dl>
    </details>
    ${
      run.config !== undefined &&
      html`<details class="quiet">
        <summary>Configuration</summary>
        <pre>${configuration(run.config)}</pre>
      </details>`
    }
    <p class="muted">
      ${count(speed.events)} events in ${duration(speed.seconds * 1e9)}, ${count(speed.eventsPerSecond)} a second,
      ${count(speed.frames)}
      frames${
        latencyNanos === undefined
          ? '; time of a frame was not measured'
          : `; a frame took ${duration(latencyNanos.p50)} at the median, ${duration(latencyNanos.p99)} at 99 %, ${duration(latencyNanos.max)} at most`
      }.
    </p>
  </footer>`
}

const fact = ({ label, value }: LabelledText): Html =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`

const configuration = (text: string): Html =>
  raw(
    escapeHtml(
      text.length > CONFIG_MAX ? `${text.slice(0, CONFIG_MAX)}\n… ${text.length - CONFIG_MAX} characters more` : text,
    ),
  )
