import type { Image } from '../../kernels/image.ts'
import { AT_ANY_PRICE, EVERYONE, RESET_HIGH_WATER, VERB } from '../../kernels/reference/commands.ts'
import { COMMAND, COMMAND_REASON, FLAG_LAST, ROW_BYTES } from '../../model/layout.generated.ts'
import { NO_INSTRUMENT } from '../../model/row-id.ts'
import { TEXT_OF, textRows } from '../recording/text-rows.ts'

/** What an operator may say to a running engine. */
export const OPERATOR_VERBS = ['halt', 'reduce', 'resume', 'flatten'] as const
export type OperatorVerb = (typeof OPERATOR_VERBS)[number]

/** What one may say about a position that the venue sees otherwise. */
export const SETTLE_VERBS = ['adopt', 'reject'] as const
export type SettleVerb = (typeof SETTLE_VERBS)[number]

/** An operator's word, with who says it and why: both are journaled with it. */
export interface OperatorCommand {
  readonly verb: OperatorVerb
  /** A portfolio or a group of portfolios; absent: all of them. */
  readonly portfolio?: string
  readonly actor: string
  readonly reason: string
  /** Of `resume`: losses count from here on. */
  readonly resetHighWater?: boolean
  /** Of `flatten`: also where the last price is stale or missing. */
  readonly atAnyPrice?: boolean
}

/** An operator's word about a position that the venue sees otherwise. */
export interface SettleCommand {
  /** Take the venue's position over, or keep ours. */
  readonly verb: SettleVerb
  readonly portfolio: string
  readonly instrument: string
  readonly actor: string
  readonly reason: string
}

/** A command that can't be meant. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

const TEXT_MAX = 1_000

/** A command of unknown origin. @throws {CommandError} naming what is wrong with it */
export function parseCommand(value: unknown): OperatorCommand {
  const { verb, portfolio, actor, reason, resetHighWater, atAnyPrice } = (value ?? {}) as Record<string, unknown>
  if (!OPERATOR_VERBS.includes(verb as OperatorVerb))
    throw new CommandError(
      `there is no command "${String(verb)}", but ${[...OPERATOR_VERBS, ...SETTLE_VERBS].join(', ')}`,
    )
  if (portfolio !== undefined && typeof portfolio !== 'string') throw new CommandError('a portfolio is called by name')
  return {
    verb: verb as OperatorVerb,
    ...(portfolio === undefined ? {} : { portfolio }),
    actor: textOf(verb, 'an actor', actor),
    reason: textOf(verb, 'a reason', reason),
    ...(resetHighWater === true ? { resetHighWater } : {}),
    ...(atAnyPrice === true ? { atAnyPrice } : {}),
  }
}

/** A command about a break, if it is one. @throws {CommandError} naming what is wrong with it */
export function parseSettle(value: unknown): SettleCommand | undefined {
  const { verb, portfolio, instrument, actor, reason } = (value ?? {}) as Record<string, unknown>
  if (!SETTLE_VERBS.includes(verb as SettleVerb)) return undefined
  return {
    verb: verb as SettleVerb,
    portfolio: textOf(verb, 'a portfolio', portfolio),
    instrument: textOf(verb, 'an instrument', instrument),
    actor: textOf(verb, 'an actor', actor),
    reason: textOf(verb, 'a reason', reason),
  }
}

function textOf(verb: unknown, name: string, text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '')
    throw new CommandError(`${verb as string} needs ${name}: it is kept with the command`)
  if (text.length > TEXT_MAX) throw new CommandError(`${name} has at most ${TEXT_MAX} characters, had ${text.length}`)
  return text
}

/**
 * A command as rows: the text that says who and why, then the COMMAND row that names it.
 *
 * @param id Of the text; the same for no two texts of a journal.
 * @throws {CommandError} where there is no such portfolio
 */
export function operatorCommandRows(command: OperatorCommand, image: Image, id: number, nanos: bigint): Uint8Array {
  const { verb, portfolio, actor, reason, resetHighWater, atAnyPrice } = command
  const scope = portfolio === undefined ? EVERYONE : image.names.scopes.indexOf(portfolio)
  if (scope < 0) throw new CommandError(`there is no portfolio "${portfolio}", but ${image.names.scopes.join(', ')}`)
  const text = textRows(TEXT_OF.command, id, Buffer.from(JSON.stringify({ actor, reason })), nanos)
  const rows = new Uint8Array(text.length + ROW_BYTES)
  rows.set(text)
  const view = new DataView(rows.buffer, text.length)
  const flags = (resetHighWater === true ? RESET_HIGH_WATER : 0) | (atAnyPrice === true ? AT_ANY_PRICE : 0)
  view.setUint8(0, COMMAND)
  view.setUint8(1, FLAG_LAST)
  view.setUint16(2, scope, true)
  view.setUint32(4, NO_INSTRUMENT, true)
  view.setBigInt64(8, nanos, true)
  view.setUint32(20, VERB[verb] | (flags << 24), true)
  view.setBigUint64(COMMAND_REASON * 8, BigInt(id), true)
  return rows
}
