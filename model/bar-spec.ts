/**
 * What closes a bar, packed into the 32 bits of a row's `aux`: 4 bits of unit, 28 bits of count. The packing is a pure
 * function of the text, so no table of specs has to travel with the data.
 */
export type BarSpec = number

/** Units by code. `d`, `w` and `mo` follow the instrument's session; `t`, `v` and `$` count trades, quantity and money. */
const UNITS = ['ms', 's', 'm', 'h', 'd', 'w', 'mo', 't', 'v', '$'] as const
export type BarUnit = (typeof UNITS)[number]

const FIXED_MICROS: Partial<Record<BarUnit, number>> = {
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
}

/** Parses `15m`, `1h`, `1d`, `1w`, `1mo`, `100t` (ticks), `5000v` (volume), `1000000$` (money). */
export function parseBarSpec(text: string): BarSpec {
  const match = /^([1-9]\d*)(ms|s|mo|m|h|d|w|t|v|\$)$/.exec(text)
  if (match === null) {
    throw new SyntaxError(`"${text}" is not a bar spec such as 15m, 1h, 1d, 1w, 1mo, 100t, 5000v or 1000000$`)
  }
  const count = Number(match[1])
  const unit = UNITS.indexOf(match[2] as BarUnit)
  if (count >= 2 ** 28) throw new RangeError(`bar spec "${text}": the count must be below ${2 ** 28}`)
  return unit * 2 ** 28 + count
}

export function formatBarSpec(spec: BarSpec): string {
  return `${barCount(spec)}${barUnit(spec)}`
}

export function barUnit(spec: BarSpec): BarUnit {
  const unit = UNITS[spec >>> 28]
  if (unit === undefined) throw new RangeError(`${spec} is not a bar spec`)
  return unit
}

export function barCount(spec: BarSpec): number {
  return spec & 0x0fff_ffff
}

/** Length in microseconds of a bar of fixed clock length (ms, s, m, h); undefined for all others. */
export function fixedMicros(spec: BarSpec): number | undefined {
  const unit = FIXED_MICROS[barUnit(spec)]
  return unit === undefined ? undefined : unit * barCount(spec)
}

/** Length used where only an order of magnitude matters (weights, horizons); days, weeks and months count 24 h days. */
export function nominalMicros(spec: BarSpec): number | undefined {
  const day = 86_400_000_000
  const calendar: Partial<Record<BarUnit, number>> = { d: day, w: 7 * day, mo: 30 * day }
  const unit = calendar[barUnit(spec)]
  return unit === undefined ? fixedMicros(spec) : unit * barCount(spec)
}
