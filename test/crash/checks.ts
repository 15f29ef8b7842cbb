import xxhash from 'xxhash-wasm'
import type { Image } from '../../kernels/image.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import type { OrderEvent } from '../../operators/execution/orders.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { toExactJson } from '../../pipeline/exact-json.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { told } from '../../pipeline/live/told.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import { Accounts, exchangeGraph } from '../../pipeline/venue/exchange-config.ts'
import { ownStatement, readStatement, statementRows } from '../../pipeline/venue/statement.ts'
import type { Statement } from '../../pipeline/venue/statement.ts'
import graph from './graph.ts'
import { factsOf } from './journal-facts.ts'
import type { JournalFacts } from './journal-facts.ts'
import type { Role } from './plan.ts'
import type { Witness } from './witness.ts'

const { h64Raw } = await xxhash()

/** A journal that a process died or ended on, and all that was ever said of it. */
export interface Suspect {
  readonly folder: string
  readonly role: Role
  readonly witness: Witness
  readonly feed: Uint8Array
  /** To replay with. */
  readonly backend: Backend
}

/** What a journal came to when it was found to be right. */
export interface Found {
  readonly rows: number
  readonly feedRows: number
  /** Of a replay of all of it, and what is held there; undefined where it has no row of the feed yet. */
  readonly hash: string | undefined
  readonly statement: Statement | undefined
}

/** Checks a journal. @throws at the first thing that is wrong */
export async function check(suspect: Suspect): Promise<Found> {
  const { folder, role, witness, feed } = suspect
  const { sound, findings } = verifyJournal(realDisk, folder)
  if (!sound) throw new Error(`the ${role}’s journal is not sound: ${findings.map(({ text }) => text).join('; ')}`)
  const facts = await factsOf(folder)
  const { rows } = facts
  checkDurable(facts, witness)
  const feedRows = facts.feed.length / ROW_BYTES
  if (Buffer.compare(facts.feed, feed.subarray(0, facts.feed.length)) !== 0)
    throw new Error(`the ${feedRows} feed rows of the ${role}’s journal are not the first of the feed`)
  if (role === 'engine') checkCommands(facts, witness)
  checkUnique('client id of the venue’s orders', facts.submits)
  checkUnique('execution id of reports', facts.executions)
  if (facts.parameters > 0) throw new Error(`${facts.parameters} PARAMETER rows: engine and venue did not agree`)
  if (feedRows === 0 && witness.told.length === 0) return { rows, feedRows, hash: undefined, statement: undefined }
  return { rows, feedRows, ...(await runAgain(suspect, rows)) }
}

/** What engine and venue hold at the end is the same. */
export function checkAgreement(engine: Found, venue: Found): void {
  const text = ({ statement }: Found): string =>
    toExactJson({ holdings: [...statement!.holdings], balances: statement!.balances })
  if (text(engine) !== text(venue)) throw new Error(`the engine holds ${text(engine)}, the venue ${text(venue)}`)
}

/** Replays a journal on another backend, in one process, and compares what left. */
async function runAgain(
  { folder, role, witness, backend }: Suspect,
  rows: number,
): Promise<Pick<Found, 'hash' | 'statement'>> {
  const events = new Map<number, string[]>()
  const fills: FillEvent[] = []
  const orders: OrderEvent[] = []
  const held: { image?: Image; accounts?: Accounts } = {}
  const { divergence, hash, sequence } = await replay(embeddedJournal(folder), {
    graph(config) {
      held.accounts = new Accounts(config.instruments)
      return role === 'engine' ? graph(config) : exchangeGraph(config)
    },
    engine: { backend, frame: 'ragged' },
    onOutcome(outcome) {
      held.image = outcome.image
      if (role === 'venue') return
      for (const { kind, sequence: caused, event } of told(outcome)) {
        const known = events.get(caused)
        const text = JSON.stringify({ kind, ...event })
        if (known === undefined) events.set(caused, [text])
        else known.push(text)
        if (kind === 'fill') fills.push(event as FillEvent)
        if (kind === 'order') orders.push(event as OrderEvent)
      }
    },
  })
  if (divergence !== undefined)
    throw new Error(
      `between rows ${divergence.agreed + 1} and ${divergence.sequence} a replay of the ${role}’s journal comes to ` +
        `something else: ${divergence.differences.join('; ')}`,
    )
  if (sequence !== rows) throw new Error(`a replay ended at ${sequence}, the journal has ${rows} rows`)
  checkTold(events, witness)
  checkBook(fills, orders)
  return { hash, statement: statementOf(role, held.image!, held.accounts!) }
}

