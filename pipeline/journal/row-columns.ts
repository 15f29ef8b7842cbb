import {
  KIND_NAMES,
  LANES,
  ROW_AUX,
  ROW_BYTES,
  ROW_FLAGS,
  ROW_INSTRUMENT,
  ROW_SOURCE,
  ROW_TS_EVENT,
  ROW_TS_INIT_DELTA,
  SIGNAL,
} from '../../model/layout.generated.ts'
import type { RowBatch } from './row-batch.ts'
import { FIRST_LANE, FLAG_NAMES } from './row-text.ts'

const LANE_COUNT = 5

/** Kinds of input rows, which are those that a journal holds, with their lanes. */
const KINDS = Object.entries(LANES)
  .map(([kind, lanes]) => ({ kind: Number(kind), lanes }))
  .filter(({ kind }) => kind < SIGNAL)
const LANES_OF = new Map(KINDS.map(({ kind, lanes }) => [kind, lanes]))

/** What a column of rows as they are holds of a row; undefined: nothing that anyone looks at. */
export interface RawColumn {
  readonly name: string
  readonly type: 'f64' | 'i64' | 'time'
  readonly value: (batch: RowBatch, row: number) => number | bigint | undefined
}

const of = (name: string, value: (view: DataView, at: number) => number): RawColumn => ({
  name,
  type: 'f64',
  value: (batch, row) => value(batch.view, row * ROW_BYTES),
})

/** A lane as a number and as an integer: the kind says which of them it is. */
function laneColumns(lane: number): RawColumn[] {
  const at = FIRST_LANE + lane * 8
  const isNumber = (batch: RowBatch, row: number): boolean => LANES_OF.get(batch.kind(row))?.[lane]?.[1] === 'f64'
  return [
    {
      name: `f${lane}`,
      type: 'f64',
      value: (batch, row) => (isNumber(batch, row) ? batch.view.getFloat64(row * ROW_BYTES + at, true) : undefined),
    },
    {
      name: `i${lane}`,
      type: 'i64',
      value: (batch, row) => (isNumber(batch, row) ? undefined : batch.view.getBigInt64(row * ROW_BYTES + at, true)),
    },
  ]
}

/** Rows as they are: the same columns for all kinds. */
export const RAW_COLUMNS: readonly RawColumn[] = [
  { name: 'sequence', type: 'f64', value: (batch, row) => batch.sequences[row] },
  { name: 'epoch', type: 'f64', value: (batch, row) => batch.epochs[row] },
  { name: 'kind', type: 'f64', value: (batch, row) => batch.kind(row) },
  of('flags', (view, at) => view.getUint8(at + ROW_FLAGS)),
  of('source', (view, at) => view.getUint16(at + ROW_SOURCE, true)),
  of('instrument', (view, at) => view.getUint32(at + ROW_INSTRUMENT, true)),
  of('tsInitDelta', (view, at) => view.getInt32(at + ROW_TS_INIT_DELTA, true)),
  of('aux', (view, at) => view.getUint32(at + ROW_AUX, true)),
  {
    name: 'tsEvent',
    type: 'time',
    value: (batch, row) => batch.view.getBigInt64(row * ROW_BYTES + ROW_TS_EVENT, true),
  },
  ...Array.from({ length: LANE_COUNT }, (_, lane) => laneColumns(lane)).flat(),
]

/** The same 64 bits without a sign. */
const unsigned = (column: string): string => `(${column}::HUGEINT & 18446744073709551615::HUGEINT)::UBIGINT`

/** Lanes by name, as SQL: one column for a name, whatever kinds have it, null in rows of the others. */
function laneExpressions(): string[] {
  const columns = new Map<string, { type: string; cases: string[] }>()
  for (const { kind, lanes } of KINDS) {
    for (const [lane, [name, type]] of lanes.entries()) {
      const column = columns.get(name) ?? { type, cases: [] }
      if (column.type !== type) throw new TypeError(`lane ${name} is ${column.type} in one kind, ${type} in ${kind}`)
      const value = type === 'f64' ? `f${lane}` : type === 'i64' ? `i${lane}` : unsigned(`i${lane}`)
      column.cases.push(`WHEN ${kind} THEN ${value}`)
      columns.set(name, column)
    }
  }
  return [...columns].map(([name, { cases }]) => `CASE kind::UTINYINT ${cases.join(' ')} END AS "${name}"`)
}

/** SQL for what is exported, in the names of the JSON lines; a kind that is not known keeps its lanes as they are. */
export function exportedColumns(): string {
  const kinds = KINDS.map(({ kind }) => `WHEN ${kind} THEN '${KIND_NAMES[kind]}'`).join(' ')
  const flags = FLAG_NAMES.map(([name, bit]) => `CASE WHEN flags::UTINYINT & ${bit} != 0 THEN '${name}' END`)
  const known = KINDS.map(({ kind }) => kind).join(', ')
  return [
    'sequence::BIGINT AS sequence',
    'epoch::BIGINT AS epoch',
    `CASE kind::UTINYINT ${kinds} ELSE kind::UTINYINT::VARCHAR END AS kind`,
    `list_filter([${flags.join(', ')}], lambda flag: flag IS NOT NULL) AS flags`,
    'source::USMALLINT AS source',
    'instrument::UINTEGER AS instrument',
    '"tsEvent"',
    '"tsInitDelta"::INTEGER AS "tsInitDelta"',
    'aux::UINTEGER AS aux',
    ...laneExpressions(),
    ...Array.from(
      { length: LANE_COUNT },
      (_, lane) => `CASE WHEN kind NOT IN (${known}) THEN ${unsigned(`i${lane}`)} END AS lane${lane}`,
    ),
  ].join(', ')
}
