import type { Instrument } from '../../model/instrument.ts'
import type { Portfolio } from '../../model/portfolio.ts'
import { currencyNames } from '../../model/universe.ts'
import { inOrder, readRates } from '../read/rates.ts'
import type { CurrencyRate } from '../read/rates.ts'
import type { Faults } from './faults.ts'

/** The currency rates of all files, in order; each fault of them is told with its file and line. */
export async function ratesOf(
  paths: readonly string[],
  instruments: readonly Instrument[],
  portfolios: readonly Portfolio[],
  faults: Faults,
): Promise<CurrencyRate[]> {
  const currencies = currencyNames(instruments, portfolios)
  const rates: CurrencyRate[] = []
  for (const path of [...paths].sort()) {
    try {
      const found = await readRates(path, (name) => currencies.find(name), faults.list)
      if (found.length === 0 && faults.list.length === 0)
        faults.add('rates', `${path} has no pair of ${currencies.list.join(', ')}`)
      rates.push(...found)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      faults.add('rates', code === 'ENOENT' ? `there is no ${path}` : message)
    }
  }
  return inOrder(rates)
}
