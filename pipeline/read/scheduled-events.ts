import { refuse } from '../../analytics/ledger/adjustment.ts'
import type { HolderEvent } from '../../analytics/ledger/adjustment.ts'
import { halfUnits, termsOf } from '../../analytics/ledger/terms.ts'
import { decimalsOf } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import { sessionOfDate } from '../../model/session.ts'
import { formatMicros } from '../../model/time.ts'
import type { EventLine } from './holder-events.ts'
import type { FileOptions } from './options.ts'

/** An event with its place in the stream: it follows every row up to its time. */
export interface ScheduledEvent {
  readonly timeMicros: number
  readonly symbol: string
  readonly event: HolderEvent
}

/** Decimals that terms are tried with; money's own come with the state image. */
const TRIAL_SCALE = 15

/**
 * Events in the order in which they happen: by time, then instrument, then as they stand in their files. A bare date is
 * the opening of that date's session for dividends and splits (who held before it is entitled), its close for funding,
 * settlements and borrowing.
 *
 * @param adjustments What the data of an instrument is adjusted for already: prices adjusted for splits refuse splits,
 *   prices adjusted for everything refuse dividends as well.
 * @param faults Gathers what is wrong, each as `file:line: …`.
 */
export function schedule(
  lines: readonly EventLine[],
  instruments: readonly Instrument[],
  adjustments: ReadonlyMap<string, NonNullable<FileOptions['adjustment']>>,
  faults: string[],
): ScheduledEvent[] {
  const found: (ScheduledEvent & { readonly at: number })[] = []
  const seen = new Map<string, string>()
  lines.forEach((line, at) => {
    try {
      const timeMicros = scheduled(line, instruments, adjustments)
      const key = `${timeMicros} ${line.symbol} ${line.event.kind}`
      const twice = seen.get(key)
      if (twice !== undefined) throw new Error(`${line.symbol} has this ${line.event.kind} already, in ${twice}`)
      seen.set(key, line.where)
      found.push({ timeMicros, symbol: line.symbol, event: line.event, at })
    } catch (error) {
      faults.push(`${line.where}: ${(error as Error).message}`)
    }
  })
  found.sort(
    (a, b) => a.timeMicros - b.timeMicros || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.at - b.at),
  )
  return found.map(({ timeMicros, symbol, event }) => ({ timeMicros, symbol, event }))
}

function scheduled(
  { symbol, event, time, currency }: EventLine,
  instruments: readonly Instrument[],
  adjustments: ReadonlyMap<string, NonNullable<FileOptions['adjustment']>>,
): number {
  const instrument = instruments.find((one) => one.symbol === symbol)
  if (instrument === undefined) {
    const known = instruments.map((one) => one.symbol)
    throw new Error(`there is no instrument ${symbol} in the data: ${known.slice(0, 8).join(', ')}`)
  }
  if (currency !== undefined && currency !== instrument.currency)
    throw new Error(`${symbol} settles in ${instrument.currency}, the ${event.kind} is in ${currency}`)
  const adjusted = adjustments.get(symbol) ?? 'none'
  const contained = event.kind === 'split' ? adjusted !== 'none' : event.kind === 'dividend' && adjusted === 'total'
  if (contained)
    throw new Error(
      `${symbol}: its prices hold this ${event.kind} already (adjustment: ${adjusted}); booked again it would count twice`,
    )
  const terms = termsOf(instrument, TRIAL_SCALE)
  refuse(terms, event.kind)
  if ('price' in event && event.price !== undefined) halfUnits(event.price, terms)
  if (event.kind === 'dividend' && decimalsOf(event.amount) > TRIAL_SCALE)
    throw new Error(`amount ${event.amount} has more than ${TRIAL_SCALE} decimals`)
  return 'micros' in time ? time.micros : sessionMicros(instrument, time.date, event.kind)
}

function sessionMicros({ session, symbol }: Instrument, date: number, kind: HolderEvent['kind']): number {
  const at = sessionOfDate(session, date)
  if (at < 0) {
    const day = formatMicros(date * 86_400_000_000).slice(0, 10)
    throw new Error(`${day} is no session of ${symbol} (${session.name}): write the time`)
  }
  return kind === 'dividend' || kind === 'split' ? session.opens[at] : session.closes[at]
}
