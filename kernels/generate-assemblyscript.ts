import { placeRecord } from './generate-record.ts'
import type { Checks, Layout } from './manifest.ts'

const BANNER = '// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.\n'

const screaming = (name: string): string => name.replace(/([A-Z])/g, '_$1').toUpperCase()
const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1)

/** AssemblyScript constants of rows, frames, tapes and kinds: a lane is its byte offset in its row. */
export function assemblyLayout(layout: Layout, hash: bigint): string {
  const { row, frame } = layout
  const lines = [BANNER, `export const LAYOUT_HASH: u64 = 0x${hash.toString(16).padStart(16, '0')}`]
  const constant = (name: string, value: number): unknown => lines.push(`export const ${name}: i32 = ${value}`)
  constant('ROW_BYTES', row.size)
  constant('FRAME_HEADER_BYTES', frame.size)
  lines.push('', '/** Byte offsets in a row. */')
  for (const [name, , offset] of row.fields) constant(`ROW_${screaming(name)}`, offset)
  lines.push('', '/** Byte offsets in a frame header. */')
  for (const [name, , offset] of frame.fields) constant(`FRAME_${screaming(name)}`, offset)
  lines.push('', '/** Bits of a row’s flags. */')
  for (const [name, bit] of Object.entries(layout.flags)) constant(`FLAG_${name}`, bit)
  lines.push('', '/** Row kinds, and byte offsets of their lanes. */')
  for (const [name, kind] of Object.entries(layout.kinds)) {
    constant(name, kind.id)
    kind.lanes.forEach(([lane], at) => constant(`${name}_${screaming(lane)}`, row.laneOffset + at * 8))
  }
  return `${lines.join('\n')}\n`
}

/** One unmanaged class per record of the state image: a pointer with named fields. */
export function assemblyRecords(layout: Layout): string {
  const lines = [BANNER]
  for (const [name, record] of Object.entries(layout.records)) {
    const { fields, bytes } = placeRecord(name, record)
    lines.push(`/** ${record.doc} */`, '@unmanaged', `export class ${pascal(name)} {`)
    for (const { name: field, type, doc } of fields) {
      if (doc !== '') lines.push(`  /** ${doc} */`)
      lines.push(`  ${field}: ${type}`)
    }
    lines.push('}', `export const ${screaming(name)}_BYTES: i32 = ${bytes}`, '')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

/** Check ids and reason codes, and codes of faults, by name. */
export function assemblyReasons({ checks, reasons }: Checks, faults: Readonly<Record<string, number>>): string {
  const lines = [BANNER, 'export const enum Reason {']
  for (const { code, id, doc } of [...checks, ...reasons]) lines.push(`  /** ${doc} */`, `  ${code} = ${id},`)
  lines.push('}', '', '/** Why the desk must halt: kernels/faults.ts. */', 'export const enum Fault {')
  for (const [name, code] of Object.entries(faults)) lines.push(`  ${name} = ${code},`)
  return `${lines.join('\n')}\n}\n`
}
