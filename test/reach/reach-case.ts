import type { ReasonCode } from '../../model/reasons.generated.ts'
import type { ProbeDesk, Said } from './probe-desk.ts'
import type { Setting } from './setting.ts'

/** Where the order stands: for flags `under` is absent and `over` is present. */
export const PLACES = ['under', 'at', 'over', 'missing', 'stale', 'reduces', 'target'] as const
export type Place = (typeof PLACES)[number]

/** What the gate must say of an order. */
export interface Told {
  readonly verdict: 'approved' | 'reduced' | 'refused'
  readonly lots: number
  /** The reason, and the check that must be listed; the numbers where they are fixed. */
  readonly code?: ReasonCode
  readonly numbers?: Numbers
  /** Portfolio or group whose limit it is. */
  readonly scope?: number
}
export type Numbers = readonly [value: bigint, limit: bigint, headroom: bigint]

export interface Probe {
  readonly place: Place
  /** Instead of the case's. */
  readonly setting?: Setting
  readonly prepare?: (desk: ProbeDesk) => void
  readonly ask: (desk: ProbeDesk) => Said[]
  readonly told: Told
  /** No price ever comes. */
  readonly blind?: boolean
}

/** One check, brought to its limit from both sides. A check may have several cases. */
export interface ReachCase {
  readonly check: ReasonCode
  readonly variant?: string
  readonly setting: Setting
  /** Before every order; by default a price comes. */
  readonly prepare?: (desk: ProbeDesk) => void
  readonly probes: readonly Probe[]
  /** What the order over the limit hears when there is no price, or an old one: by default that. */
  readonly missing?: Told
  readonly stale?: Told
}

export const approved = (lots: number): Told => ({ verdict: 'approved', lots })
export const refused = (code: ReasonCode, numbers?: Numbers, scope = 0): Told => ({
  verdict: 'refused',
  lots: 0,
  code,
  scope,
  ...(numbers === undefined ? {} : { numbers }),
})
export const reduced = (lots: number, code: ReasonCode, numbers: Numbers, scope = 0): Told => ({
  verdict: 'reduced',
  lots,
  code,
  numbers,
  scope,
})

/** How a flag says that it is set. */
export const SET: Numbers = [1n, 0n, -1n]

type Asked = (desk: ProbeDesk) => Said[]
type Extra = Pick<Probe, 'setting' | 'prepare'>
export const under = (ask: Asked, told: Told, extra: Extra = {}): Probe => ({ place: 'under', ask, told, ...extra })
export const at = (ask: Asked, told: Told, extra: Extra = {}): Probe => ({ place: 'at', ask, told, ...extra })
export const over = (ask: Asked, told: Told, extra: Extra = {}): Probe => ({ place: 'over', ask, told, ...extra })
export const reduces = (ask: Asked, told: Told, extra: Extra = {}): Probe => ({ place: 'reduces', ask, told, ...extra })
export const target = (ask: Asked, told: Told, extra: Extra = {}): Probe => ({ place: 'target', ask, told, ...extra })
