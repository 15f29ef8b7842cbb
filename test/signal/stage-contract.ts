// What every stage does as an RxJS operator: it passes frames on, in order, and adds nothing to the life of the stream.
import { map, Observable, take } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import type { Stage } from '../../operators/stage.ts'
import { bench, fill } from './rows.ts'
import type { PlainRow } from './rows.ts'

/** Defines the marble tests of a stage; `rows` fill the frames a, b and c. */
export function stageContract(make: () => Stage, rows: readonly [PlainRow, PlainRow, PlainRow]): void {
  const expectMarbles = (source: string, expected: string, unsubscribed: string, until?: string): void => {
    const { context, pool } = bench(4, 64)
    const frames = new Map<Frame, string>()
    const fresh = (name: string): Frame => {
      const at = 'abc'.indexOf(name)
      const frame = pool.next(at + 1)
      fill(frame, 0, rows[at])
      frames.set(frame, name)
      return frame
    }
    expect(context.stages).toHaveLength(0)
    new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const names = cold(source)
        const passed = names.pipe(
          map(fresh),
          make(),
          map((frame) => frames.get(frame)),
        )
        expectObservable(passed, until).toBe(expected)
        expectSubscriptions(names.subscriptions).toBe(unsubscribed)
      },
    )
  }
  it('never', () => expectMarbles('----', '----', '^---'))
  it('empty', () => expectMarbles('--|', '--|', '^-!'))
  it('one', () => expectMarbles('-a-|', '-a-|', '^--!'))
  it('many', () => expectMarbles('-a-b-c|', '-a-b-c|', '^-----!'))
  it('error', () => expectMarbles('-a-#', '-a-#', '^--!'))
  it('early unsubscribe', () => expectMarbles('-a-b-c-', '-a-b', '^---!', '^---!'))
  it('endless', () => {
    const { pool } = bench(4, 64)
    let made = 0
    let closed = false
    const endless = new Observable<Frame>((subscriber) => {
      subscriber.add(() => {
        closed = true
      })
      while (!subscriber.closed) {
        const frame = pool.next(made + 1)
        fill(frame, 0, { ...rows[made % 3], at: made * 1_000_000 })
        made++
        subscriber.next(frame)
      }
    })
    let seen = 0
    endless.pipe(make(), take(1_000)).subscribe(() => seen++)
    expect([seen, made, closed]).toEqual([1_000, 1_000, true])
  })
}
