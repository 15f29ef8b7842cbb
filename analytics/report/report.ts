import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { CHART_SCRIPT } from './chart-script.ts'
import { Charts } from './charts.ts'
import { count, time } from './format.ts'
import type { Html } from './html.ts'
import { html, raw } from './html.ts'
import type { ReportData, ReportPortfolio } from './report-data.ts'
import { alertsSection } from './sections/alerts.ts'
import { assumptionsSection } from './sections/assumptions.ts'
import { costsSection } from './sections/costs.ts'
import { equitySection } from './sections/equity.ts'
import { EXPOSURES_SHOWN, exposureSection } from './sections/exposure.ts'
import { figuresSection } from './sections/figures.ts'
import { footer } from './sections/footer.ts'
import { refusalsSection } from './sections/refusals.ts'
import { tradesSection } from './sections/trades.ts'
import { STYLE } from './style.ts'

/** Portfolios a page draws; the rest is counted. */
const PORTFOLIOS_SHOWN = 24

const CONTENTS = [
  ['assumptions', 'Assumptions'],
  ['figures', 'Figures'],
  ['equity', 'Equity'],
  ['exposure', 'Exposure'],
  ['costs', 'Costs'],
  ['refusals', 'Refusals'],
  ['trades', 'Trades'],
  ['alerts', 'Alerts'],
  ['prints', 'Fingerprints'],
] as const

/**
 * Draws a run as one HTML page that needs nothing but itself: style, script, charts and points are inside it, and its
 * content security policy forbids every request. Every text is escaped, because names of instruments and files come
 * from outside. Bounded whatever the run was: at most 2 000 points a series, 500 trades, 24 portfolios, about 2 MB.
 *
 * @example await writeFile('report.html', renderReport(data))
 */
export function renderReport(data: ReportData): string {
  const portfolios = data.portfolios.slice(0, PORTFOLIOS_SHOWN)
  const charts = new Charts(portfolios.reduce((sum, one) => sum + seriesOf(one), 0))
  const body = html`<header class="top">
      <p class="eyebrow">Millrace report</p>
      <h1>${data.run.title}</h1>
      <p class="muted">
        ${time(data.run.fromMicros)} … ${time(data.run.toMicros)} UTC · ${count(data.flow.events)} events ·
        ${data.run.backend} backend · state <code>${data.run.stateHash}</code>
      </p>
      <nav aria-label="Contents">${CONTENTS.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}</nav>
    </header>
    <main>
      ${assumptionsSection(data)} ${figuresSection(portfolios)}
      ${data.portfolios.length > portfolios.length && html`<p class="rest">The first ${portfolios.length} portfolios are shown; ${data.portfolios.length - portfolios.length} more are not.</p>`}
      <noscript
        ><p class="none">The charts are drawn by a script inside this page; scripts are switched off.</p></noscript
      >
      ${equitySection(portfolios, charts)} ${exposureSection(portfolios, charts)} ${costsSection(portfolios)}
      ${refusalsSection(data)} ${tradesSection(portfolios, data.recording)} ${alertsSection(data.alerts)}
    </main>
    ${footer(data)}`
  return page(data.run.title, body, charts)
}

const seriesOf = ({ exposures }: ReportPortfolio): number => 3 + 2 * Math.min(EXPOSURES_SHOWN, exposures.length)

/** uPlot's script and style, from its package. */
function library(): { script: string; style: string } {
  const { resolve } = createRequire(import.meta.url)
  const read = (file: string): string => readFileSync(resolve(`uplot/dist/${file}`), 'utf8').trim()
  return { script: read('uPlot.iife.min.js'), style: read('uPlot.min.css') }
}

function page(title: string, body: Html, charts: Charts): string {
  const { script, style } = library()
  const scripts = [script, CHART_SCRIPT]
  // Of the very text between the tags: any other script, one that slipped in too, is refused by the browser.
  const allowed = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${raw(allowed)}; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title} · Millrace</title>
        <style>
          ${raw(style)}
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        ${body}
        <script type="application/json" id="points">
          ${charts.data()}
        </script>
        ${raw(scripts.map((text) => `<script>${text}</script>`).join('\n'))}
      </body>
    </html>`.markup
}
