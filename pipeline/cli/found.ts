import { basename } from 'node:path'
import type { Config } from '../config/config.ts'

const SHOWN = 5

/** What was detected of the data and assumed of its instruments, for a run without a configuration. */
export function foundLines({ instruments, data, bars }: Config): string[] {
  const files = data.files.map(({ path, spec }) => `${basename(path)}${spec === undefined ? '' : ` ${spec}`}`)
  const lines = [`${listed(files)} · bars ${bars.join(', ')}`]
  for (const one of instruments.slice(0, SHOWN)) {
    lines.push(
      `${one.symbol.padEnd(9)} ${one.kind} in ${one.currency} · price ${one.priceScale}, quantity ${one.quantityScale} decimals · ` +
        `tick ${one.tick[0].tick}, lot ${one.lotStep} · session ${one.session.name}`,
    )
  }
  if (instruments.length > SHOWN) lines.push(`… and ${instruments.length - SHOWN} instruments more`)
  return [...lines, 'millrace init FILES… writes this as a configuration']
}

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
