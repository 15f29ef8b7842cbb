import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { btcFolder } from '../pipeline/btc.ts'
import { millrace } from './millrace.ts'

const btc = btcFolder()
const backtest = (...args: string[]) =>
  millrace(['backtest', btc.csv, '--backend', 'reference', '--debug', ...args], btc.folder)

interface Printed {
  readonly hash: string
  readonly events: unknown
  readonly portfolios: readonly { readonly adjustments: string }[]
}

describe('millrace backtest --events', () => {
  it('books dividends and splits, keeps the books, and gives one hash however it is cut', async () => {
    const path = join(btc.folder, 'events.csv')
    await writeFile(
      path,
      'time,instrument,event,amount,ratio\n2016-01-02T06:30:00Z,BTC-USD,dividend,1.25,\n2016-01-02T12:00:30Z,BTC-USD,split,,3:2\n',
    )
    const printed: Printed[] = []
    for (const frame of ['1', '64', 'ragged']) {
      const { status, stdout, stderr } = await backtest('--events', path, '--json', '--frame', frame)
      expect([status, stderr]).toEqual([0, 'events   2 applied to 2 positions, 0 outside the data\n'])
      printed.push(JSON.parse(stdout) as Printed)
    }
    expect(new Set(printed.map(({ hash }) => hash)).size).toBe(1)
    expect(printed[0].events).toEqual({ applied: 2, positions: 2, outside: 0 })
    expect(Number(printed[0].portfolios[0].adjustments)).toBeGreaterThan(0)
    const shown = await backtest('--events', path)
    expect(shown.stdout).toMatch(/− adjustments \d+\.\d+ = 100 000\.00 ✓/)
    expect(shown.stdout).toContain('price and 2 events of dividend, split')
  })

  it('names the file and line of a fault', async () => {
    const path = join(btc.folder, 'wrong.csv')
    await writeFile(
      path,
      'time,instrument,event,amount\n2016-01-02,BTC-USD,dividend,1\n2016-01-02,ETH-USD,dividend,1\n',
    )
    const { status, stderr } = await backtest('--events', path)
    expect(status).toBe(2)
    expect(stderr).toContain('wrong.csv:3: there is no instrument ETH-USD in the data: BTC-USD')
  })
})
