import type { Image } from '../../kernels/image.ts'
import * as records from '../../kernels/records.generated.ts'
import { KIND_NAMES, LANES, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Side } from './side.ts'

type Fields = readonly (readonly [name: string, type: string, offset: number])[]

/** The first thing that two sides disagree on, by name, with both values. */
export function firstDifference(a: Side, b: Side): string {
  return outcomeDifference(a, b) ?? imageDifference(a.image, b.image) ?? 'nothing by name (padding)'
}

function outcomeDifference(a: Side, b: Side): string | undefined {
  const rows = Math.max(a.outcome.count, b.outcome.count)
  for (let row = 0; row < rows; row++) {
    const [left, right] = [a, b].map(({ outcome }) =>
      row < outcome.count ? printRow(outcome.memory, outcome.at(row)) : 'nothing',
    )
    if (left !== right) return `outcome row ${row}: ${left} against ${right}`
  }
  return undefined
}

/** A row, readable. */
export function printRow(memory: Image['memory'], at: number): string {
  const word = at >> 3
  const kind = memory.u8[at]
  const lanes = (LANES[kind] ?? []).map(
    ([name, type], lane) => `${name} ${type === 'f64' ? memory.f64[word + 3 + lane] : memory.i64[word + 3 + lane]}`,
  )
  const words = memory.u32.subarray(at >> 2, (at + ROW_BYTES) >> 2)
  return `${KIND_NAMES[kind]} flags ${memory.u8[at + 1]} source ${memory.u16[(at + 2) >> 1]} instrument ${words[1]} time ${memory.i64[word + 1]} position ${words[4] >>> 20} sub ${words[4] & 0xfffff} aux ${words[5]} | ${lanes.join(', ')}`
}

const TABLES = [
  'instrument',
  'tick',
  'scope',
  'changed',
  'ledger',
  'position',
  'exposure',
  'concentrate',
  'order',
  'timer',
  'report',
  'clientId',
  'execution',
  'session',
  'instant',
  'covariance',
  'group',
  'orderBucket',
  'amend',
  'pending',
] as const

function imageDifference(a: Image, b: Image): string | undefined {
  const control = tableDifference(a, b, 'control', a.base, a.base + records.ControlRecords.bytes)
  if (control !== undefined) return control
  for (let at = 0; at + 1 < TABLES.length; at++) {
    const found = tableDifference(a, b, TABLES[at], offsetOf(a, TABLES[at]), offsetOf(a, TABLES[at + 1]))
    if (found !== undefined) return found
  }
  return undefined
}

function offsetOf({ control }: Image, table: (typeof TABLES)[number]): number {
  return control[`${table}At`](0)
}

/** Name of a table's class. */
const recordsOf = (table: string): string => `${table[0].toUpperCase()}${table.slice(1)}Records`

function tableDifference(
  a: Image,
  b: Image,
  table: 'control' | (typeof TABLES)[number],
  from: number,
  to: number,
): string | undefined {
  const name = table.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  const fields = (records as unknown as Record<string, Fields>)[`${name}_FIELDS`]
  const { bytes } = (records as unknown as Record<string, { readonly bytes: number }>)[recordsOf(table)]
  for (let base = from; base + bytes <= to; base += bytes) {
    for (const [field, type, offset] of fields) {
      const [left, right] = [a, b].map(({ memory }) =>
        type === 'i64' ? memory.i64[(base + offset) >> 3] : memory.i32[(base + offset) >> 2],
      )
      if (left !== right) return `${table} ${(base - from) / bytes}.${field}: ${left} against ${right}`
    }
  }
  return undefined
}
