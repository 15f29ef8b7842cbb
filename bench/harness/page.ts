import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { html, jsonForScript, raw } from '../../analytics/report/html.ts'
import type { Html } from '../../analytics/report/html.ts'
import { STYLE } from '../../analytics/report/style.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import type { Unit, Variant } from './question.ts'
import type { BenchReport, CaseReport, QuestionReport } from './report.ts'
import { figuresOf, rowsOf, variantsOf } from './table.ts'

/** Colours of the lines, by variant: variables of the style sheet. */
const COLOURS: Readonly<Record<Variant, string>> = { reference: 'held', wasm: 'own', native: 'used', hand: 'limit' }

const OWN_STYLE = `
.wide { overflow-x: auto } .wide th, .wide td { white-space: nowrap; text-align: right }
.wide th:first-child, .wide td:first-child { text-align: left }
.plot { min-height: 240px } .key i { display: inline-block; width: 18px; height: 3px; margin: 0 6px 3px 0 }
${Object.entries(COLOURS)
  .map(([variant, colour]) => `.key i.${variant} { background: var(--${colour}) }`)
  .join('\n')}
.key { margin-right: 18px; font-size: 13px } .notes { margin: 0 0 14px 20px } .wrong { color: var(--bad-ink); background: var(--bad-bg) }`

/** One plot as its script reads it: positions on the x axis with their labels, and a line a variant. */
interface Plot {
  readonly labels: readonly string[]
  readonly unit: string
  readonly logarithmic: boolean
  readonly lines: readonly {
    readonly colour: string
    readonly dash: boolean
    readonly values: readonly (number | null)[]
  }[]
}

/**
 * Draws a report as one HTML page that needs nothing but itself: style, script, plots and points are inside it, and its
 * content security policy forbids every request.
 */
export function benchPage(report: BenchReport): string {
  const { machine, commit, load, quick, seconds } = report
  const plots: Plot[] = []
  const body = html`<header class="top">
      <p class="eyebrow">Millrace benchmarks</p>
      <h1>${machine.cores} × ${machine.cpu}</h1>
      <p class="muted">
        Node ${machine.node} · commit <code>${commit ?? 'unknown'}</code> · load ${load.before.toFixed(1)} before,
        ${load.after.toFixed(1)} after · ${seconds} s
      </p>
      ${quick && html`<p class="wrong">Tiny sizes, to see that the benches work: these figures mean nothing.</p>`}
      <nav aria-label="Contents">${report.questions.map(({ name }) => html`<a href="#${name}">${name}</a>`)}</nav>
    </header>
    <main>${report.questions.map((question) => section(question, plots))}</main>`
  return wholePage(body, plots)
}

function section(question: QuestionReport, plots: Plot[]): Html {
  const { head, rows } = rowsOf(question)
  return html`<section id="${question.name}">
    <h2>${question.name}: ${question.about}</h2>
    <ul class="notes">
      ${question.notes.map((note) => html`<li>${note}</li>`)}
    </ul>
    ${question.absent !== undefined && html`<p class="none">Not asked: ${question.absent}</p>`}
    ${Object.entries(question.missing).map(([variant, why]) => html`<p class="none">Without ${variant}: ${why}</p>`)}
    ${question.differences.map((difference) => html`<p class="wrong">${difference}</p>`)}
    ${plotsOf(question).map((plot) => drawn(plot, question, plots))}
    ${
      rows.length > 0 &&
      html`<div class="wide">
        <table>
          <thead>
            <tr>
              ${head.map((text) => html`<th>${text}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((text) => html`<td>${text}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
  </section>`
}

interface Drawn extends Plot {
  readonly title: string
}

/** A plot for each group of cases; where a case has curves, one for each case instead. */
function plotsOf({ cases, unit }: QuestionReport): Drawn[] {
  const variants = variantsOf(cases)
  return [...new Set(cases.map(({ plot }) => plot))].flatMap((title): Drawn[] => {
    const own = cases.filter(({ plot }) => plot === title)
    const curved = own.flatMap((one) => curvesOf(one, variants))
    if (curved.length > 0) return curved
    const figure = own.flatMap(figuresOf)[0]
    if (figure === undefined || own.length < 2) return []
    return [
      {
        title,
        labels: own.map(({ name }) => name.replace(`${title}, `, '').replace(`${title}: `, '')),
        unit: unit.kind === 'rate' ? `${unit.what}/s` : suffixOf(unit),
        logarithmic: true,
        lines: variants.map((variant) => ({
          colour: COLOURS[variant],
          dash: false,
          values: own.map(({ figures }) => pointOf(figures[variant]?.[figure]?.median, unit)),
        })),
      },
    ]
  })
}

function curvesOf({ name, curves }: CaseReport, variants: readonly Variant[]): Drawn[] {
  const [first] = variants.flatMap((variant) => curves[variant] ?? [])
  if (first === undefined) return []
  return [
    {
      title: `${name}: solid the call, dashed the hiccups of the machine`,
      labels: first.x.map((at) => `p${at}`),
      unit: 'µs',
      logarithmic: true,
      lines: variants.flatMap((variant) =>
        (curves[variant] ?? []).map((curve, at) => ({ colour: COLOURS[variant], dash: at > 0, values: curve.y })),
      ),
    },
  ]
}

/** What is drawn: operations a second, or the figure itself; nothing where a logarithm would not be. */
function pointOf(median: number | undefined, { kind }: Unit): number | null {
  if (median === undefined || median <= 0) return null
  return kind === 'rate' ? 1e9 / median : median
}

const suffixOf = ({ kind }: Unit): string => (kind === 'micros' ? 'µs' : kind === 'nanos' ? 'ns' : 'B')

function drawn({ title, ...plot }: Drawn, { cases }: QuestionReport, plots: Plot[]): Html {
  plots.push(plot)
  const keys = variantsOf(cases).map((variant) => html`<span class="key"><i class="${variant}"></i>${variant}</span>`)
  return html`<figure class="chart">
    <h3>${title}</h3>
    <figcaption>${keys}</figcaption>
    <div class="plot" role="img" aria-label="${title}" data-plot="${plots.length - 1}"></div>
  </figure>`
}

function wholePage(body: Html, plots: readonly Plot[]): string {
  const { resolve } = createRequire(import.meta.url)
  const read = (file: string): string => readFileSync(resolve(`uplot/dist/${file}`), 'utf8').trim()
  const scripts = [read('uPlot.iife.min.js'), PAGE_SCRIPT]
  // Of the very text between the tags: any other script is refused by the browser.
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
        <title>Benchmarks · Millrace</title>
        <style>
          ${raw(read('uPlot.min.css'))}
          ${raw(STYLE)}
          ${raw(OWN_STYLE)}
        </style>
      </head>
      <body>
        ${body}
        <script type="application/json" id="plots">
          ${jsonForScript(plots)}
        </script>
        ${raw(scripts.map((text) => `<script>${text}</script>`).join('\n'))}
      </body>
    </html>`.markup
}
