import type { Charts } from '../charts.ts'
import { fixed, percent, spoken } from '../format.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { ReportExposure, ReportPortfolio } from '../report-data.ts'

/** Limits drawn for each portfolio; the fullest ones, the rest is counted. */
export const EXPOSURES_SHOWN = 8

/** What part of each limit was used over time. */
export function exposureSection(portfolios: readonly ReportPortfolio[], charts: Charts): Html {
  return html`<section id="exposure">
    <h2>Exposure against each limit</h2>
    <div class="pair">${portfolios.map((portfolio, at) => limits(portfolio, at, charts))}</div>
  </section>`
}

/** Limit at a point of the used curve. */
const limitAt = ({ limit }: ReportExposure, at: number): number => (typeof limit === 'number' ? limit : limit[at])

/** The point where the largest part of the limit was used; undefined without points. */
function fullest(exposure: ReportExposure): { share: number; used: number; limit: number } | undefined {
  let most: { share: number; used: number; limit: number } | undefined
  exposure.used.values.forEach((used, at) => {
    const limit = limitAt(exposure, at)
    const share = limit > 0 ? used / limit : used > 0 ? Number.POSITIVE_INFINITY : 0
    if (most === undefined || share > most.share) most = { share, used, limit }
  })
  return most
}

function limits({ name, currency, exposures }: ReportPortfolio, at: number, charts: Charts): Html {
  const ordered = exposures
    .map((exposure) => ({ exposure, peak: fullest(exposure) }))
    .sort((a, b) => (b.peak?.share ?? -1) - (a.peak?.share ?? -1))
  const left = ordered.length - EXPOSURES_SHOWN
  return html`<div>
    <h3>${name}</h3>
    ${ordered.length === 0 && html`<p class="none">No limit on exposure is set.</p>`}
    ${ordered.slice(0, EXPOSURES_SHOWN).map(({ exposure, peak }) => {
      const { unit } = exposure
      const amount = (value: number): string =>
        unit === 'fraction'
          ? percent(value, 1)
          : `${fixed(value, unit === 'count' ? 0 : 2)}${unit === 'money' ? ` ${currency}` : ''}`
      const said = peak === undefined ? 'no points' : `peak ${amount(peak.used)} of ${amount(peak.limit)}`
      const over = peak !== undefined && peak.share > 1
      return html`<div class="capped">
        <h4>
          <span title="${spoken(exposure.code)}">${exposure.name}</span>
          <span class="${over ? 'pill warn' : 'muted'}">${said}${over && ', over it'}</span>
        </h4>
        ${charts.add({
          description: `${exposure.name} of ${name}: ${said}`,
          unit,
          heightPixels: 150,
          fromZero: true,
          group: `portfolio-${at}`,
          lines: [
            { label: 'used', role: 'used', curve: exposure.used, stepped: true },
            { label: 'limit', role: 'limit', curve: limitCurve(exposure), stepped: true },
          ],
        })}
      </div>`
    })}
    ${left > 0 && html`<p class="rest">and ${left} more limits that were used less</p>`}
  </div>`
}

/** A limit as a curve: two points where it never moved. */
function limitCurve({ used, limit }: ReportExposure): { timesMicros: readonly number[]; values: readonly number[] } {
  const { timesMicros } = used
  if (typeof limit !== 'number') return { timesMicros, values: limit }
  const ends = timesMicros.length > 1 ? [timesMicros[0], timesMicros.at(-1)!] : timesMicros
  return { timesMicros: ends, values: ends.map(() => limit) }
}
