import { describe, expect, test } from 'vitest'
import { BUFFERED_ROWS_MAX } from '../../pipeline/journal/row-ring.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { lastReadable, writeByHand } from './thread-by-hand.ts'

describe.each(['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'])('while every write says %s', (code) => {
  test('rows are buffered up to the limit, nothing is acknowledged, and it goes on by itself', () => {
    const disk = new SimulatedDisk()
    const journal = writeByHand(disk)
    const before = journal.append(100)
    journal.committer.step()
    expect([journal.durable(), journal.ring.state]).toEqual([before, 'available'])

    disk.faults = { before: (operation) => (operation === 'write' ? code : undefined) }
    let last = journal.append(1_000)
    expect(journal.committer.step()).toBe('failed')
    expect([journal.ring.state, journal.ring.code, journal.durable()]).toEqual(['unavailable', code, before])
    while (journal.ring.room() >= 1_000) last = journal.append(1_000)
    expect(journal.ring.waiting).toBe(BUFFERED_ROWS_MAX)
    expect(journal.ring.room()).toBe(0)
    expect(journal.committer.step()).toBe('failed')
    expect(journal.durable()).toBe(before)

    disk.faults = undefined
    expect(journal.committer.step()).toBe('committed')
    expect([journal.ring.state, journal.ring.code, journal.durable()]).toEqual(['available', '', last])
    expect(journal.ring.room()).toBeGreaterThan(BUFFERED_ROWS_MAX)
    expect(lastReadable(disk)).toBe(last)
  })

  test('a close does not wait for the disk, and says that rows are not durable', () => {
    const disk = new SimulatedDisk()
    const journal = writeByHand(disk)
    disk.faults = { before: (operation) => (operation === 'write' ? code : undefined) }
    journal.append(10)
    journal.ring.close()
    expect(journal.committer.step()).toBe('ended')
    expect([journal.ring.state, journal.ring.code, journal.durable()]).toEqual(['failed', code, 0])
  })
})

test('rows for which there was room fit, though the disk fails before they come', () => {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk)
  for (let k = 0; k < 3; k++) journal.append(4_000)
  expect(journal.ring.room()).toBeGreaterThan(4_000)
  disk.faults = { before: (operation) => (operation === 'write' ? 'EIO' : undefined) }
  expect(journal.committer.step()).toBe('failed')
  expect(journal.ring.state).toBe('unavailable')
  expect(journal.ring.fits(4_000)).toBe(true)
  const last = journal.append(4_000)
  expect([journal.ring.room(), journal.ring.fits(1)]).toEqual([0, false])
  disk.faults = undefined
  expect(journal.committer.step()).toBe('committed')
  expect(lastReadable(disk)).toBe(last)
})

test('there is never room for more rows than for appends of one row', () => {
  const { ring, append } = writeByHand(new SimulatedDisk())
  let left = ring.room()
  while (left-- > 0) append(1)
  expect([ring.room(), ring.fits(1)]).toEqual([0, false])
})

test('a disk that takes half of what it is given and then nothing loses no row', () => {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk)
  let room = 50_000
  disk.faults = {
    before(operation, _path, bytes) {
      if (operation !== 'write') return undefined
      if (room === 0) return 'ENOSPC'
      const taken = Math.min(room, Math.ceil(bytes / 2))
      room -= taken
      return taken
    },
  }
  const last = journal.append(2_000)
  expect(journal.committer.step()).toBe('failed')
  expect(lastReadable(disk)).toBe(0)
  room = 10_000_000
  expect(journal.committer.step()).toBe('committed')
  expect(lastReadable(disk)).toBe(last)
})
