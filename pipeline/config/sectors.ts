import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DetectedFile } from '../read/detect/detect.ts'

/**
 * Sectors from a CSV table with a column `sector` and one of `symbol` or `file` (names of data files; folders in them
 * don't matter). Throws where the columns are not there.
 */
export async function readSectors(path: string): Promise<Map<string, string>> {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/)
  const names = cells(header).map((name) => name.trim().toLowerCase())
  const sector = names.indexOf('sector')
  const key = Math.max(names.indexOf('symbol'), names.indexOf('file'))
  if (sector < 0 || key < 0)
    throw new Error(`${path}: needs a column "sector" and a column "symbol" or "file", has ${names.join(', ')}`)
  const sectors = new Map<string, string>()
  for (const line of lines) {
    const row = cells(line)
    const name = row[sector]?.trim() ?? ''
    if (name !== '') sectors.set(basename(row[key]), name)
  }
  return sectors
}

/** The sector of an instrument: by its symbol, or by the file it was read from. */
export function sectorOf(
  sectors: ReadonlyMap<string, string>,
  symbol: string,
  seen: DetectedFile | undefined,
): string | undefined {
  return (
    sectors.get(symbol) ??
    (seen === undefined || seen.symbols.length > 1 ? undefined : sectors.get(basename(seen.path)))
  )
}

/** The cells of a CSV line; a cell in double quotes may hold commas. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
