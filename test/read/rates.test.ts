import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RATE_RATE } from '../../model/layout.generated.ts'
import { inOrder, rateSource, readRates } from '../../pipeline/read/rates.ts'

const IDS: Readonly<Record<string, number>> = { USD: 0, EUR: 1, JPY: 2 }
const folder = await mkdtemp(join(tmpdir(), 'rates-'))

async function read(...lines: string[]): Promise<{ rates: unknown[]; faults: string[] }> {
  const path = join(folder, 'rates.csv')
  await writeFile(path, lines.join('\n'))
  const faults: string[] = []
  const rates = await readRates(path, (name) => IDS[name], faults)
  return { rates, faults }
}

describe('a file of currency rates', () => {
  it('names pairs in several ways; a date is its end, pairs in no use are left out', async () => {
    const { rates, faults } = await read(
      'pair,time,rate,source',
      'EUR/USD,2024-01-02T10:00:00Z,1.0956,ecb',
      '# a remark',
      '',
      'USDJPY,2024-01-02,142.123456789,ecb',
      'EUR-JPY,2024-01-02T10:00:00.5+01:00,155.5,ecb',
      'EUR/CHF,2024-01-02,0.93,ecb',
    )
    expect(faults).toEqual([])
    expect(rates).toEqual([
      { timeMicros: Date.UTC(2024, 0, 2, 10) * 1000, currency: 1, quote: 0, rate: 1_095_600_000n },
      { timeMicros: Date.UTC(2024, 0, 3) * 1000, currency: 0, quote: 2, rate: 142_123_456_789n },
      { timeMicros: Date.UTC(2024, 0, 2, 9) * 1000 + 500_000, currency: 1, quote: 2, rate: 155_500_000_000n },
    ])
  })
  it('tells each fault with its line', async () => {
    const { rates, faults } = await read(
      'time,pair,rate',
      'yesterday,EUR/USD,1',
      '2024-01-02,EURO,1',
      '2024-01-02,EUR/EUR,1',
      '2024-01-02,EUR/USD,much',
      '2024-01-02,EUR/USD,0',
      '2024-01-02,EUR/USD,9999999999',
      '2024-01-02,EUR/USD',
    )
    expect(rates).toEqual([])
    expect(faults.map((fault) => fault.replace(/, was .*/, ''))).toEqual([
      'rates.csv:2: time must be a date or ISO 8601',
      'rates.csv:3: pair must be such as EUR/USD',
      'rates.csv:4: pair EUR/EUR is one currency',
      'rates.csv:5: rate must be a decimal number such as 1.0832',
      'rates.csv:6: rate must be above 0 and at most 2.3e9',
      'rates.csv:7: rate must be above 0 and at most 2.3e9',
      'rates.csv:8: rate must be a decimal number such as 1.0832',
    ])
    expect((await read('when,what')).faults).toEqual(['rates.csv:1: columns are time, pair, rate, were when, what'])
  })
  it('becomes rows in the order of time, none after the end', async () => {
    const at = (timeMicros: number, rate: bigint) => ({ timeMicros, currency: 1, quote: 0, rate })
    const rates = inOrder([at(3, 30n), ...Array.from({ length: 3_000 }, (_, k) => at(1, BigInt(k))), at(2, 20n)])
    expect(rates.slice(-2).map(({ rate }) => rate)).toEqual([20n, 30n])
    const seen: bigint[] = []
    for await (const block of rateSource(rates, 2).blocks) {
      const wide = new BigInt64Array(block.u32.buffer)
      for (let row = 0; row < block.count; row++) seen.push(wide[row * 8 + RATE_RATE])
    }
    expect(seen).toHaveLength(3_001)
    expect(seen.at(-1)).toBe(20n)
  })
})
