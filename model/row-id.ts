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
