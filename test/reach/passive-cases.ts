import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, refused, SET } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import type { Setting } from './setting.ts'

/** An order that turns the position into a small short one: no limit but a trading state forbids it. */
const turn = (desk: ProbeDesk): ReturnType<ProbeDesk['order']> => desk.order(-150)

/** Lots are held, and a price comes that is looked at: one that moved. */
const hold =
  (lots: number) =>
  (desk: ProbeDesk): void => {
    desk.quote(9_999)
    desk.hold(lots)
    desk.quote()
  }

/** Limits that what is held reaches, and exceeds by a lot, without an order: the policy is to go `reducing`. */
const TO_REDUCING: readonly ReachCase[] = (
  [
    ['gross', { limits: { gross: '10000', passive: { gross: 'reducing' } } }],
    ['net', { limits: { net: '10000', passive: { net: 'reducing' } } }],
    ['leverage', { limits: { leverage: '0.01', passive: { leverage: 'reducing' } } }],
    ['concentration', { limits: { concentration: '0.01', passive: { concentration: 'reducing' } } }],
    ['position', { limits: { position: { '*': '100' }, passive: { position: 'reducing' } } }],
    ['sector', { instruments: [{ sector: 'X' }], limits: { sectors: { X: '0.01' }, passive: { groups: 'reducing' } } }],
  ] as const satisfies readonly (readonly [string, Setting])[]
).map(([name, setting]) => ({
  check: 'TRADING_STATE_REDUCING',
  variant: `passive ${name}`,
  setting,
  probes: [
    at(turn, approved(-150), { prepare: hold(100) }),
    over(turn, refused('TRADING_STATE_REDUCING', SET), { prepare: hold(101) }),
  ],
  missing: refused('MARK_MISSING'),
  stale: refused('TRADING_STATE_REDUCING', SET),
}))

/** Trading states and positions that a price, or what is held, changes without an order. */
export const PASSIVE_CASES: readonly ReachCase[] = [
  ...TO_REDUCING,
  {
    check: 'POSITION_MAX',
    variant: 'trimmed',
    setting: { instruments: [{ lotStep: '10' }], limits: { position: { '*': '55' }, passive: { position: 'trim' } } },
    // Down to whole steps: 50 lots are left.
    prepare: hold(100),
    probes: [over((desk) => desk.order(10), refused('POSITION_MAX', [60n, 55n, 5n]))],
    missing: refused('MARK_MISSING'),
  },
]
