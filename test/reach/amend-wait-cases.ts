import { LIMIT } from './probe-desk.ts'
import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, refused, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import { SECOND } from './setting.ts'

const ID = 7n

/** Six of ten lots are filled while an amend that leaves fewer than those is on its way. */
function overtaken(lots: number): (desk: ProbeDesk) => void {
  return (desk) => {
    desk.quote()
    desk.order(10, { id: ID, type: LIMIT, price: 9_000 })
    desk.wait(SECOND)
    desk.amend(ID, lots)
    desk.quote(9_000)
    desk.wait(SECOND)
    desk.quote()
  }
}

/** What an amend leaves behind, by what another order may still ask for. */
export const AMEND_WAIT_CASES: readonly ReachCase[] = [
  {
    check: 'POSITION_MAX',
    variant: 'amend of what is filled',
    setting: {
      latencyNanos: SECOND,
      instruments: [{ assumedTopSize: '6' }],
      limits: { position: { '*': '100' } },
    },
    prepare: overtaken(4),
    // Six are held and none is open, not even minus two.
    probes: [
      under((desk) => desk.order(93), approved(93)),
      at((desk) => desk.order(94), approved(94)),
      over((desk) => desk.order(95), refused('POSITION_MAX', [101n, 100n, 94n])),
    ],
  },
  {
    check: 'CASH_INSUFFICIENT',
    variant: 'amend that waits, after a fill',
    setting: { latencyNanos: SECOND, instruments: [{ assumedTopSize: '4' }], cash: '2000' },
    prepare: (desk) => {
      desk.quote()
      desk.order(10, { id: ID, type: LIMIT, price: 9_000 })
      desk.wait(SECOND)
      desk.amend(ID, 12, 9_500)
      desk.quote(9_000)
    },
    // Of 2 000 paid for four lots are 360, and reserved for eight at the new limit 760.
    probes: [
      under((desk) => desk.order(10, { type: LIMIT, price: 8_799 }), approved(10)),
      at((desk) => desk.order(10, { type: LIMIT, price: 8_800 }), approved(10)),
      over(
        (desk) => desk.order(10, { type: LIMIT, price: 8_801 }),
        refused('CASH_INSUFFICIENT', [880_100n, 880_000n, 880_000n]),
      ),
    ],
  },
  {
    check: 'CASH_INSUFFICIENT',
    variant: 'amend to fewer of what reserved nothing',
    setting: { cash: '1000' },
    prepare: (desk) => {
      desk.quote()
      desk.hold(-10)
      desk.order(10, { id: ID, type: LIMIT, price: 9_000 })
      desk.hold(10)
      desk.amend(ID, 9)
    },
    // The order closed a short position, which is gone: fewer lots take no cash that it did not have.
    probes: [
      under((desk) => desk.order(10, { type: LIMIT, price: 9_999 }), approved(10)),
      at((desk) => desk.order(10, { type: LIMIT, price: 10_000 }), approved(10)),
      over(
        (desk) => desk.order(10, { type: LIMIT, price: 10_001 }),
        refused('CASH_INSUFFICIENT', [1_000_100n, 1_000_000n, 1_000_000n]),
      ),
    ],
  },
]
