import { stdout } from 'node:process'
import { Command } from 'commander'
import { formatBarSpec, parseBarSpec } from '../../model/bar-spec.ts'
import { parseConfig } from '../config/load.ts'
import { detect } from '../read/detect/detect.ts'

export function initCommand(): Command {
  return new Command('init')
    .description('write a commented configuration for price files, from what they show')
    .argument('<files...>', 'price files or folders')
    .action(async (files: string[]) => {
      stdout.write(await configurationFor(files))
    })
}

/** A configuration in YAML that reads back as what would be detected. */
export async function configurationFor(files: readonly string[]): Promise<string> {
  const config = await parseConfig('', { files })
  const detected = await detect(files)
  const lines = [
    '# Made by "millrace init" from what the files show; check the assumptions marked "assumed".',
    '',
    'data:',
  ]
  for (const { path, format, symbols, spec } of detected) {
    lines.push(`  - path: ${quoted(path)} # ${format}${symbols.length > 1 ? `, ${symbols.length} instruments` : ''}`)
    if (symbols.length === 1) lines.push(`    symbol: ${quoted(symbols[0])}`)
    if (spec !== undefined) lines.push(`    spec: ${formatBarSpec(parseBarSpec(spec))}`)
  }
  lines.push('', 'instruments:')
  for (const one of config.instruments) {
    lines.push(`  ${quoted(one.symbol)}:`)
    lines.push(`    currency: ${one.currency}`)
    lines.push(`    priceScale: ${one.priceScale} # decimals seen`, `    quantityScale: ${one.quantityScale}`)
    lines.push(`    tick: ${one.tick[0].tick} # assumed`, `    lotStep: ${one.lotStep} # assumed`)
    lines.push(`    session: ${one.session.name}`)
    lines.push(`    takerFeeBps: ${bps(one.takerFee)} # assumed`, `    makerFeeBps: ${bps(one.makerFee)} # assumed`)
    lines.push(`    halfSpreadBps: ${bps(one.halfSpread)} # assumed`)
  }
  lines.push('', `bars: [${config.bars.join(', ')}]`, '')
  lines.push('sizing: { method: fixed-fraction, fraction: 0.2, noTradeBand: 0.01 }', '')
  lines.push('limits: # defaults of every portfolio', '  concentration: 0.25', '  leverage: 1', '')
  lines.push(
    'portfolios:',
    '  - name: main',
    `    currency: ${config.instruments[0]?.currency ?? 'USD'}`,
    '    cash: 100000',
    '',
  )
  return lines.join('\n')
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : JSON.stringify(text))
const bps = (fraction: string): string => String(Number((Number(fraction) * 1e4).toFixed(5)))
