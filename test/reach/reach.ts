import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import { CHECK, VERDICT } from '../../model/layout.generated.ts'
import { CHECKS, REASON_NAMES } from '../../model/reasons.generated.ts'
import { AMEND_CASES } from './amend-cases.ts'
import { AMEND_WAIT_CASES } from './amend-wait-cases.ts'
import { CAP_CASES } from './cap-cases.ts'
import { EDGE_CASES } from './edge-cases.ts'
import { INTEGRITY_CASES } from './integrity-cases.ts'
import { MARKET_CASES } from './market-cases.ts'
import { PASSIVE_CASES } from './passive-cases.ts'
import { ProbeDesk } from './probe-desk.ts'
import type { Said } from './probe-desk.ts'
import { PLACES, refused, SET } from './reach-case.ts'
import type { Place, Probe, ReachCase, Told } from './reach-case.ts'
import { RESOURCE_CASES } from './resource-cases.ts'
import { SECOND } from './setting.ts'

export const CASES: readonly ReachCase[] = [
  ...INTEGRITY_CASES,
  ...MARKET_CASES,
  ...CAP_CASES,
  ...RESOURCE_CASES,
  ...AMEND_CASES,
  ...AMEND_WAIT_CASES,
  ...EDGE_CASES,
  ...PASSIVE_CASES,
]

/** What became of one place of one case on one backend. */
export interface Reached {
  readonly case: string
  readonly place: Place
  readonly backend: Backend
  /** What was said instead, or undefined where all is as it should be. */
  readonly miss?: string
}

export type Desks = Readonly<Partial<Record<Backend, KernelFactory>>>

/** What every check must have been brought to. A flag has no value to be at. */
const REQUIRED: readonly Place[] = ['under', 'over', 'missing', 'stale', 'reduces']

const nameOf = ({ check, variant }: ReachCase): string => (variant === undefined ? check : `${check} (${variant})`)

/** Checks that no case reaches, and places that none of a check's cases has. */
export function unreached(cases: readonly ReachCase[] = CASES): string[] {
  return CHECKS.flatMap(({ code, shape }) => {
    const own = cases.filter(({ check }) => check === code)
    if (own.length === 0) return [`${code} has no case`]
    const places = new Set(own.flatMap((one) => probesOf(one).map(({ place }) => place)))
    const required: readonly Place[] = shape === 'flag' ? REQUIRED : [...REQUIRED, 'at']
    return required.filter((place) => !places.has(place)).map((place) => `${code} is never brought to "${place}"`)
  })
}

/** Brings every case to its limit on every backend; stops at the first miss where only that counts. */
export function reach(desks: Desks, cases: readonly ReachCase[] = CASES, firstOnly = false): Reached[] {
  const found: Reached[] = []
  for (const [backend, factory] of Object.entries(desks) as [Backend, KernelFactory][]) {
    for (const one of cases) {
      for (const probe of probesOf(one)) {
        const miss = missOf(one, probe, backend, factory)
        found.push({ case: nameOf(one), place: probe.place, backend, ...(miss === undefined ? {} : { miss }) })
        if (miss !== undefined && firstOnly) return found
      }
    }
  }
  return found
}

/** A case's probes, and its order over the limit without a price and with an old one. */
function probesOf({ setting, prepare, probes, missing, stale }: ReachCase): Probe[] {
  const over = probes.find(({ place }) => place === 'over')
  if (over === undefined) return [...probes]
  const overSetting = over.setting ?? setting
  const instruments = (overSetting.instruments ?? [{}]).map((one) => ({ ...one, staleAfterNanos: SECOND }))
  const before = over.prepare ?? prepare
  return [
    ...probes,
    { ...over, place: 'missing', blind: true, told: missing ?? refused('MARK_MISSING', SET) },
    {
      ...over,
      place: 'stale',
      setting: { ...overSetting, instruments },
      prepare: (desk) => {
        if (before === undefined) desk.quote()
        else before(desk)
        desk.wait(SECOND + 1n)
      },
      told: stale ?? refused('MARK_STALE', [SECOND + 1n, SECOND, -1n]),
    },
  ]
}

function missOf(one: ReachCase, probe: Probe, backend: Backend, factory: KernelFactory): string | undefined {
  try {
    const desk = new ProbeDesk(probe.setting ?? one.setting, backend, factory, probe.blind === true)
    const prepare = probe.prepare ?? one.prepare
    if (prepare === undefined) desk.quote()
    else prepare(desk)
    return differs(probe.told, probe.ask(desk))
  } catch (error) {
    return (error as Error).message
  }
}

const VERDICTS = ['in band', 'refused', 'reduced', 'approved']

/** What the desk said, where it is not what it had to say. */
function differs(told: Told, rows: readonly Said[]): string | undefined {
  const verdict = rows.find(({ kind }) => kind === VERDICT)
  if (verdict === undefined) return 'no verdict'
  const said = VERDICTS[verdict.aux & 0xff]
  const lots = verdict.lanes['approvedLots']
  const reason = REASON_NAMES[verdict.aux >>> 16]
  const checks = rows.filter(({ kind }) => kind === CHECK)
  const heard = `${said} ${lots} for ${reason}${checks.map(spell).join('')}`
  if (said !== told.verdict || lots !== told.lots) return heard
  if (told.code === undefined) return checks.length === 0 ? undefined : heard
  if (reason !== told.code) return heard
  const check = checks.find(({ aux }) => REASON_NAMES[aux & 0xffff] === told.code)
  if (check === undefined || check.aux >>> 16 !== (told.scope ?? 0)) return heard
  const { numbers } = told
  const right =
    numbers === undefined || ['value', 'limit', 'headroom'].every((name, at) => check.lanes[name] === numbers[at])
  return right ? undefined : heard
}

function spell({ aux, lanes }: Said): string {
  const { value, limit, headroom } = lanes
  return `; ${REASON_NAMES[aux & 0xffff]} of scope ${aux >>> 16}: value ${value}, limit ${limit}, headroom ${headroom}`
}

/** A table: case × place, a mark for each backend; and what was said instead of what had to be. */
export function table(found: readonly Reached[], backends: readonly Backend[]): string {
  const cases = [...new Set(found.map((one) => one.case))]
  const cell = (name: string, place: Place): string => {
    const here = found.filter((one) => one.case === name && one.place === place)
    if (here.length === 0) return '·'
    const mark = (backend: Backend): string =>
      here.some((one) => one.backend === backend && one.miss !== undefined) ? '✗' : '✓'
    return backends.map(mark).join('')
  }
  const wide = Math.max(...cases.map((name) => name.length)) + 2
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(wide)}${cells.map((one) => one.padEnd(9)).join('')}`.trimEnd()
  const misses = found.filter(({ miss }) => miss !== undefined)
  return [
    line('', PLACES),
    ...cases.map((name) =>
      line(
        name,
        PLACES.map((place) => cell(name, place)),
      ),
    ),
    ...misses.map(({ case: name, place, backend, miss }) => `${name}, ${place}, ${backend}: ${miss}`),
  ].join('\n')
}
