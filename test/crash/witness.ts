import type { Said } from './life-order.ts'

/** A command, and the sequence at which it was answered to be durable. */
export interface Command {
  readonly verb: string
  /** Told with it; no two commands have the same. */
  readonly reason: string
  readonly sequence?: number
}

/** What the harness has been told, kept apart from the engine's files: all of it has to be true of every later journal. */
export class Witness {
  readonly durable: (Said & { kind: 'durable' })[] = []
  readonly told: (Said & { kind: 'told' })[] = []
  readonly commands: Command[] = []

  /** Last sequence that was said to be durable. */
  get last(): number {
    return this.durable.reduce((most, { from, rows }) => Math.max(most, from + rows - 1), 0)
  }
}
