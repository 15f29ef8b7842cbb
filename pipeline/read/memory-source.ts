import { Observable } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { FLAG_LAST, FLAG_SIDE, KIND_NAMES, LANES, ROW_BYTES } from '../../model/layout.generated.ts'
import { declareBarSpecs } from '../../operators/stage.ts'
import { frameSizes } from './frame-sizes.ts'
import { Framer } from './framer.ts'

/** A row as a plain object. Lanes go by their names; what is absent is 0. */
export interface PlainRow {
  /** Name of the kind, such as `QUOTE`. */
  readonly kind: string
  /** Unix nanoseconds, or Unix microseconds as a number. */
  readonly time: bigint | number
  readonly instrument?: number
  readonly source?: number
  readonly aux?: number
  /** Default true: the row ends its instant. */
  readonly last?: boolean
  /** The seller took the bid. */
  readonly side?: boolean
  readonly [lane: string]: string | number | bigint | boolean | undefined
}

/** Rows of plain objects as bytes, 64 a row. Throws on a kind or lane the layout does not have. */
export function encodeRows(rows: readonly PlainRow[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * ROW_BYTES)
  const view = new DataView(bytes.buffer)
  rows.forEach((row, index) => encodeRow(view, index * ROW_BYTES, row))
  return bytes
}

const FIELDS = new Set(['kind', 'time', 'instrument', 'source', 'aux', 'last', 'side'])

function encodeRow(view: DataView, at: number, row: PlainRow): void {
  const kind = Number(Object.entries(KIND_NAMES).find(([, name]) => name === row.kind)?.[0])
  if (Number.isNaN(kind)) throw new Error(`there is no row kind ${row.kind}`)
  const lanes = LANES[kind]
  const unknown = Object.keys(row).find((key) => !FIELDS.has(key) && !lanes.some(([name]) => name === key))
  if (unknown !== undefined) {
    throw new Error(`${row.kind} has no lane ${unknown}, but ${lanes.map(([name]) => name).join(', ')}`)
  }
  view.setUint8(at, kind)
  view.setUint8(at + 1, (row.last === false ? 0 : FLAG_LAST) | (row.side === true ? FLAG_SIDE : 0))
  view.setUint16(at + 2, row.source ?? 0, true)
  view.setUint32(at + 4, row.instrument ?? 0, true)
  view.setBigInt64(at + 8, typeof row.time === 'bigint' ? row.time : BigInt(row.time) * 1000n, true)
  view.setUint32(at + 20, row.aux ?? 0, true)
  lanes.forEach(([name, type], lane) => {
    const value = row[name] ?? 0
    const offset = at + 24 + lane * 8
    if (type === 'f64') view.setFloat64(offset, Number(value), true)
    else view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true)
  })
}

/**
 * Frames of rows that are in memory already, numbered from 1, all of them synchronously at the subscription.
 *
 * @param rows Plain objects, or the bytes of rows in the layout of the wire.
 * @param make Makes the frame pool of a subscription.
 * @param frame Rows a frame, or `ragged`.
 * @param specs Bar specs among the rows, for stages that ask.
 */
export function fromRows(
  rows: readonly PlainRow[] | Uint8Array,
  make: () => FramePool,
  frame: number | 'ragged' = 64,
  specs: Iterable<number> = [],
): Observable<Frame> {
  const given = rows instanceof Uint8Array ? rows : encodeRows(rows)
  if (given.length % ROW_BYTES !== 0) throw new RangeError(`rows are ${ROW_BYTES} bytes, were ${given.length} together`)
  const bytes = given.byteOffset % 4 === 0 ? given : given.slice()
  const frames = new Observable<Frame>((subscriber) => {
    const framer = new Framer(make(), frameSizes(frame), (next) => {
      subscriber.next(next)
      return !subscriber.closed
    })
    if (framer.take(bytes, 0, bytes.length / ROW_BYTES)) framer.end()
    subscriber.complete()
  })
  return declareBarSpecs(frames, specs)
}
