import { placeRecord } from './generate-record.ts'
import type { Checks, Layout } from './manifest.ts'

const BANNER = '// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.\n'

const screaming = (name: string): string => name.replace(/([A-Z])/g, '_$1').toUpperCase()
const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1)

/** Constants of rows, frames, tapes and kinds: `QUOTE_BID` is a lane's index among the 8-byte words of its row. */
export function layoutSource(layout: Layout, hash: bigint): string {
  const { row, frame } = layout
  const lines = [BANNER, `export const LAYOUT_HASH = 0x${hash.toString(16).padStart(16, '0')}n`]
  lines.push(`export const ROW_BYTES = ${row.size}`, `export const FRAME_HEADER_BYTES = ${frame.size}`)
  lines.push(`export const FRAME_ROWS_MAX = ${frame.maxRows}`, `export const FRAME_MAGIC_VALUE = ${frame.magic}`, '')
  lines.push('/** Byte offsets in a row. */')
  for (const [name, , offset] of row.fields) lines.push(`export const ROW_${screaming(name)} = ${offset}`)
  lines.push('', '/** Byte offsets in a frame header. */')
  for (const [name, , offset] of frame.fields) lines.push(`export const FRAME_${screaming(name)} = ${offset}`)
  lines.push('', '/** Bits of a row’s flags. */')
  for (const [name, bit] of Object.entries(layout.flags)) lines.push(`export const FLAG_${name} = ${bit}`)
  lines.push('', '/** Tapes of a frame. */')
  for (const [name, id] of Object.entries(layout.tapes)) lines.push(`export const TAPE_${name} = ${id}`)
  lines.push('', '/** Row kinds, and their lanes as indices among the eight 8-byte words of a row. */')
  const first = row.laneOffset / 8
  for (const [name, kind] of Object.entries(layout.kinds)) {
    lines.push(`export const ${name} = ${kind.id}`)
    kind.lanes.forEach(([lane], at) => lines.push(`export const ${name}_${screaming(lane)} = ${first + at}`))
  }
  lines.push('', 'export const KIND_NAMES: Readonly<Record<number, string>> = {')
  for (const [name, kind] of Object.entries(layout.kinds)) lines.push(`  ${kind.id}: '${name}',`)
  lines.push('}', '', '/** Lanes by kind: name and type, in order. */')
  lines.push("export const LANES: Readonly<Record<number, readonly (readonly [string, 'f64' | 'i64' | 'u64'])[]>> = {")
  for (const kind of Object.values(layout.kinds)) {
    const lanes = kind.lanes.map(([lane, type]) => `['${lane}', '${type}']`).join(', ')
    lines.push(`  ${kind.id}: [${lanes}],`)
  }
  return `${lines.join('\n')}\n}\n`
}

/** One accessor class per record of the state image. */
export function recordsSource(layout: Layout): string {
  const lines = [BANNER, "import type { Memory } from './memory.ts'", '']
  for (const [name, record] of Object.entries(layout.records)) {
    const { fields, bytes } = placeRecord(name, record)
    const has = (type: 'i64' | 'i32'): boolean => fields.some((field) => field.type === type)
    lines.push(`/** ${record.doc} */`, `export class ${pascal(name)}Records {`)
    lines.push(`  static readonly bytes = ${bytes}`)
    if (has('i64')) lines.push('  private readonly wide: BigInt64Array')
    if (has('i32')) lines.push('  private readonly narrow: Int32Array')
    lines.push('', '  constructor(memory: Memory, base: number, records: number) {')
    if (has('i64')) lines.push(`    this.wide = new BigInt64Array(memory.buffer, base, (records * ${bytes}) / 8)`)
    if (has('i32')) lines.push(`    this.narrow = new Int32Array(memory.buffer, base, (records * ${bytes}) / 4)`)
    lines.push('  }')
    const emit = (field: string, type: string, array: string, stride: number, at: number, doc: string): void => {
      const where = stride === 1 ? `at + ${at}` : `at * ${stride} + ${at}`
      lines.push('', ...(doc === '' ? [] : [`  /** ${doc} */`]))
      lines.push(`  ${field}(at: number): ${type} {`, `    return this.${array}[${where}]!`, '  }')
      lines.push(
        `  set${pascal(field)}(at: number, value: ${type}): void {`,
        `    this.${array}[${where}] = value`,
        '  }',
      )
    }
    for (const { name: field, type, offset, doc } of fields) {
      if (type === 'i64') emit(field, 'bigint', 'wide', bytes / 8, offset / 8, doc)
      else emit(field, 'number', 'narrow', bytes / 4, offset / 4, doc)
    }
    lines.push('}', '')
    lines.push('/** Name, type and byte offset. */', `export const ${screaming(name)}_FIELDS = [`)
    for (const { name: field, type, offset } of fields) lines.push(`  ['${field}', '${type}', ${offset}],`)
    lines.push('] as const', '')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

/** Check ids, reason codes by name and by number, and the check table. */
export function checksSource({ checks, reasons }: Checks): string {
  const lines = [
    BANNER,
    '/** Every reason code, by name. Checks of the gate are 1 … 63. */',
    'export const Reason = {',
    '  NONE: 0,',
  ]
  for (const { code, id } of [...checks, ...reasons]) lines.push(`  ${code}: ${id},`)
  lines.push('} as const', '', 'export type ReasonCode = keyof typeof Reason', '')
  lines.push('export const REASON_NAMES: Readonly<Record<number, ReasonCode>> = {', "  0: 'NONE',")
  for (const { code, id } of [...checks, ...reasons]) lines.push(`  ${id}: '${code}',`)
  lines.push('}', '', '/** The check manifest: what each check of the gate is. */', 'export const CHECKS = [')
  for (const check of checks) {
    const { doc: _doc, ...rest } = check
    lines.push(
      `  { ${Object.entries(rest)
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? `'${value}'` : value}`)
        .join(', ')} },`,
    )
  }
  lines.push('] as const', '', '/** What each reason means, in a sentence. */')
  lines.push('export const REASON_DOCS: Readonly<Record<ReasonCode, string>> = {', "  NONE: '',")
  for (const { code, doc } of [...checks, ...reasons]) {
    lines.push(`  ${code}: ${doc.includes("'") ? `"${doc}"` : `'${doc}'`},`)
  }
  return `${lines.join('\n')}\n}\n`
}
