import type { LabelledText } from '../../analytics/report/report-data.ts'
import type { Config } from '../config/config.ts'

/** Basis points of a decimal fraction: `0.0025` is `25 bp`. */
function basisPoints(fractions: readonly string[]): string {
  const points = [...new Set(fractions.map((fraction) => Number((Number(fraction) * 1e4).toFixed(4))))].sort(
    (a, b) => a - b,
  )
  return points.length > 1 ? `${points[0]}–${points.at(-1)} bp` : `${points[0] ?? 0} bp`
}

const millis = (nanos: bigint): string => `${Number(nanos) / 1e6} ms`

/** What the result assumes where the data says nothing. */
export function assumptions({ instruments, venue, data, events = [] }: Config): LabelledText[] {
  const adjustments = new Set(data.files.map(({ adjustment }) => adjustment ?? 'none'))
  const kinds = [...new Set(events.map(({ event }) => event.kind))].sort()
  return [
    { label: 'fee', value: basisPoints(instruments.map(({ takerFee }) => takerFee)) },
    { label: 'half-spread', value: basisPoints(instruments.map(({ halfSpread }) => halfSpread)) },
    { label: 'slippage', value: `${basisPoints([venue.slippage])} on bars` },
    {
      label: 'fills',
      value: venue.zeroLatency ? 'at the touch of the same row' : 'next open on bars, touch on quotes',
    },
    { label: 'latency', value: `${millis(venue.latencyNanos)} out, ${millis(venue.reportLatencyNanos)} back` },
    { label: 'volume', value: `at most ${Number(venue.participation) * 100} % of a bar's` },
    { label: 'crossed quotes', value: venue.crossedQuotes === 'refuse' ? 'kept, not traded' : 'traded' },
    {
      label: 'returns',
      value: adjustments.has('total')
        ? 'total'
        : events.length > 0
          ? `price and ${events.length} events of ${kinds.join(', ')}; no other financing or dividends`
          : 'price only; financing and dividends not modelled',
    },
  ]
}
