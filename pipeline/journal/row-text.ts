import {
  FLAG_CLEARED,
  FLAG_LAST,
  FLAG_MAKER,
  FLAG_REAFFIRM,
  FLAG_SIDE,
  FLAG_SNAPSHOT,
  KIND_NAMES,
  LANES,
  ROW_AUX,
  ROW_BYTES,
  ROW_FLAGS,
  ROW_INSTRUMENT,
  ROW_KIND,
  ROW_SOURCE,
  ROW_TS_EVENT,
  ROW_TS_INIT_DELTA,
} from '../../model/layout.generated.ts'
import type { JournalFrame } from './port.ts'

/** Flags of a row by name. */
export const FLAG_NAMES: readonly (readonly [string, number])[] = [
  ['LAST', FLAG_LAST],
  ['SNAPSHOT', FLAG_SNAPSHOT],
  ['SIDE', FLAG_SIDE],
  ['MAKER', FLAG_MAKER],
  ['REAFFIRM', FLAG_REAFFIRM],
  ['CLEARED', FLAG_CLEARED],
]
/** Byte of a row at which its lanes start. */
export const FIRST_LANE = 24

/**
 * A row of a frame as plain data: 64-bit integers as decimal strings, a kind that this version does not know with its
 * number and its bytes.
 */
export function rowObject({ firstSequence, epoch, bytes }: JournalFrame, index: number): Record<string, unknown> {
  const view = new DataView(bytes.buffer, bytes.byteOffset + index * ROW_BYTES, ROW_BYTES)
  const kind = view.getUint8(ROW_KIND)
  const flags = view.getUint8(ROW_FLAGS)
  const lanes = LANES[kind]
  return {
    sequence: firstSequence + index,
    epoch,
    kind: KIND_NAMES[kind] ?? kind,
    flags: FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name),
    source: view.getUint16(ROW_SOURCE, true),
    instrument: view.getUint32(ROW_INSTRUMENT, true),
    tsEvent: String(view.getBigInt64(ROW_TS_EVENT, true)),
    tsInitDelta: view.getInt32(ROW_TS_INIT_DELTA, true),
    aux: view.getUint32(ROW_AUX, true),
    ...(lanes === undefined
      ? { bytes: Buffer.from(bytes.subarray(index * ROW_BYTES + FIRST_LANE, (index + 1) * ROW_BYTES)).toString('hex') }
      : Object.fromEntries(lanes.map(([name, type], lane) => [name, laneValue(view, FIRST_LANE + lane * 8, type)]))),
  }
}

function laneValue(view: DataView, at: number, type: 'f64' | 'i64' | 'u64'): number | string {
  if (type === 'f64') return view.getFloat64(at, true)
  return String(type === 'i64' ? view.getBigInt64(at, true) : view.getBigUint64(at, true))
}
