import type { Instrument } from '../../model/instrument.ts'
import type { DetectedFile } from '../read/detect/detect.ts'
import { readHolderEvents } from '../read/holder-events.ts'
import type { EventLine } from '../read/holder-events.ts'
import type { FileOptions } from '../read/options.ts'
import { schedule } from '../read/scheduled-events.ts'
import type { ScheduledEvent } from '../read/scheduled-events.ts'
import type { Faults } from './faults.ts'

/** The events of all files, in order; each fault of them is told with its file and line. */
export async function eventsOf(
  paths: readonly string[],
  instruments: readonly Instrument[],
  seen: readonly { readonly detected: DetectedFile; readonly options: FileOptions }[],
  faults: Faults,
): Promise<ScheduledEvent[]> {
  const lines: EventLine[] = []
  for (const path of [...paths].sort()) {
    try {
      lines.push(...(await readHolderEvents(path, faults.list)))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      faults.add('events', code === 'ENOENT' ? `there is no ${path}` : message)
    }
  }
  const adjustments = new Map<string, NonNullable<FileOptions['adjustment']>>()
  for (const { detected, options } of seen) {
    if (options.adjustment === undefined || options.adjustment === 'none') continue
    for (const symbol of options.symbol === undefined ? detected.symbols : [options.symbol]) {
      // Of several files of an instrument the one that holds most counts.
      if (adjustments.get(symbol) !== 'total') adjustments.set(symbol, options.adjustment)
    }
  }
  return schedule(lines, instruments, adjustments, faults.list)
}