function statementOf(role: Role, image: Image, accounts: Accounts): Statement {
  if (role === 'engine') return ownStatement(image, accounts)
  const { portfolios, instruments } = image.size
  const count = accounts.currencies.length
  return readStatement(statementRows(image, accounts), portfolios / count, instruments, count)
}

function checkUnique(what: string, ids: readonly bigint[]): void {
  const seen = new Set<bigint>()
  for (const id of ids) {
    if (seen.has(id)) throw new Error(`${what}: ${id} is there twice`)
    seen.add(id)
  }
}

function checkDurable({ bytes, rows }: JournalFacts, { durable }: Witness): void {
  for (const { from, rows: count, hash } of durable) {
    const last = from + count - 1
    if (last > rows) throw new Error(`rows ${from} to ${last} were said to be durable, the journal ends at ${rows}`)
    const found = h64Raw(bytes.subarray((from - 1) * ROW_BYTES, last * ROW_BYTES)).toString(16)
    if (found !== hash)
      throw new Error(`rows ${from} to ${last} had XXH64 ${hash} when they were durable, now ${found}`)
  }
}

function checkCommands({ commands: found }: JournalFacts, { commands }: Witness): void {
  for (const { verb, reason, sequence } of commands) {
    if (sequence === undefined) continue
    const there = found.find((one) => one.sequence === sequence)
    if (there?.verb !== verb || there.reason !== reason)
      throw new Error(
        `"${verb}" (${reason}) was answered to be durable at ${sequence}: there is ${JSON.stringify(there ?? null)}`,
      )
  }
  const reasons = new Set<string>()
  for (const { verb, reason, sequence } of found) {
    if (!commands.some((one) => one.reason === reason && one.verb === verb))
      throw new Error(`the "${verb}" at ${sequence} (${reason}) was never sent`)
    if (reasons.has(reason)) throw new Error(`the "${verb}" at ${sequence} (${reason}) was taken twice`)
    reasons.add(reason)
  }
}

/** Everything that left is what its row leads to, and left once. */
function checkTold(events: ReadonlyMap<number, string[]>, { told: left }: Witness): void {
  for (const { sequence, event } of left) {
    const known = events.get(sequence) ?? []
    const at = known.indexOf(event)
    if (at === -1) throw new Error(`what left for row ${sequence} is not what it leads to, or left twice: ${event}`)
    known.splice(at, 1)
  }
}

/** No client order id is used twice, and no order is filled beyond its quantity. */
function checkBook(fills: readonly FillEvent[], orders: readonly OrderEvent[]): void {
  const sent = new Map<string, number>()
  for (const { event, orderId, quantity, sequence } of orders) {
    if (orderId === null) continue
    if (event === 'sent' && sent.has(orderId)) throw new Error(`client id ${orderId} is used again at ${sequence}`)
    if (event === 'sent' || event === 'amended') sent.set(orderId, Number(quantity))
  }
  const filled = new Map<string, number>()
  const ids = new Set<string>()
  for (const { id, orderId, quantity, sequence } of fills) {
    if (ids.has(id)) throw new Error(`fill ${id} is there twice`)
    ids.add(id)
    if (orderId === null) continue
    const sum = (filled.get(orderId) ?? 0) + Number(quantity)
    filled.set(orderId, sum)
    const ordered = sent.get(orderId)
    if (ordered === undefined) throw new Error(`the fill at ${sequence} is of order ${orderId}, which was never sent`)
    if (sum > ordered * (1 + ROUNDING))
      throw new Error(`order ${orderId} of ${ordered} is filled with ${sum} at ${sequence}`)
  }
}

/** Quantities are exact decimals, added up here as floats. */
const ROUNDING = 1e-9
