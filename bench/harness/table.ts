import type { Unit, Variant } from './question.ts'
import { VARIANTS } from './question.ts'
import type { BenchReport, CaseReport, Figure, QuestionReport } from './report.ts'

/** A rate or an amount, to three digits. */
export function shown(value: number, { kind }: Unit): string {
  switch (kind) {
    case 'rate': {
      const rate = 1e9 / value
      return rate >= 1e6 ? `${(rate / 1e6).toPrecision(3)} M/s` : `${(rate / 1e3).toPrecision(3)} K/s`
    }
    case 'nanos':
      return `${digits(value)} ns`
    case 'micros':
      return `${digits(value)} µs`
    default:
      return `${digits(value)} B`
  }
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** Median, and how far the rounds lie apart, as a percentage of it. */
function cell(figure: Figure, unit: Unit): string {
  const spread = figure.median === 0 ? 0 : ((figure.most - figure.least) / figure.median) * 100
  return `${shown(figure.median, unit)} ±${(spread / 2).toFixed(0)}%`
}

/** The variants that have figures, in the order of the columns. */
export function variantsOf(cases: readonly CaseReport[]): Variant[] {
  return VARIANTS.filter((variant) => cases.some(({ figures }) => variant in figures))
}

export const figuresOf = ({ figures }: CaseReport): string[] => [
  ...new Set(Object.values(figures).flatMap((one) => Object.keys(one ?? {}))),
]

/** Lines of a question: cases down, variants across, then the ratio of each to the hand-written desk. */
export function rowsOf(question: QuestionReport): { head: string[]; rows: string[][] } {
  const { cases, unit, base } = question
  const variants = variantsOf(cases)
  const compared = variants.includes('hand') ? variants.filter((variant) => variant !== 'hand') : []
  const baseCase = cases.find(({ name }) => name === base)
  const head = [
    unit.kind === 'rate' ? unit.what : unit.what,
    ...variants,
    ...compared.map((variant) => `${variant} ÷ hand`),
    ...(baseCase === undefined ? [] : variants.map((variant) => `${variant} Δ`)),
  ]
  const rows = cases.flatMap((one) =>
    figuresOf(one).map((figure) => {
      const of = (variant: Variant): Figure | undefined => one.figures[variant]?.[figure]
      const several = figuresOf(one).length > 1
      return [
        several ? `${one.name}: ${figure}` : one.name,
        ...variants.map((variant) => {
          const found = of(variant)
          return found === undefined ? '' : cell(found, unit)
        }),
        ...compared.map((variant) => (figure.startsWith('hiccup') ? '' : ratio(of(variant), of('hand'), unit))),
        ...(baseCase === undefined
          ? []
          : variants.map((variant) => delta(baseCase.figures[variant]?.[figure], of(variant), unit))),
      ]
    }),
  )
  return { head, rows }
}

/** Speed as a share of the hand-written desk's: above 1 is faster. */
function ratio(own: Figure | undefined, hand: Figure | undefined, { kind }: Unit): string {
  if (own === undefined || hand === undefined || own.median === 0) return ''
  return kind === 'bytes' ? '' : (hand.median / own.median).toFixed(2)
}

/** What the base takes more than this case. */
function delta(base: Figure | undefined, own: Figure | undefined, unit: Unit): string {
  if (base === undefined || own === undefined || base === own) return ''
  return shown(base.median - own.median, unit)
}

/** The whole report as text. */
export function table(report: BenchReport): string {
  const { machine, commit, load, quick } = report
  const lines = [
    `${machine.cores} × ${machine.cpu}, Node ${machine.node}, commit ${commit ?? 'unknown'}`,
    `load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after; ${report.seconds} s`,
    ...(quick ? ['QUICK: tiny sizes, to see that the benches work; these figures mean nothing'] : []),
  ]
  for (const question of report.questions) {
    lines.push('', `${question.name}: ${question.about}`)
    if (question.absent !== undefined) lines.push(`  not asked: ${question.absent}`)
    for (const [variant, why] of Object.entries(question.missing)) lines.push(`  without ${variant}: ${why}`)
    const { head, rows } = rowsOf(question)
    if (rows.length > 0) lines.push(...aligned([head, ...rows]).map((line) => `  ${line}`))
    for (const difference of question.differences) lines.push(`  WRONG ${difference}`)
  }
  return `${lines.join('\n')}\n`
}

function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  )
}
