/**
 * Identity of a derived row: `sequence << 20 | sub`, where `sub` counts through one input row. Client order ids and
 * decision ids are made of it, so a recovery makes the same ids again.
 */
export function rowId(sequence: number, sub: number): bigint {
  return (BigInt(sequence) << 20n) | BigInt(sub)
}

/** Prints an id as `sequence.sub`, the form used in output and commands. */
export function formatRowId(id: bigint): string {
  return `${id >> 20n}.${id & 0xfffffn}`
}

/** Source of alerts that concern no portfolio, and of commands that concern all. */
export const WHOLE_DESK = 65_535
/** Instrument of alerts that concern none. */
export const NO_INSTRUMENT = 0xffff_ffff
