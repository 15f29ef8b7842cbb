import { NEVER, Observable, of, take } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { conflate } from '../../operators/market/conflate.ts'
import type { Conflatable } from '../../operators/market/conflation.ts'

interface Update extends Conflatable {
  readonly n: number
}
const quote = (instrument: string, n: number): Update => ({ conflateBy: instrument, n })
/** a and b are quotes of one instrument, x of another, t and u trades. */
const UPDATES: Record<string, Update> = {
  a: quote('A', 1),
  b: quote('A', 2),
  x: quote('X', 3),
  t: { n: 4 },
  u: { n: 5 },
}

const expectMarbles = (
  [source, drain]: [string, string],
  [expected, unsubscribed, drainUnsubscribed]: [string, string, string],
  { until, capacity }: { until?: string; capacity?: number } = {},
): void => {
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
    ({ cold, expectObservable, expectSubscriptions }) => {
      const updates = cold(source, UPDATES)
      const drainOn = cold(drain)
      const given = updates.pipe(conflate({ drainOn, ...(capacity === undefined ? {} : { capacity }) }))
      expectObservable(given, until).toBe(expected, UPDATES)
      expectSubscriptions(updates.subscriptions).toBe(unsubscribed)
      expectSubscriptions(drainOn.subscriptions).toBe(drainUnsubscribed)
    },
  )
}

describe('conflate', () => {
  it('never', () => expectMarbles(['------', '-d-d--'], ['------', '^-----', '^-----']))
  it('empty', () => expectMarbles(['--|', 'd----'], ['--|', '^-!', '^-!']))
  it('one, let go by a drain or by the end', () => {
    expectMarbles(['-a---|', '---d----'], ['---a-|', '^----!', '^----!'])
    expectMarbles(['-a---|', '--------'], ['-----(a|)', '^----!', '^----!'])
  })
  it('many: the newest of each key where it arrived, and every trade', () =>
    expectMarbles(['atbxu------|', '-----d------'], ['-----(tbxu)|', '^----------!', '^----------!']))
  it('error: of the source, with what waited left out, and of the drain', () => {
    expectMarbles(['-a-t-#', '--d-----'], ['--a--#', '^----!', '^----!'])
    expectMarbles(['-a------', '--d-#'], ['--a-#', '^---!', '^---!'])
  })
  it('goes on where the drain ends, and lets go when full', () =>
    // u finds t and b waiting, which may be no more than two.
    expectMarbles(['-a-t-b-u------|', '|'], ['-------(tb)---(u|)', '^-------------!', '(^!)'], { capacity: 2 }))
  it('early unsubscribe', () =>
    expectMarbles(['-a-b-x---', '----d---d'], ['----b-', '^-----!', '^-----!'], { until: '^-----!' }))
  it('endless', () => {
    let made = 0
    let closed = false
    const endless = new Observable<Update>((subscriber) => {
      subscriber.add(() => {
        closed = true
      })
      while (!subscriber.closed && made < 10_000) subscriber.next({ n: made++ })
    })
    const seen: number[] = []
    endless.pipe(conflate({ drainOn: NEVER, capacity: 10 }), take(100)).subscribe(({ n }) => seen.push(n))
    // The 101st finds the queue full the tenth time.
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect([made, closed]).toEqual([101, true])
  })
  it('refuses a capacity of none', () => {
    const seen: string[] = []
    of(UPDATES['a'])
      .pipe(conflate({ drainOn: NEVER, capacity: 0 }))
      .subscribe({ error: ({ message }: Error) => seen.push(message) })
    expect(seen).toEqual(['conflation: capacity must be a count of at least 1, was 0'])
  })
})
