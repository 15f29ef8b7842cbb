import type { Checks, Layout } from './manifest.ts'

const NOTE = '<!-- Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit. -->'

/** docs/PROTOCOL.md: rows, frames and the state image, field by field. */
export function protocolPage(layout: Layout, hash: bigint): string {
  const { row, frame } = layout
  const lines = [NOTE, '', '# Rows, frames and the state image', '']
  lines.push(
    `Layout version ${layout.version}, hash \`${hash.toString(16).padStart(16, '0')}\`. Everything is little-endian. A row is`,
    `${row.size} bytes; a frame is a ${frame.size}-byte header and up to ${frame.maxRows} rows. The same bytes are the wire format, the`,
    'journal format and what the kernels read in memory.',
    '',
    '## Row',
    '',
    '| offset | type | field | meaning |',
    '|---|---|---|---|',
  )
  for (const [name, type, offset, doc] of row.fields)
    lines.push(`| ${offset} | ${type} | ${name} | ${doc.replaceAll('|', '\\|')} |`)
  lines.push(`| ${row.laneOffset} | ${row.lanes} × 8 bytes | lanes | by kind, below |`, '')
  lines.push(
    `Flags: ${Object.entries(layout.flags)
      .map(([name, bit]) => `${name} = ${bit}`)
      .join(', ')}.`,
    '',
  )
  lines.push('## Frame header', '', '| offset | type | field | meaning |', '|---|---|---|---|')
  for (const [name, type, offset, doc] of frame.fields) lines.push(`| ${offset} | ${type} | ${name} | ${doc} |`)
  lines.push(
    '',
    `Tapes: ${Object.entries(layout.tapes)
      .map(([name, id]) => `${id} ${name}`)
      .join(', ')}.`,
    '',
  )
  lines.push('## Kinds', '', '| id | kind | source | aux | lanes |', '|---|---|---|---|---|')
  for (const [name, kind] of Object.entries(layout.kinds)) {
    const lanes = kind.lanes.map(([lane, type, unit]) => `${lane} ${type}${unit === '' ? '' : ` (${unit})`}`).join(', ')
    lines.push(
      `| ${kind.id} | ${name}${kind.input ? '' : ' (derived)'} | ${kind.source} | ${(kind.aux ?? '').replaceAll('|', '\\|')} | ${lanes} |`,
    )
  }
  lines.push('', '## State image', '')
  for (const [name, record] of Object.entries(layout.records)) {
    lines.push(`### ${name}`, '', record.doc, '', '| field | type | meaning |', '|---|---|---|')
    for (const [field, type, doc] of record.fields) lines.push(`| ${field} | ${type} | ${doc.replaceAll('|', '\\|')} |`)
    lines.push('')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

/** docs/REASONS.md: every check and every reason code. */
export function reasonsPage({ checks, reasons }: Checks): string {
  const lines = [NOTE, '', '# Checks and reason codes', '', '## Checks of the gate', '']
  lines.push('Evaluated in this order; every violated check is recorded with its value, limit and headroom.', '')
  lines.push('| id | code | shape | class | scope | unit | meaning |', '|---|---|---|---|---|---|---|')
  for (const check of checks) {
    lines.push(
      `| ${check.id} | \`${check.code}\` | ${check.shape} | ${check.class} | ${check.scope} | ${check.unit} | ${check.doc} |`,
    )
  }
  lines.push('', '## Other reasons', '', '| id | code | meaning |', '|---|---|---|')
  for (const { id, code, doc } of reasons) lines.push(`| ${id} | \`${code}\` | ${doc} |`)
  return `${lines.join('\n')}\n`
}
