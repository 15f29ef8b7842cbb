import {
  ALERT,
  CHECK,
  FILL,
  FLAG_MAKER,
  KIND_NAMES,
  ORDER,
  ROW_AUX,
  ROW_FLAGS,
  VERDICT,
} from '../../model/layout.generated.ts'
import { CHECKS, REASON_NAMES } from '../../model/reasons.generated.ts'
import type { Side } from './side.ts'

/** Last code of what the desk itself says; what follows belongs to stages and readers. */
const DESK_CODES_MAX = 127
/** Codes that nothing in a desk makes. */
const ELSEWHERE: readonly number[] = []

const ORDER_EVENTS = [
  'sent',
  'cancelled',
  'expired',
  'rejected',
  'cancel requested',
  'amend requested',
  'amended',
  'amend rejected',
  'cancel rejected',
]

/** Counts what the desk said: rows by kind, verdicts, and reasons wherever they stand. */
export class Histogram {
  private readonly rows = new Map<string, number>()
  private readonly reasons = new Map<number, number>()

  take({ outcome }: Side): void {
    const { u8, u32 } = outcome.memory
    for (let row = 0; row < outcome.count; row++) {
      const at = outcome.at(row)
      const kind = u8[at]
      const aux = u32[(at + ROW_AUX) >> 2]
      this.count(KIND_NAMES[kind])
      if (kind === VERDICT) {
        this.count(`  ${['in band', 'refused', 'reduced', 'approved'][aux & 0xff]}`)
        this.reason(aux >>> 16)
      } else if (kind === CHECK) this.reason(aux & 0xffff)
      else if (kind === ALERT) this.reason(aux & 0xffff)
      else if (kind === ORDER) {
        this.count(`  ${ORDER_EVENTS[aux & 0xff]}`)
        this.reason(aux >>> 24)
      } else if (kind === FILL) this.count((u8[at + ROW_FLAGS] & FLAG_MAKER) === 0 ? '  as taker' : '  as maker')
    }
  }

  private count(name: string): void {
    this.rows.set(name, (this.rows.get(name) ?? 0) + 1)
  }

  private reason(code: number): void {
    if (code !== 0) this.reasons.set(code, (this.reasons.get(code) ?? 0) + 1)
  }

  /** Reasons of the desk that never came up. */
  missing(): string[] {
    return [...CHECKS.map(({ id }) => id), ...Object.keys(REASON_NAMES).map(Number)]
      .filter((id, at, all) => all.indexOf(id) === at && id > 0 && id <= DESK_CODES_MAX)
      .filter((id) => !ELSEWHERE.includes(id) && !this.reasons.has(id))
      .map((id) => REASON_NAMES[id])
  }

  print(): string {
    const line = ([name, count]: readonly [string, number]): string => `${name.padEnd(26)}${String(count).padStart(12)}`
    const reasons = [...this.reasons].sort(([a], [b]) => a - b)
    return [
      ...[...this.rows].sort(([a], [b]) => (a.trim() < b.trim() ? -1 : 1)).map(line),
      '',
      ...reasons.map(([code, count]) => line([REASON_NAMES[code], count])),
    ].join('\n')
  }
}
