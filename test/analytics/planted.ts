/** Markup that shows itself where it is not escaped: as an element, as an attribute, as the end of a script. */
export const PLANTED = `"'><img src=x onerror="window.planted=1"></script><script>window.planted=1</script>&amp;`

/** Ends with the planted text wherever there was a text; what has to stay a number, or a fixed word, is left alone. */
export function planted<T>(data: T, key: string = ''): T {
  const fixedWords = ['unit', 'severity', 'side', 'verdict', 'tradingState']
  if (typeof data === 'string') {
    return (/^-?\d+(\.\d+)?$/.test(data) || fixedWords.includes(key) ? data : data + PLANTED) as T
  }
  if (Array.isArray(data)) return data.map((one: unknown) => planted(one, key)) as T
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, planted<unknown>(value, name)])) as T
}
