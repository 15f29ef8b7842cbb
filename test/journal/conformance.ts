import { describe, expect, test } from 'vitest'
import { FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import type { JournalFault } from '../../pipeline/journal/errors.ts'
import { JournalError } from '../../pipeline/journal/errors.ts'
import type { Durability, Journal, JournalWriter } from '../../pipeline/journal/port.ts'
import { appendRows, appendUpTo, readAll, rowsFrom } from './rows.ts'

/** The fault of what a call throws. */
export function faultOf(call: () => void): JournalFault | undefined {
  try {
    call()
  } catch (error) {
    if (error instanceof JournalError) return error.fault
    throw error
  }
  return undefined
}

/** The fault that a promise is rejected with. */
export async function rejectedFault(promise: Promise<unknown>): Promise<JournalFault | undefined> {
  try {
    await promise
  } catch (error) {
    if (error instanceof JournalError) return error.fault
    throw error
  }
  return undefined
}

/**
 * What every journal keeps, whatever it is made of.
 *
 * @param open Opens a journal that is empty, and again the same one with the name it was opened with before.
 */
export function journalConformance(name: string, open: (name: string) => Journal | Promise<Journal>): void {
  let made = 0
  const fresh = async (): Promise<{ journal: Journal; again: () => Promise<Journal> }> => {
    const id = `journal-${made++}`
    return { journal: await open(id), again: async () => open(id) }
  }
  const written = async (journal: Journal, last: number, rows = 7, durability: Durability = 'group'): Promise<void> => {
    const writer = await journal.writer({ durability })
    await appendUpTo(writer, last, rows)
    await writer.close()
  }

  describe(`${name} keeps the contract of a journal:`, () => {
    test('an empty one has no rows', async () => {
      const { journal } = await fresh()
      expect(await journal.extent()).toEqual({ first: 1, last: 0 })
      expect((await readAll(journal, 1)).rows).toBe(0)
    })

    test.each<Durability>(['off', 'group', 'every'])('rows come back as they went in, under %s', async (durability) => {
      const { journal, again } = await fresh()
      await written(journal, 500, 7, durability)
      const other = await again()
      expect(await other.extent()).toEqual({ first: 1, last: 500 })
      const { first, rows, bytes } = await readAll(other, 1)
      expect([first, rows]).toEqual([1, 500])
      expect(Buffer.compare(bytes, rowsFrom(1, 500))).toBe(0)
    })

    test.each([1, 2, 7, 8, 250, 499, 500])('a read from %i starts there', async (from) => {
      const { journal } = await fresh()
      await written(journal, 500)
      const { first, rows, bytes } = await readAll(journal, from)
      expect([first, rows]).toEqual([from, 501 - from])
      expect(Buffer.compare(bytes, rowsFrom(from, 501 - from))).toBe(0)
    })

    test('a read from behind the last row is empty, from further on refused', async () => {
      const { journal } = await fresh()
      await written(journal, 20)
      expect((await readAll(journal, 21)).rows).toBe(0)
      expect(await rejectedFault(readAll(journal, 22))).toBe('JOURNAL_SEQUENCE')
      expect(await rejectedFault(readAll(journal, 0))).toBe('JOURNAL_SEQUENCE')
    })

    test('frames of 1 and of 4 096 rows are taken, of none and of more refused', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer()
      appendRows(writer, 1)
      appendRows(writer, FRAME_ROWS_MAX)
      expect(() => writer.append(writer.next, rowsFrom(1, 1), 0, 0)).toThrow(RangeError)
      const many = new Uint8Array((FRAME_ROWS_MAX + 1) * ROW_BYTES)
      expect(() => writer.append(writer.next, many, 0, FRAME_ROWS_MAX + 1)).toThrow(RangeError)
      await writer.close()
      expect((await readAll(journal, 1)).rows).toBe(FRAME_ROWS_MAX + 1)
    })

    test('an append copies: what the caller writes afterwards changes nothing', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer()
      const bytes = new Uint8Array(64 + 10 * ROW_BYTES)
      bytes.set(rowsFrom(1, 10), 64)
      writer.append(1, bytes, 64, 10)
      bytes.fill(0xee)
      await writer.close()
      expect(Buffer.compare((await readAll(journal, 1)).bytes, rowsFrom(1, 10))).toBe(0)
    })

    test('an append has to name the next sequence', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer()
      expect(writer.next).toBe(1)
      appendRows(writer, 5)
      for (const wrong of [1, 5, 7]) {
        expect(faultOf(() => writer.append(wrong, rowsFrom(wrong, 1), 0, 1))).toBe('JOURNAL_SEQUENCE')
      }
      expect(writer.next).toBe(6)
      await writer.close()
      expect(await journal.extent()).toEqual({ first: 1, last: 5 })
    })

    test.each<Durability>(['group', 'every'])(
      'what is settled is durable and may leave, under %s',
      async (durability) => {
        const { journal } = await fresh()
        const writer = await journal.writer({ durability })
        expect(writer.durability).toBe(durability)
        for (let turn = 0; turn < 20; turn++) {
          const last = appendRows(writer, 3)
          expect(writer.releasable).toBeLessThanOrEqual(last)
          await writer.settled(last)
          expect(writer.durable).toBe(last)
          expect(writer.releasable).toBe(last)
        }
        await writer.close()
      },
    )

    test('what was accepted may leave at once under off', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer({ durability: 'off' })
      expect(writer.releasable).toBe(0)
      const last = appendRows(writer, 3)
      expect(writer.releasable).toBe(last)
      await writer.settled(last)
      await writer.close()
      expect(writer.durable).toBe(last)
    })

    test('a row that was never appended does not settle', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer()
      const last = appendRows(writer, 3)
      expect(await rejectedFault(writer.settled(last + 1))).toBe('JOURNAL_SEQUENCE')
      await writer.close()
    })

    test('a second writer is refused while there is one', async () => {
      const { journal, again } = await fresh()
      const writer = await journal.writer()
      expect(await rejectedFault((await again()).writer())).toBe('JOURNAL_LOCKED')
      await writer.close()
      const second = await (await again()).writer()
      expect(second.epoch).toBeGreaterThan(writer.epoch)
      await second.close()
    })

    test('a writer that was taken over appends nothing more, and its rows never settle', async () => {
      const { journal, again } = await fresh()
      const first = await journal.writer()
      await first.settled(appendRows(first, 10))
      const second = await (await again()).writer({ takeOver: true })
      expect([second.epoch > first.epoch, second.next]).toEqual([true, 11])
      expect(await fencedBy(first)).toBe('JOURNAL_FENCED')
      expect(first.state).toBe('fenced')
      expect(first.durable).toBe(10)
      await second.settled(appendRows(second, 5))
      await second.close()
      expect(await rejectedFault(first.close())).toBe('JOURNAL_FENCED')
      const { rows, bytes, epochs } = await readAll(journal, 1)
      expect(rows).toBe(15)
      expect(Buffer.compare(bytes, rowsFrom(1, 15))).toBe(0)
      expect(epochs).toEqual([first.epoch, second.epoch])
    })

    test('a writer goes on where the last one ended, under an epoch of its own', async () => {
      const { journal, again } = await fresh()
      const epochs: number[] = []
      for (let turn = 0; turn < 4; turn++) {
        const writer = await (await again()).writer()
        expect(writer.next).toBe(1 + turn * 10)
        epochs.push(writer.epoch)
        if (turn !== 2) await appendUpTo(writer, writer.next + 9, 4)
        else await appendUpTo(writer, writer.next + 9, 1)
        await writer.close()
      }
      expect(new Set(epochs).size).toBe(4)
      expect(epochs).toEqual([...epochs].sort((a, b) => a - b))
      const { bytes } = await readAll(journal, 1)
      expect(Buffer.compare(bytes, rowsFrom(1, 40))).toBe(0)
    })

    test('a closed writer refuses, and closing twice does no harm', async () => {
      const { journal } = await fresh()
      const writer = await journal.writer()
      appendRows(writer, 2)
      await writer.close()
      await writer.close()
      expect(writer.state).toBe('closed')
      expect(writer.room()).toBe(0)
      expect(faultOf(() => void appendRows(writer, 1))).toBe('JOURNAL_CLOSED')
      expect((await readAll(journal, 1)).rows).toBe(2)
    })

    test('a read beside a writer shows what is durable', async () => {
      const { journal, again } = await fresh()
      const writer = await journal.writer()
      const reader = await again()
      for (let turn = 1; turn <= 20; turn++) {
        await writer.settled(appendRows(writer, 11))
        const { rows, bytes } = await readAll(reader, 1)
        expect(rows).toBe(turn * 11)
        expect(Buffer.compare(bytes, rowsFrom(1, rows))).toBe(0)
      }
      await writer.close()
    })
  })
}

/** How a writer learns that it was taken over: at an append, or at the latest when a row was to settle. */
async function fencedBy(writer: JournalWriter): Promise<JournalFault | undefined> {
  return faultOf(() => void appendRows(writer, 1)) ?? rejectedFault(writer.settled(writer.next - 1))
}
