// What an operator on frames gives and when, for every way a stream can go: values, not only completion.
import { map, Observable, take } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { expect, it } from 'vitest'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { encodeRows } from '../../pipeline/read/memory-source.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { poolOf } from './frames.ts'
import type { PlainRow } from './frames.ts'

export interface MarbleCase<T> {
  readonly make: () => OperatorFunction<Frame, T>
  /** Makes frame k = 0, 1, …; one maker a run. */
  readonly frames: () => (k: number) => Frame
  /** What frame k gives, copied inside the call. */
  readonly read: (given: T) => unknown
  /** What it ought to give: one value a frame. */
  readonly value: (k: number) => unknown
}

/** Makes frames of plain rows. */
export function framesOfRows(rows: (k: number) => readonly PlainRow[], pool?: FramePool): (k: number) => Frame {
  const from = pool ?? poolOf([instrumentOf()])
  let sequence = 1
  return (k) => {
    const frame = from.next(sequence)
    const bytes = encodeRows(rows(k))
    frame.input.count = bytes.length / 64
    from.context.memory.u8.set(bytes, frame.input.at(0))
    sequence += frame.input.count
    return frame
  }
}

/** Defines the marble tests of an operator on frames; a, b and c stand for frames 0, 1 and 2 and what they give. */
export function marbleContract<T>({ make, frames, read, value }: MarbleCase<T>): void {
  const expectMarbles = (source: string, expected: string, unsubscribed: string, until?: string): void => {
    const fresh = frames()
    const values = { a: value(0), b: value(1), c: value(2) }
    new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const names = cold(source)
        const given = names.pipe(
          map((name) => fresh('abc'.indexOf(name))),
          make(),
          map(read),
        )
        expectObservable(given, until).toBe(expected, values)
        expectSubscriptions(names.subscriptions).toBe(unsubscribed)
      },
    )
  }
  it('never', () => expectMarbles('----', '----', '^---'))
  it('empty', () => expectMarbles('--|', '--|', '^-!'))
  it('one', () => expectMarbles('-a-|', '-a-|', '^--!'))
  it('many', () => expectMarbles('-a-b-c|', '-a-b-c|', '^-----!'))
  it('error', () => expectMarbles('-a-b#', '-a-b#', '^---!'))
  it('early unsubscribe', () => expectMarbles('-a-b-c-', '-a-b', '^---!', '^---!'))
  it('endless', () => {
    const fresh = frames()
    let made = 0
    let closed = false
    const endless = new Observable<Frame>((subscriber) => {
      subscriber.add(() => {
        closed = true
      })
      while (!subscriber.closed && made < 1_000) subscriber.next(fresh(made++))
    })
    const seen: unknown[] = []
    endless.pipe(make(), map(read), take(100)).subscribe((given) => seen.push(given))
    expect(seen).toEqual(Array.from({ length: 100 }, (_, k) => value(k)))
    expect([made, closed]).toEqual([100, true])
  })
}
