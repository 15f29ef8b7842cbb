/** Groups of three digits: `12 400.00`. */
export function grouped(decimal: string, decimals?: number): string {
  const [whole, fraction = ''] = decimal.split('.')
  const kept = decimals === undefined ? fraction : fraction.slice(0, decimals).padEnd(decimals, '0')
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ')
  return kept === '' ? spaced : `${spaced}.${kept}`
}
