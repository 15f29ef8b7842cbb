import { grouped } from '../result/grouped.ts'
import type { GateArm, PortfolioArm, SimArm, WhatIf } from './what-if-answer.ts'

const NAME = 30
const CELL = 18
/** Differences that are printed. */
const SHOWN = 10

const row = (name: string, a: string, b: string): string => `${name.padEnd(NAME)}${a.padStart(CELL)}${b.padStart(CELL)}`
const count = (value: number): string => grouped(String(value))

/** Both arms, side by side. */
export function whatIfText(result: WhatIf): string {
  const set = `set       ${result.set.join(' · ')}`
  const rows = `rows      ${count(result.rowsRun)} run`
  if (result.mode === 'gate') {
    const { recorded, changed, different, differences } = result
    return [
      set,
      `${rows} · fills as they were recorded: each intent is asked of the gate again, nothing is said of profit`,
      '',
      row('', 'recorded', 'changed'),
      ...gateRows(recorded, changed),
      '',
      `different ${count(different)} of ${count(recorded.approved + recorded.reduced + recorded.refused)} intents`,
      ...differences
        .slice(0, SHOWN)
        .map(
          ({ sequence, time, portfolio, instrument, requested, recorded: a, changed: b }) =>
            `          row ${sequence} ${time} ${portfolio} ${instrument} ${requested}: ${said(a)} → ${said(b)}`,
        ),
      ...(different > SHOWN ? [`          … ${count(different - SHOWN)} more with --json`] : []),
    ].join('\n')
  }
  const { baseline, changed, modelError } = result
  return [
    set,
    `${rows} · both arms on the simulated venue`,
    '',
    row('', 'as it was set', 'changed'),
    ...gateRows(baseline, changed),
    row('in band', count(baseline.inBand), count(changed.inBand)),
    row('orders sent', count(baseline.orders), count(changed.orders)),
    row('fills', count(baseline.fills), count(changed.fills)),
    ...baseline.portfolios.flatMap((one, at) => portfolioRows(one, changed.portfolios[at])),
    '',
    `model     ${modelText(modelError, baseline)}`,
  ].join('\n')
}

const said = ({ verdict, reason, approved }: { verdict: string; reason: string; approved: string }): string =>
  `${verdict}${reason === 'NONE' ? '' : ` ${reason}`} ${approved}`

function gateRows(a: GateArm, b: GateArm): string[] {
  const reasons = [...new Set([...Object.keys(a.refusals), ...Object.keys(b.refusals)])]
  return [
    row('approved', count(a.approved), count(b.approved)),
    row('reduced', count(a.reduced), count(b.reduced)),
    row('refused', count(a.refused), count(b.refused)),
    ...reasons.map((code) => row(`  ${code}`, count(a.refusals[code] ?? 0), count(b.refusals[code] ?? 0))),
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

function portfolioRows(a: PortfolioArm, b: PortfolioArm): string[] {
  const money = (amount: string): string => `${grouped(amount, 2)} ${a.currency}`
  return [
    row(`${a.name}: equity`, money(a.equity), money(b.equity)),
    row('  profit', money(a.profit), money(b.profit)),
    row('  largest fall', percent(a.drawdown), percent(b.drawdown)),
  ]
}

function modelText(
  { recordedVenue, asRecorded, orders, fills, profit }: Extract<WhatIf, { mode: 'sim' }>['modelError'],
  { portfolios }: SimArm,
): string {
  if (recordedVenue === 'simulated') {
    const compared =
      asRecorded === null
        ? 'not compared: only a part was run, or its hash is not known'
        : asRecorded
          ? 'none: run again it comes to what was recorded'
          : 'run again it comes to SOMETHING ELSE than was recorded'
    return `the recorded fills are the simulated venue’s own; error ${compared}`
  }
  const money = portfolios.map(({ name, currency }) => `${name} ${grouped(profit[name], 2)} ${currency}`).join(', ')
  return `simulated less recorded: orders ${count(orders)}, fills ${count(fills)}, profit ${money}`
}
