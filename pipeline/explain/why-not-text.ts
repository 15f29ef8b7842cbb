import { grouped } from '../result/grouped.ts'
import type { ReasonRank, WhyNot } from './why-not.ts'

const CODE = 28
const COUNT = 8

/** The ranking for people: by count, then by what it cost or saved. */
export function whyNotText({ from, to, rows, approved, reasons, byHindsight }: WhyNot): string {
  const lines = [
    `window    ${from} … ${to} · ${grouped(String(rows))} rows run`,
    `approved  ${grouped(String(approved))} intents passed whole`,
    '',
    `${'by count'.padEnd(10)}${'reason'.padEnd(CODE)}${'count'.padStart(COUNT)}${'refused'.padStart(COUNT)}${'reduced'.padStart(COUNT)}`,
    ...reasons.map(
      ({ stage, code, count, refused, reduced }) =>
        `${stage.padEnd(10)} ${code.padEnd(CODE - 1)}${number(count)}${stage === 'gate' ? number(refused) + number(reduced) : ''}`,
    ),
  ]
  if (byHindsight.length === 0) return lines.join('\n')
  return [
    ...lines,
    '',
    'in hindsight: what the lots that did not leave would have earned, fees apart, by the end of the signal’s horizon,',
    'of the window, or until they were asked for again; what was spared is negative',
    ...byHindsight.map(
      (code) =>
        `${''.padEnd(10)}${code.padEnd(CODE)}${amounts(reasons.find((one) => one.code === code && one.hindsight !== null)!)}`,
    ),
  ].join('\n')
}

const number = (count: number): string => grouped(String(count)).padStart(COUNT)

function amounts({ hindsight }: ReasonRank): string {
  return Object.entries(hindsight!)
    .map(([currency, amount]) => `${grouped(amount, 2).padStart(14)} ${currency}`)
    .join(' ')
}
