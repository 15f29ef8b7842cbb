import type { Layout } from './manifest.ts'

/** Bytes of a cache line. */
const LINE = 64

/** A field of a record and where it stands in it. */
export interface PlacedField {
  readonly name: string
  readonly type: 'i64' | 'i32'
  readonly doc: string
  /** Bytes from the start of the record. */
  readonly offset: number
}

export interface PlacedRecord {
  readonly fields: readonly PlacedField[]
  /** Bytes up to the end of the last field. */
  readonly end: number
  /** Bytes from one record to the next. */
  readonly bytes: number
}

/**
 * Places the fields of a record in the order of the manifest, each at a multiple of its own size. Throws where that
 * would leave a hole, because then a language that packs differently would not read the same.
 */
export function placeRecord(name: string, { fields, lines = false }: Layout['records'][string]): PlacedRecord {
  let offset = 0
  const placed = fields.map(([field, type, doc]) => {
    const size = type === 'i64' ? 8 : 4
    if (offset % size !== 0) throw new Error(`${name}.${field} would stand at ${offset}: 32-bit fields stand in pairs`)
    const at = offset
    offset += size
    return { name: field, type, doc, offset: at }
  })
  const step = lines ? LINE : 8
  return { fields: placed, end: offset, bytes: Math.ceil(offset / step) * step }
}
