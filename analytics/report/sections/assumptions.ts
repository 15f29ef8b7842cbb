import { count } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { ReportData, ReportFile } from '../report-data.ts'

const FILES_SHOWN = 60
const EXAMPLES_SHOWN = 5

/** What the result rests on: assumptions where the data says nothing, and what was wrong with the data. */
export function assumptionsSection({ assumptions, files }: ReportData): Html {
  return html`<section id="assumptions">
    <h2>What this rests on</h2>
    <dl class="facts">
      ${assumptions.map(
        ({ label, value }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <h3>Data and its defects</h3>
    ${files.length === 0 ? html`<p class="none">No file was read.</p>` : fileTable(files)}
  </section>`
}

const rejectedRows = ({ rejected }: ReportFile): number => rejected.reduce((sum, one) => sum + one.count, 0)

const cell = (value: number): Html => html`<td class="${value > 0 ? 'n found' : 'n zero'}">${count(value)}</td>`

function fileTable(files: readonly ReportFile[]): Html {
  const faulty = (file: ReportFile): number => rejectedRows(file) + file.rounded + file.missingIntervals + file.crossed
  const worstFirst = [...files].sort((a, b) => faulty(b) - faulty(a))
  const shown = worstFirst.slice(0, FILES_SHOWN)
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>File</th>
            <th class="n">Rows</th>
            <th class="n">Rejected</th>
            <th class="n">Rounded</th>
            <th class="n">Missing intervals</th>
            <th class="n">Crossed quotes</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (file) =>
              html`<tr>
                <th scope="row">${file.name}</th>
                <td class="n">${count(file.rows)}</td>
                ${cell(rejectedRows(file))}${cell(file.rounded)}${cell(file.missingIntervals)}${cell(file.crossed)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${files.length > shown.length && html`<p class="rest">and ${count(files.length - shown.length)} more files</p>`}
    ${shown.filter(({ rejected }) => rejected.length > 0).map(rejections)}`
}

function rejections({ name, rejected }: ReportFile): Html {
  return html`<details class="quiet">
    <summary>Rejected rows of ${name}</summary>
    <ul class="plain">
      ${rejected.map(
        (one) =>
          html`<li>
            <code>${one.code}</code>
            <span class="n">${count(one.count)}</span>
            ${one.examples.slice(0, EXAMPLES_SHOWN).map((example) => html`<div class="example">${example}</div>`)}
          </li>`,
      )}
    </ul>
  </details>`
}
