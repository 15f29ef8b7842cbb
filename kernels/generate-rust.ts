import { placeRecord } from './generate-record.ts'
import type { Checks, Layout } from './manifest.ts'

const BANNER = '//! Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.\n'
const KEYWORDS = new Set(['type', 'match', 'move', 'ref', 'static', 'use', 'loop', 'in', 'where'])

const snake = (name: string): string => name.replace(/([A-Z])/g, '_$1').toLowerCase()
const screaming = (name: string): string => snake(name).toUpperCase()
const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1)
const identifier = (name: string): string => (KEYWORDS.has(name) ? `r#${name}` : snake(name))

/** Rust constants of rows, frames, tapes and kinds: a lane is its index among the 8-byte words of its row. */
export function rustLayout(layout: Layout, hash: bigint): string {
  const { row, frame } = layout
  const lines = [BANNER, `pub const LAYOUT_HASH: u64 = 0x${hash.toString(16).padStart(16, '0')};`]
  const constant = (name: string, value: number): unknown => lines.push(`pub const ${name}: usize = ${value};`)
  const byte = (name: string, value: number): unknown => lines.push(`pub const ${name}: u8 = ${value};`)
  constant('ROW_BYTES', row.size)
  constant('FRAME_HEADER_BYTES', frame.size)
  lines.push('', '// Byte offsets in a row.')
  for (const [name, , offset] of row.fields) constant(`ROW_${screaming(name)}`, offset)
  lines.push('', '// Byte offsets in a frame header.')
  for (const [name, , offset] of frame.fields) constant(`FRAME_${screaming(name)}`, offset)
  lines.push('', '// Bits of a row’s flags.')
  for (const [name, bit] of Object.entries(layout.flags)) byte(`FLAG_${name}`, bit)
  lines.push('', '// Row kinds, and their lanes as indices among the eight 8-byte words of a row.')
  const first = row.laneOffset / 8
  for (const [name, kind] of Object.entries(layout.kinds)) {
    byte(name, kind.id)
    kind.lanes.forEach(([lane], at) => constant(`${name}_${screaming(lane)}`, first + at))
  }
  return `${lines.join('\n')}\n`
}

/** One `repr(C)` structure of cells per record of the state image. */
export function rustRecords(layout: Layout): string {
  const lines = [BANNER, 'use std::cell::Cell;']
  for (const [name, record] of Object.entries(layout.records)) {
    const { fields, end, bytes } = placeRecord(name, record)
    lines.push('', `/// ${record.doc}`, '#[repr(C, align(8))]')
    lines.push(`pub struct ${pascal(name)} {`)
    for (const { name: field, type, doc } of fields) {
      if (doc !== '') lines.push(`    /// ${doc}`)
      lines.push(`    pub ${identifier(field)}: Cell<${type}>,`)
    }
    const padding = Math.floor((bytes - end) / 8)
    if (padding > 0) lines.push(`    padding: [Cell<i64>; ${padding}],`)
    lines.push('}', `const _: () = assert!(size_of::<${pascal(name)}>() == ${bytes});`)
  }
  return `${lines.join('\n')}\n`
}

/** Check ids and reason codes by name. */
export function rustReasons({ checks, reasons }: Checks): string {
  const lines = [BANNER]
  for (const { code, id, doc } of [...checks, ...reasons]) lines.push(`/// ${doc}`, `pub const ${code}: i32 = ${id};`)
  return `${lines.join('\n')}\n`
}

/** Codes of faults by name. */
export function rustFaults(faults: Readonly<Record<string, number>>): string {
  const lines = [BANNER.replace('kernels/layout.json and kernels/checks.json', 'kernels/faults.ts')]
  for (const [name, code] of Object.entries(faults)) lines.push(`pub const ${screaming(name)}: i32 = ${code};`)
  return `${lines.join('\n')}\n`
}
