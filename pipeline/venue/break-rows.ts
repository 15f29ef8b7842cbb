import {
  ADJUST,
  ADJUST_CASH,
  ADJUST_COST,
  ADJUST_LOTS,
  FLAG_LAST,
  PARAMETER,
  PARAMETER_VALUE,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { RESTRICTED_PARAMETER } from '../../kernels/reference/commands.ts'
import { TEXT_OF, textRows } from '../recording/text-rows.ts'
import type { Break } from './breaks.ts'

/** Who says what, for the rows behind it. */
export interface Word {
  readonly actor: string
  readonly reason: string
  /** What was said, where no COMMAND row says it. */
  readonly verb: string
}

/**
 * Rows that are journaled for breaks: the text of who says so and why, what is taken over from the venue, and whether the
 * positions may be increased.
 *
 * @param id Of the text; the same for no two texts of a journal.
 * @param adopted Taken over from the venue.
 */
export function breakRows(
  word: Word,
  id: number,
  nanos: bigint,
  parts: { readonly adopted?: Break; readonly freeze?: readonly Break[]; readonly lift?: readonly Break[] },
): Uint8Array {
  const rows = [textRows(TEXT_OF.command, id, Buffer.from(JSON.stringify(word)), nanos)]
  if (parts.adopted !== undefined) rows.push(adjustRow(parts.adopted, nanos))
  for (const one of parts.freeze ?? []) rows.push(restrictionRow(one, 1n, nanos))
  for (const one of parts.lift ?? []) rows.push(restrictionRow(one, 0n, nanos))
  const all = new Uint8Array(Buffer.concat(rows))
  all[all.length - ROW_BYTES + 1] |= FLAG_LAST
  return all
}

function rowOf(kind: number, { portfolio, instrument }: Break, nanos: bigint): DataView {
  const view = new DataView(new ArrayBuffer(ROW_BYTES))
  view.setUint8(0, kind)
  view.setUint16(2, portfolio, true)
  view.setUint32(4, instrument, true)
  view.setBigInt64(8, nanos, true)
  return view
}

function adjustRow(adopted: Break, nanos: bigint): Uint8Array {
  const view = rowOf(ADJUST, adopted, nanos)
  view.setFloat64(ADJUST_LOTS * 8, Number(adopted.lots), true)
  view.setBigInt64(ADJUST_COST * 8, adopted.cost, true)
  view.setBigInt64(ADJUST_CASH * 8, adopted.cash, true)
  return new Uint8Array(view.buffer)
}

function restrictionRow(position: Break, value: bigint, nanos: bigint): Uint8Array {
  const view = rowOf(PARAMETER, position, nanos)
  view.setUint32(20, RESTRICTED_PARAMETER, true)
  view.setBigInt64(PARAMETER_VALUE * 8, value, true)
  return new Uint8Array(view.buffer)
}
