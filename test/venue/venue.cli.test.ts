import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { VERB } from '../../kernels/reference/commands.ts'
import { COMMAND, PARAMETER, REPORT } from '../../model/layout.generated.ts'
import { again, killed, lanesOf, Market } from './processes.ts'
import type { Started } from './processes.ts'

const ROWS = 1_000
const LONG = 240_000
const market = new Market()
beforeAll(() => market.open(ROWS))

/** The run's end, as the engine printed it. */
interface Printed {
  readonly hash: string
  readonly fills: number
  readonly portfolios: readonly { readonly equity: string }[]
}
async function printed({ ended }: Started): Promise<Printed> {
  const { code, stdout, stderr } = await ended
  expect(stderr).not.toContain('millrace:')
  expect(code).toBe(0)
  return JSON.parse(stdout) as Printed
}

/** One row under way at a time: what happens does not depend on how fast it does. */
const LOCKSTEP = ['--speed', 'max', '--window', '1']

async function agree(engine: string, venue: string, hash: string): Promise<void> {
  const ours = await again(market.path(engine), 'engine')
  const theirs = await again(market.path(venue), 'venue')
  expect(ours.hash).toBe(hash)
  expect(ours.statement.holdings).toEqual(theirs.statement.holdings)
  expect(ours.statement.balances).toEqual(theirs.statement.balances)
  const reports = await lanesOf(market.path(engine), REPORT)
  const executions = reports.map(({ lanes }) => lanes[4])
  expect(new Set(executions).size).toBe(executions.length)
  const submits = (await lanesOf(market.path(venue), COMMAND)).filter(({ aux }) => (aux & 0xff) === VERB.submit)
  const ids = submits.map(({ lanes }) => lanes[0])
  expect(ids.length).toBeGreaterThan(30)
  expect(new Set(ids).size).toBe(ids.length)
}

describe('an engine on a venue of its own process', () => {
  let whole: Printed

  it(
    'trades to the end of the feed; both journals come to the same',
    async () => {
      const venue = market.venue('v1', ...LOCKSTEP)
      whole = await printed(market.engine('e1', 'v1'))
      expect(whole.fills).toBeGreaterThan(50)
      venue.child.kill('SIGTERM')
      expect((await venue.ended).code).toBe(143)
      await agree('e1', 'v1', whole.hash)
    },
    LONG,
  )

  it(
    'is killed, as its venue is, again and again: nothing is lost, nothing is there twice',
    async () => {
      const kills = [
        ['venue', 150],
        ['engine', 260],
        ['both', 370],
        ['venue', 480],
        ['engine', 590],
        ['both', 800],
      ] as const
      let venue = market.venue('v2', ...LOCKSTEP)
      let engine = market.engine('e2', 'v2', '--checkpoint', '200')
      for (const [who, row] of kills) {
        await market.until('e2', ({ feedRows }) => feedRows >= row)
        if (who !== 'venue') await killed(engine)
        if (who !== 'engine') await killed(venue)
        if (who !== 'engine') venue = market.venue('v2', ...LOCKSTEP)
        if (who !== 'venue') engine = market.engine('e2', 'v2', '--checkpoint', '200')
      }
      const { hash, portfolios } = await printed(engine)
      await killed(venue)
      await agree('e2', 'v2', hash)
      expect(portfolios).toEqual(whole.portfolios)
    },
    LONG,
  )

  it(
    'freezes a position that the venue sees otherwise until somebody adopts or rejects it',
    async () => {
      const plants = ['--plant-fill', 'bold:BTC-USD:0.5', 'cautious:BTC-USD:-0.25']
      const venue = market.venue('v3', '--speed', '600', ...plants)
      const engine = market.engine('e3', 'v3', '--reconcile', '0.1', '--out', 'told.jsonl')
      const { breaks } = await market.until('e3', (status) => status.breaks.length === 2)
      expect(breaks).toMatchObject([
        { portfolio: 'cautious', instrument: 'BTC-USD', quantity: '-0.25000000' },
        { portfolio: 'bold', instrument: 'BTC-USD', quantity: '0.50000000' },
      ])
      const say = (verb: string, portfolio: string) =>
        market.start([
          verb,
          '-j',
          'e3',
          '-p',
          portfolio,
          '-i',
          'BTC-USD',
          '--actor',
          'jo',
          '--reason',
          'looked into it',
        ]).ended
      expect((await say('adopt', 'bold')).code).toBe(0)
      expect((await say('reject', 'cautious')).code).toBe(0)
      const { statements } = await market.until('e3', (status) => status.breaks.length === 0)
      await market.until('e3', (status) => status.statements > statements + 2 && status.breaks.length === 0)
      expect((await say('adopt', 'bold')).stderr).toContain('there is no break of BTC-USD in bold')
      engine.child.kill('SIGTERM')
      const { code, stdout } = await engine.ended
      expect(code).toBe(143)
      await killed(venue)

      const ours = await again(market.path('e3'), 'engine')
      expect(ours.hash).toBe((JSON.parse(stdout) as Printed).hash)
      const theirs = await again(market.path('v3'), 'venue')
      const [cautious, bold] = [0, 1].map((at) => ({
        ours: ours.statement.holdings.get(at)?.lots ?? 0n,
        theirs: theirs.statement.holdings.get(at)?.lots ?? 0n,
      }))
      expect(bold.ours).toBe(bold.theirs)
      expect(cautious.theirs - cautious.ours).toBe(-25_000_000n)
      const restrictions = await lanesOf(market.path('e3'), PARAMETER)
      expect(restrictions.map(({ lanes }) => lanes[0])).toEqual([1n, 1n, 0n, 0n])
      const told = readFileSync(market.path('told.jsonl'), 'utf8')
      expect(told.match(/"reason":"RESTRICTED"/g)).toHaveLength(4)
    },
    LONG,
  )

  it(
    'is refused by a venue that trades for another',
    async () => {
      const venue = market.venue('v1', ...LOCKSTEP)
      const { code, stderr } = await market.engine('e4', 'v1').ended
      expect(stderr).toMatch(/the venue refuses: it trades for the journal [0-9a-f]{32}, the engine has [0-9a-f]{32}/)
      expect(code).toBe(1)
      await killed(venue)
      const other = market.venue('v5', ...LOCKSTEP)
      const elsewhere = await market.engine('e1', 'v5').ended
      expect(elsewhere.stderr).toContain('it is not the venue that the engine traded on')
      await killed(other)
    },
    LONG,
  )
})
