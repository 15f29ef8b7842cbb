import { describe, expect, it } from 'vitest'
import { Release } from '../../pipeline/live/release.ts'
import type { JournalWriter } from '../../pipeline/journal/port.ts'

/** A writer whose rows become durable when the test says so. */
class SlowWriter implements Pick<JournalWriter, 'releasable' | 'settled'> {
  releasable = 0
  private readonly waiting: { sequence: number; resolve: () => void; reject: (error: Error) => void }[] = []

  settled(sequence: number): Promise<void> {
    if (sequence <= this.releasable) return Promise.resolve()
    return new Promise((resolve, reject) => this.waiting.push({ sequence, resolve, reject }))
  }

  async reach(sequence: number): Promise<void> {
    this.releasable = sequence
    for (const one of this.waiting.filter((each) => each.sequence <= sequence)) one.resolve()
    await new Promise(setImmediate)
  }

  async fence(): Promise<void> {
    for (const { reject } of this.waiting) reject(new Error('taken over'))
    await new Promise(setImmediate)
  }
}

const opened = (): {
  writer: SlowWriter
  release: Release
  left: number[]
  failures: unknown[]
  hold: (at: number) => void
} => {
  const writer = new SlowWriter()
  const failures: unknown[] = []
  const left: number[] = []
  const release = new Release(writer as unknown as JournalWriter, (error) => failures.push(error))
  return { writer, release, left, failures, hold: (at) => release.hold(at, () => left.push(at)) }
}

describe('the release of effects', () => {
  it('keeps each until its row is durable, and their order', async () => {
    const { writer, release, left, hold } = opened()
    for (const at of [3, 3, 5, 9]) hold(at)
    expect(left).toEqual([])
    await writer.reach(4)
    expect(left).toEqual([3, 3])
    // What may leave by itself still waits for what came before it.
    hold(4)
    expect(left).toEqual([3, 3])
    expect(release.count).toBe(3)
    await writer.reach(9)
    expect(left).toEqual([3, 3, 5, 9, 4])
    await release.drained()
    hold(9)
    expect(left).toEqual([3, 3, 5, 9, 4, 9])
  })

  it('lets nothing leave when the journal was taken over', async () => {
    const { writer, left, failures, hold } = opened()
    hold(7)
    await writer.fence()
    expect(left).toEqual([])
    expect(String(failures[0])).toContain('taken over')
  })
})
