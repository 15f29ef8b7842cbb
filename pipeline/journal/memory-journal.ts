import { randomUUID } from 'node:crypto'
import { FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import { JournalError } from './errors.ts'
import type {
  Durability,
  Journal,
  JournalExtent,
  JournalFrame,
  JournalState,
  JournalWriter,
  WriterOptions,
} from './port.ts'

interface Kept {
  readonly firstSequence: number
  readonly epoch: number
  readonly bytes: Uint8Array
}

/**
 * A journal in memory, gone with the process: for tests and for runs that need none. What is accepted counts as durable.
 *
 * @param id Tells it from others.
 */
export function memoryJournal(id: string = randomUUID()): Journal {
  const frames: Kept[] = []
  let last = 0
  let epoch = 0
  let holder: MemoryWriter | undefined
  const store: Store = {
    id,
    append(sequence, bytes) {
      frames.push({ firstSequence: sequence, epoch, bytes })
      last += bytes.length / ROW_BYTES
    },
    last: () => last,
    holder: () => holder,
    release: () => {
      holder = undefined
    },
  }
  return {
    extent: async (): Promise<JournalExtent> => ({ first: 1, last }),

    async writer({ durability = 'group', takeOver = false }: WriterOptions = {}): Promise<JournalWriter> {
      if (holder !== undefined && !takeOver) {
        throw new JournalError('JOURNAL_LOCKED', `epoch ${epoch} writes; this would be epoch ${epoch + 1}`)
      }
      holder = new MemoryWriter(store, ++epoch, durability)
      return holder
    },

    async *read(from = 1): AsyncGenerator<JournalFrame> {
      if (from < 1 || from > last + 1) {
        throw new JournalError('JOURNAL_SEQUENCE', `the journal has rows 1 to ${last}, asked for ${from}`)
      }
      for (const { firstSequence, epoch: by, bytes } of frames.slice()) {
        const skipped = Math.max(0, from - firstSequence)
        const rows = bytes.length / ROW_BYTES - skipped
        if (rows <= 0) continue
        yield { firstSequence: firstSequence + skipped, rows, bytes: bytes.subarray(skipped * ROW_BYTES), epoch: by }
      }
    },
  }
}

interface Store {
  readonly id: string
  append(sequence: number, bytes: Uint8Array): void
  last(): number
  holder(): JournalWriter | undefined
  release(): void
}

class MemoryWriter implements JournalWriter {
  readonly journal: string
  readonly epoch: number
  readonly durability: Durability
  private readonly store: Store
  private closed = false
  private own: number

  constructor(store: Store, epoch: number, durability: Durability) {
    this.store = store
    this.journal = store.id
    this.epoch = epoch
    this.durability = durability
    this.own = store.last()
  }

  get next(): number {
    return this.own + 1
  }

  get durable(): number {
    return this.own
  }

  get releasable(): number {
    return this.own
  }

  get state(): JournalState {
    if (this.closed) return 'closed'
    return this.store.holder() === this ? 'available' : 'fenced'
  }

  get reason(): string | undefined {
    return this.state === 'fenced' ? 'another writer took the journal over' : undefined
  }

  room(): number {
    return this.state === 'available' ? Infinity : 0
  }

  append(sequence: number, bytes: Uint8Array, at: number, rows: number): void {
    if (rows < 1 || rows > FRAME_ROWS_MAX)
      throw new RangeError(`an append has 1 to ${FRAME_ROWS_MAX} rows, was ${rows}`)
    if (sequence !== this.next)
      throw new JournalError('JOURNAL_SEQUENCE', `the next sequence is ${this.next}, was ${sequence}`)
    this.assertHolds(`${rows} rows from sequence ${sequence} were refused`)
    this.store.append(sequence, bytes.slice(at, at + rows * ROW_BYTES))
    this.own += rows
  }

  async settled(sequence: number): Promise<void> {
    if (sequence > this.own)
      throw new JournalError('JOURNAL_SEQUENCE', `the last sequence is ${this.own}, was ${sequence}`)
  }

  async roomFor(rows: number): Promise<void> {
    this.assertHolds(`no room for ${rows} rows`)
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.assertHolds('the journal was not closed in order')
    this.closed = true
    this.store.release()
  }

  private assertHolds(text: string): void {
    const { state } = this
    if (state === 'fenced') throw new JournalError('JOURNAL_FENCED', `${text}: epoch ${this.epoch} was taken over`)
    if (state === 'closed') throw new JournalError('JOURNAL_CLOSED', `${text}: the journal was closed at ${this.own}`)
  }
}
