import xxhash from 'xxhash-wasm'
import type { Backend } from '../../kernels/kernel.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import type { OrderEvent } from '../../operators/execution/orders.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { told } from '../../pipeline/live/told.ts'
import { replay } from '../../pipeline/recording/replay.ts'
import graph from './graph.ts'
import { factsOf } from './journal-facts.ts'
import type { JournalFacts } from './journal-facts.ts'
import type { Witness } from './witness.ts'

const { h64Raw } = await xxhash()

/** What a journal came to when it was found to be right. */
export interface Checked {
  readonly rows: number
  readonly feedRows: number
  /** Of a replay of all of it; undefined where it has no manifest yet. */
  readonly hash: string | undefined
  readonly fills: number
}

/** Checks a journal that an engine died or ended on against all that was ever said of it. @throws at the first thing that is wrong */
export async function check(folder: string, feed: Uint8Array, witness: Witness, backend: Backend): Promise<Checked> {
  const { sound, findings } = verifyJournal(realDisk, folder)
  if (!sound) throw new Error(`the journal is not sound: ${findings.map(({ text }) => text).join('; ')}`)
  const facts = await factsOf(folder)
  checkDurable(facts, witness)
  checkCommands(facts, witness)
  if (Buffer.compare(facts.feed, feed.subarray(0, facts.feed.length)) !== 0)
    throw new Error(`the ${facts.feed.length / ROW_BYTES} feed rows of the journal are not the first of the feed`)
  const feedRows = facts.feed.length / ROW_BYTES
  if (feedRows === 0 && witness.told.length === 0) return { rows: facts.rows, feedRows, hash: undefined, fills: 0 }
  const events = new Map<number, string[]>()
  let fills: FillEvent[] = []
  let orders: OrderEvent[] = []
  const { divergence, hash, sequence } = await replay(embeddedJournal(folder), {
    graph,
    engine: { backend, frame: 'ragged' },
    onOutcome(outcome) {
      for (const { kind, sequence: caused, event } of told(outcome)) {
        const text = JSON.stringify({ kind, ...event })
        const known = events.get(caused)
        if (known === undefined) events.set(caused, [text])
        else known.push(text)
        if (kind === 'fill') fills.push(event as FillEvent)
        if (kind === 'order') orders.push(event as OrderEvent)
      }
    },
  })
  if (divergence !== undefined)
    throw new Error(
      `between rows ${divergence.agreed + 1} and ${divergence.sequence} a replay comes to something else: ` +
        divergence.differences.join('; '),
    )
  if (sequence !== facts.rows) throw new Error(`a replay ended at ${sequence}, the journal has ${facts.rows} rows`)
  checkTold(events, witness)
  checkBook(fills, orders)
  return { rows: facts.rows, feedRows, hash, fills: fills.length }
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
