import { REPORT_EVENT, VERB } from '../../kernels/reference/commands.ts'
import { EVENT } from '../../kernels/reference/order-state.ts'
import type { Tape } from '../../kernels/tape.ts'
import {
  ALERT,
  COMMAND,
  COMMAND_CLIENT_ORDER_ID,
  FILL,
  FILL_CLIENT_ORDER_ID,
  FILL_FEE,
  FILL_LOTS,
  FILL_PRICE,
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  ORDER_LOTS,
  ORDER_PRICE,
  REPORT,
  REPORT_CLIENT_ORDER_ID,
  REPORT_EXECUTION_ID,
  REPORT_FEE,
  REPORT_LOTS,
  REPORT_PRICE,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { rowId } from '../../model/row-id.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Accounts } from './exchange-config.ts'

/** An order of which not all has been reported. */
interface OpenOrder {
  lots: number
  reported: number
  /** Lots an amend asked for. */
  asked: number
  /** A report that says how many lots were filled: it waits until their fills have been reported. */
  waiting: { readonly report: Uint8Array; readonly filled: number } | undefined
}

const ENDS: Readonly<Record<number, number>> = {
  [EVENT.cancelled]: REPORT_EVENT.cancelled,
  [EVENT.expired]: REPORT_EVENT.expired,
  [EVENT.rejected]: REPORT_EVENT.rejected,
}

/** Where reports go, with the sequence of the row that lets them leave. */
export type TakeReport = (row: Uint8Array, cause: number) => void

/**
 * Makes reports of what a venue's desk says. A function of the venue's journal alone: after a restart the same reports
 * come in the same order, with the same execution ids.
 */
export class ReportWriter {
  private readonly accounts: Accounts
  private readonly put: TakeReport
  private readonly open = new Map<bigint, OpenOrder>()
  /** The row at hand. */
  private sequence = 0
  private answered = false
  private unknown = false

  constructor(accounts: Accounts, put: TakeReport) {
    this.accounts = accounts
    this.put = put
  }

  take({ frame, from, to, tape }: Outcome): void {
    let derived = 0
    for (let row = from; row < to; row++) {
      const at = frame.input.at(row)
      const { u8, u32, i64 } = frame.input.memory
      const command = u8[at] === COMMAND ? u32[(at + 20) >> 2] & 0xff : 0
      const id = command === 0 ? 0n : i64[(at >> 3) + COMMAND_CLIENT_ORDER_ID]
      this.sequence = frame.firstSequence + row
      this.answered = false
      this.unknown = false
      for (; derived < tape.count && tape.position(derived) === row; derived++) this.derived(tape, derived, at, id)
      if (command !== 0) this.refusal(frame.input, at, command, id)
    }
  }

  private derived(tape: Tape, row: number, causeAt: number, asked: bigint): void {
    const at = tape.at(row)
    const { u8, u32 } = tape.memory
    if (u8[at] === ORDER) this.order(tape, row, causeAt, asked)
    else if (u8[at] === FILL) this.fill(tape, row, causeAt)
    else if (u8[at] === ALERT && (u32[(at + 20) >> 2] & 0xffff) === Reason.ORDER_UNKNOWN) this.unknown = true
  }

  private order(tape: Tape, row: number, causeAt: number, asked: bigint): void {
    const { u32, f64, i64 } = tape.memory
    const word = tape.at(row) >> 3
    const id = i64[word + ORDER_CLIENT_ORDER_ID]
    const event = u32[(tape.at(row) + 20) >> 2] & 0xff
    const lots = Math.abs(f64[word + ORDER_LOTS])
    const open = this.open.get(id)
    if (event === EVENT.sent) {
      this.answered ||= id === asked
      this.open.set(id, { lots, reported: 0, asked: 0, waiting: undefined })
      return this.report(this.row(tape, row, causeAt, REPORT_EVENT.accepted, id))
    }
    if (open === undefined) return undefined
    if (event === EVENT.amendRequested) {
      this.answered ||= id === asked
      open.asked = lots
      return undefined
    }
    if (event === EVENT.amendRejected) return this.report(this.row(tape, row, causeAt, REPORT_EVENT.amendRejected, id))
    if (event === EVENT.amended) {
      const report = this.row(tape, row, causeAt, REPORT_EVENT.amended, id)
      open.lots = lots
      // It was filled further than the amend asked for: those fills come first.
      if (lots > open.asked) return this.afterFills(id, open, report, lots)
      return this.report(report)
    }
    if (!(event in ENDS)) return undefined
    return this.afterFills(id, open, this.row(tape, row, causeAt, ENDS[event], id), open.lots - lots)
  }

  /** A report that says how far an order was filled, behind the reports of those fills. */
  private afterFills(id: bigint, open: OpenOrder, report: Uint8Array, filled: number): void {
    if (open.reported < filled) {
      open.waiting = { report, filled }
      return
    }
    this.report(report)
    this.open.delete(id)
  }

  private fill(tape: Tape, row: number, causeAt: number): void {
    const { f64, i64 } = tape.memory
    const word = tape.at(row) >> 3
    const id = i64[word + FILL_CLIENT_ORDER_ID]
    const report = this.row(tape, row, causeAt, REPORT_EVENT.filled, id)
    const view = new DataView(report.buffer)
    view.setFloat64(REPORT_PRICE * 8, f64[word + FILL_PRICE], true)
    view.setFloat64(REPORT_LOTS * 8, f64[word + FILL_LOTS], true)
    view.setBigInt64(REPORT_FEE * 8, i64[word + FILL_FEE], true)
    this.report(report)
    const open = this.open.get(id)
    if (open === undefined) return
    open.reported += Math.abs(f64[word + FILL_LOTS])
    if (open.waiting !== undefined && open.reported >= open.waiting.filled) {
      this.report(open.waiting.report)
      this.open.delete(id)
    } else if (open.reported >= open.lots) this.open.delete(id)
  }

  /** What a command that led to nothing is answered with. */
  private refusal(tape: Tape, at: number, verb: number, id: bigint): void {
    if (this.answered) return
    let event: number
    if (verb === VERB.submit) event = REPORT_EVENT.rejected
    else if (verb === VERB.amend) event = REPORT_EVENT.amendRejected
    else if (verb === VERB.cancel && this.unknown) event = REPORT_EVENT.cancelRejected
    else return
    const { u32, u16, i64 } = tape.memory
    const account = u16[(at + 2) >> 1]
    const report = this.reportRow(account, u32[(at + 4) >> 2], i64[(at >> 3) + 1], event, id)
    new DataView(report.buffer).setBigInt64(REPORT_EXECUTION_ID * 8, rowId(this.sequence, REFUSAL_SUB), true)
    this.report(report)
  }

  /** A report of what a derived row says: dated by its cause, as reports are sequenced behind it. */
  private row(tape: Tape, row: number, causeAt: number, event: number, id: bigint): Uint8Array {
    const { u16, u32, i64 } = tape.memory
    const at = tape.at(row)
    const report = this.reportRow(u16[(at + 2) >> 1], u32[(at + 4) >> 2], i64[(causeAt >> 3) + 1], event, id)
    const view = new DataView(report.buffer)
    view.setBigInt64(REPORT_EXECUTION_ID * 8, rowId(this.sequence, tape.sub(row)), true)
    view.setFloat64(REPORT_PRICE * 8, tape.memory.f64[(at >> 3) + ORDER_PRICE], true)
    view.setFloat64(REPORT_LOTS * 8, tape.memory.f64[(at >> 3) + ORDER_LOTS], true)
    return report
  }

  private reportRow(account: number, instrument: number, nanos: bigint, event: number, id: bigint): Uint8Array {
    const report = new Uint8Array(ROW_BYTES)
    const view = new DataView(report.buffer)
    view.setUint8(0, REPORT)
    view.setUint16(2, this.accounts.portfolio(account), true)
    view.setUint32(4, instrument, true)
    view.setBigInt64(8, nanos, true)
    view.setUint32(20, event, true)
    view.setBigInt64(REPORT_CLIENT_ORDER_ID * 8, id, true)
    return report
  }

  private report(row: Uint8Array): void {
    this.put(row, this.sequence)
  }
}

/** No derived row of a command has this sub: a desk writes far fewer. */
const REFUSAL_SUB = 0xfffff
