/** The cells of a CSV line; a cell in double quotes may hold commas. */
export function cells(line: string): string[] {
  if (line === '') return []
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  )
}
