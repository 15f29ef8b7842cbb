import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { memoryJournal } from '../../pipeline/journal/memory-journal.ts'
import type { Journal } from '../../pipeline/journal/port.ts'
import { builtJournal } from './built-journal.ts'
import { journalConformance } from './conformance.ts'

const threads = builtJournal()
const folder = mkdtempSync(join(tmpdir(), 'millrace-journal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inMemory = new Map<string, Journal>()
journalConformance('the journal in memory', (name) => {
  const journal = inMemory.get(name) ?? memoryJournal()
  inMemory.set(name, journal)
  return journal
})
journalConformance('the embedded journal', (name) =>
  embeddedJournal(join(folder, name), { threads, segmentBytes: 2 ** 21 }),
)
journalConformance('the embedded journal in small segments', (name) =>
  embeddedJournal(join(folder, `small-${name}`), { threads, segmentBytes: 1_100_000 }),
)
