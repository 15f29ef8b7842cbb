import type { JournalWriter } from '../journal/port.ts'

interface Held {
  readonly sequence: number
  readonly leave: () => void
}

/** What may leave only when the rows that caused it are durable: kept in order until the journal says so. */
export class Release {
  private readonly writer: JournalWriter
  private readonly fail: (error: unknown) => void
  private readonly held: Held[] = []
  private leaving: Promise<void> | undefined

  /** @param fail Gets what makes that the held effects can never leave: another writer took the journal over. */
  constructor(writer: JournalWriter, fail: (error: unknown) => void) {
    this.writer = writer
    this.fail = fail
  }

  /** Effects that have not left. */
  get count(): number {
    return this.held.length
  }

  /** Lets an effect of the row at `sequence` leave when it may. Sequences don't fall. */
  hold(sequence: number, leave: () => void): void {
    if (this.held.length === 0 && sequence <= this.writer.releasable) {
      leave()
      return
    }
    this.held.push({ sequence, leave })
    this.leaving ??= this.wait()
  }

  /** Resolves when everything held has left, or never can. */
  async drained(): Promise<void> {
    await this.leaving
  }

  private async wait(): Promise<void> {
    const { held, writer } = this
    try {
      while (held.length > 0) {
        await writer.settled(held[0].sequence)
        const { releasable } = writer
        let count = 0
        while (count < held.length && held[count].sequence <= releasable) count++
        for (const { leave } of held.splice(0, count)) leave()
      }
    } catch (error) {
      this.fail(error)
    } finally {
      this.leaving = undefined
    }
  }
}
