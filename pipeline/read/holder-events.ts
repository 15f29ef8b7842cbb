import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HOLDER_EVENT_KINDS } from '../../analytics/ledger/adjustment.ts'
import type { HolderEvent, HolderEventKind } from '../../analytics/ledger/adjustment.ts'
import { isDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { cells } from './text/cells.ts'
import { dateOrInstant } from './text/date-or-instant.ts'
import type { DateOrInstant } from './text/date-or-instant.ts'

/** A line of a file of dividends, splits, funding, settlements and borrowing costs, as it stands there. */
export interface EventLine {
  /** `file:line`. */
  readonly where: string
  readonly line: number
  readonly time: DateOrInstant
  readonly symbol: string
  readonly event: HolderEvent
  readonly currency?: string
}

const COLUMNS = ['time', 'instrument', 'event', 'amount', 'ratio', 'rate', 'price', 'withheld', 'currency'] as const
type Column = (typeof COLUMNS)[number]
type Fields = Partial<Record<Column, string>>

/** What each event needs and may have, besides time, instrument, event and currency. */
const FIELDS: Readonly<Record<HolderEventKind, { readonly needs: Column; readonly may: readonly Column[] }>> = {
  dividend: { needs: 'amount', may: ['withheld'] },
  split: { needs: 'ratio', may: ['price'] },
  funding: { needs: 'rate', may: ['price'] },
  settlement: { needs: 'price', may: [] },
  borrow: { needs: 'rate', may: ['price'] },
}

/**
 * Reads a file of events: CSV with a header, or JSON objects, one a line, by the same names: `time`, `instrument`,
 * `event` (dividend, split, funding, settlement, borrow), `amount`, `ratio` (`4:1`, new for old), `rate`, `price`,
 * `withheld`, `currency`. Empty lines and lines that begin with `#` are left out.
 *
 * @param faults Gathers what is wrong, each as `file:line: …`; lines with faults are left out.
 */
export async function readHolderEvents(path: string, faults: string[]): Promise<EventLine[]> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  const name = basename(path)
  const lines = text.split(/\r?\n/).map((line, at) => ({ text: line.trim(), line: at + 1 }))
  const filled = lines.filter((line) => line.text !== '' && !line.text.startsWith('#'))
  const isJson = filled[0]?.text.startsWith('{') ?? false
  const header = isJson ? [] : cells(filled.shift()?.text ?? '')
  const events: EventLine[] = []
  if (!isJson) {
    const unknown = header.find((column) => !isColumn(column))
    if (header.length === 0 || unknown !== undefined) {
      const found = unknown === undefined ? 'the file is empty' : `"${unknown}" is none`
      faults.push(`${name}:1: columns are ${COLUMNS.join(', ')}; ${found}`)
      return []
    }
  }
  for (const { text: each, line } of filled) {
    const where = `${name}:${line}`
    try {
      const fields = isJson ? jsonFields(each) : csvFields(header as Column[], each)
      events.push({ where, line, ...eventOf(fields) })
    } catch (error) {
      faults.push(`${where}: ${(error as Error).message}`)
    }
  }
  return events
}

const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name)

function csvFields(header: readonly Column[], text: string): Fields {
  const row = cells(text)
  if (row.length !== header.length) throw new Error(`has ${row.length} fields, the header ${header.length}`)
  return Object.fromEntries(header.map((name, at) => [name, row[at]]).filter(([, value]) => value !== ''))
}

function jsonFields(text: string): Fields {
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    throw new Error('is not one JSON object')
  }
  if (object === null || typeof object !== 'object') throw new Error('is not one JSON object')
  const fields: Fields = {}
  for (const [name, value] of Object.entries(object)) {
    if (!isColumn(name)) throw new Error(`"${name}" is none of ${COLUMNS.join(', ')}`)
    if (typeof value !== 'string')
      throw new Error(
        `${name} is ${JSON.stringify(value)}: numbers are written as text, "0.25", so that they stay exact`,
      )
    if (value !== '') fields[name] = value
  }
  return fields
}

function eventOf(fields: Fields): Omit<EventLine, 'where' | 'line'> {
  const { time, instrument, event: kind, currency } = fields
  if (time === undefined) throw new Error('has no time')
  if (instrument === undefined) throw new Error('has no instrument')
  if (!isKind(kind)) throw new Error(`event must be one of ${HOLDER_EVENT_KINDS.join(', ')}, was ${shown(kind)}`)
  const { needs, may } = FIELDS[kind]
  if (fields[needs] === undefined) throw new Error(`a ${kind} needs ${needs}`)
  for (const name of ['amount', 'ratio', 'rate', 'price', 'withheld'] as const) {
    if (fields[name] !== undefined && name !== needs && !may.includes(name)) throw new Error(`a ${kind} has no ${name}`)
  }
  return {
    time: dateOrInstant(time),
    symbol: instrument,
    event: { kind, ...valuesOf(kind, fields) } as HolderEvent,
    ...(currency === undefined ? {} : { currency }),
  }
}

const isKind = (kind: string | undefined): kind is HolderEventKind =>
  (HOLDER_EVENT_KINDS as readonly (string | undefined)[]).includes(kind)

function valuesOf(kind: HolderEventKind, { amount, ratio, rate, price, withheld }: Fields): object {
  return {
    ...(amount === undefined ? {} : { amount: decimal('amount', amount, 0) }),
    ...(ratio === undefined ? {} : ratioOf(ratio)),
    ...(rate === undefined ? {} : { rate: decimal('rate', rate, kind === 'borrow' ? 0 : -1) }),
    ...(price === undefined ? {} : { price: decimal('price', price, 0) }),
    ...(withheld === undefined ? {} : { withheld: share(withheld) }),
  }
}

/** @param above A bound the number must be above, or, of 0, at least; −1: any sign. */
function decimal(name: string, text: string, least: 0 | -1): Decimal {
  if (!isDecimal(text)) throw new Error(`${name} must be a decimal number such as 0.25, was ${shown(text)}`)
  const value = Number(text)
  if (least === 0 && !(value > 0)) throw new Error(`${name} must be above 0, was ${text}`)
  if (name === 'rate' && Math.abs(value) >= 1)
    throw new Error(`rate is a fraction below 1, such as 0.0001, was ${text}`)
  return text
}

function share(text: string): Decimal {
  if (!isDecimal(text) || Number(text) < 0 || Number(text) > 1)
    throw new Error(`withheld is a fraction from 0 to 1, was ${shown(text)}`)
  return text
}

function ratioOf(text: string): { numerator: bigint; denominator: bigint } {
  const match = /^([1-9]\d{0,8}):([1-9]\d{0,8})$/.exec(text)
  if (match === null) throw new Error(`ratio must be new:old, such as 4:1 or 1:10, was ${shown(text)}`)
  const [numerator, denominator] = [BigInt(match[1]), BigInt(match[2])]
  if (numerator === denominator) throw new Error(`ratio ${text} splits nothing`)
  return { numerator, denominator }
}

const shown = (text: string | undefined): string => (text === undefined ? 'missing' : JSON.stringify(text))
