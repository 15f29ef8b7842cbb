import type { ReadReport } from '../read/read-report.ts'
import { grouped } from './grouped.ts'

const count = (value: number): string => grouped(String(value))

/** How the rows were come by, for the console; undefined where there is nothing to say of it. */
export function readingText({ reading: { thread, parsers, cache } }: ReadReport): string[] {
  if (thread === 'engine' && cache === undefined) return []
  // What was kept is not parsed again.
  const by = parsers.length === 0 || cache?.misses === 0 ? '' : `, parsed by ${parsers.join(' and ')} code`
  const where = (thread === 'worker' ? 'on a thread of its own' : 'on the engine’s thread') + by
  if (cache === undefined) return [`${where} · no cache`]
  const { hits, misses, corrupt, stored, evicted, folder, notes } = cache
  const parts = [
    `cache ${count(hits)} hits, ${count(misses)} misses`,
    ...(corrupt > 0 ? [`${count(corrupt)} damaged`] : []),
    ...(stored > 0 ? [`${count(stored)} kept`] : []),
    ...(evicted > 0 ? [`${count(evicted)} removed to make room`] : []),
  ]
  return [`${where} · ${parts.join(', ')} (${folder})`, ...notes]
}
