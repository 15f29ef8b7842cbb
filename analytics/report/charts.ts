import type { Html } from './html.ts'
import { html, jsonForScript } from './html.ts'
import type { ReportCurve } from './report-data.ts'
import { thin } from './thin.ts'

/** How a line is drawn; colours come from the style sheet's variables of the same names. */
export type Role = 'own' | 'held' | 'limit' | 'fall' | 'used'

export interface Line {
  readonly label: string
  readonly role: Role
  readonly curve: ReportCurve
  /** Whether a value stands until the next one. */
  readonly stepped?: boolean
}

export interface Chart {
  /** Read aloud in place of the picture. */
  readonly description: string
  readonly unit: 'money' | 'fraction' | 'quantity' | 'count'
  readonly heightPixels: number
  /** Whether the axis has to show zero. */
  readonly fromZero?: boolean
  /** Charts of one group share their cross-hair. */
  readonly group: string
  readonly lines: readonly Line[]
}

/** No series of a page has more points than this. */
export const POINTS_MAX = 2_000
/** Points of all series of a page together; they share this fairly where there are many. */
const POINTS_ALL = 40_000

/** Collects the charts of a page: places an empty box for each and keeps its points for the script at the end. */
export class Charts {
  private readonly specs: unknown[] = []
  private readonly pointsMax: number

  constructor(series: number) {
    this.pointsMax = Math.max(40, Math.min(POINTS_MAX, Math.floor(POINTS_ALL / Math.max(1, series))))
  }

  add({ description, unit, heightPixels, fromZero = false, group, lines }: Chart): Html {
    const drawn = lines.filter(({ curve }) => curve.values.length > 0)
    if (drawn.length === 0) return html`<p class="none">No points to draw.</p>`
    this.specs.push({ unit, height: heightPixels, fromZero, group, lines: drawn.map((line) => this.packed(line)) })
    const keys = drawn.map(
      ({ role, label }) => html`<span class="key"><i class="${role}"></i>${label}<b data-line="${label}"></b></span>`,
    )
    return html`<figure class="chart" data-chart="${this.specs.length - 1}">
      <figcaption>${keys}<span class="key at"></span></figcaption>
      <div class="plot" role="img" aria-label="${description}" style="height:${heightPixels}px"></div>
    </figure>`
  }

  /** The points, for the script that draws them. */
  data(): Html {
    return jsonForScript(this.specs)
  }

  /** Times as differences in milliseconds from the one before, values with eight digits: half the bytes. */
  private packed({ label, role, stepped = false, curve }: Line): unknown {
    const kept = thin(curve.values, this.pointsMax)
    let before = 0
    const steps = kept.map((at) => {
      const millis = Math.round(curve.timesMicros[at] / 1000)
      const step = millis - before
      before = millis
      return step
    })
    const values = kept.map((at) =>
      Number.isFinite(curve.values[at]) ? Number(curve.values[at].toPrecision(8)) : null,
    )
    return { label, role, stepped, steps, values }
  }
}
