type Column = Float64Array | Int32Array | Uint8Array

/**
 * Fills a column with what a state holds for it.
 *
 * @throws where it holds no column of that type and length
 */
export function restoreColumn(column: Column, saved: unknown): void {
  if (!(saved instanceof Object) || saved.constructor !== column.constructor)
    throw new TypeError(`a state holds ${typeof saved} where a ${column.constructor.name} belongs`)
  const { length } = saved as Column
  if (length !== column.length)
    throw new RangeError(`a state holds a column of ${length}, was made for ${column.length}`)
  column.set(saved as Column)
}

/** Fills columns by name. */
export function restoreColumns(columns: Readonly<Record<string, Column>>, saved: unknown): void {
  for (const [name, column] of Object.entries(columns)) restoreColumn(column, (saved as Record<string, unknown>)[name])
}

/** Copies of columns, by name: plain data. */
export function copyColumns(columns: Readonly<Record<string, Column>>): Record<string, Column> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice()]))
}
