import type { Instrument } from '../../../model/instrument.ts'
import type { Target } from './reader.ts'

/** The one instrument of a file. Throws when none, or one that is not configured, is named. */
export function instrumentOf(target: Target): { id: number; instrument: Instrument } {
  const { symbol } = target
  const id = symbol === undefined ? undefined : target.find(symbol)
  if (id === undefined) {
    const known = target.instruments.map((instrument) => instrument.symbol)
    throw new Error(
      `${symbol === undefined ? 'a file names no symbol' : `${symbol} is not configured`}: ` +
        `instruments are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`,
    )
  }
  return { id, instrument: target.instruments[id] }
}
