import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { execPath } from 'node:process'
import { describe, expect, test } from 'vitest'
import { runs, thisProcess } from '../../pipeline/journal/process-identity.ts'
import type { ProcessIdentity } from '../../pipeline/journal/process-identity.ts'
import { claimLock, holdsLock, lockHolder, releaseLock } from '../../pipeline/journal/writer-lock.ts'
import { faultOf } from './conformance.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

/** A disk whose lock is held by someone. */
function lockedBy(holder: ProcessIdentity): SimulatedDisk {
  const disk = new SimulatedDisk()
  claimLock(disk, FOLDER, false)
  const text = JSON.stringify({ token: 'ff', ...holder })
  disk.tamper(`${FOLDER}/writer.lock`, () => new TextEncoder().encode(text))
  return disk
}

const ended = (): number => spawnSync(execPath, ['-e', '']).pid

describe('the lock', () => {
  test('of this process is held until it is released', () => {
    const disk = new SimulatedDisk()
    const { token } = claimLock(disk, FOLDER, false)
    expect(faultOf(() => claimLock(disk, FOLDER, false))).toBe('JOURNAL_LOCKED')
    expect(lockHolder(disk, FOLDER)).toMatchObject({ pid: process.pid, runs: 'yes' })
    releaseLock(disk, FOLDER, 'another')
    expect(holdsLock(disk, FOLDER, token)).toBe(true)
    releaseLock(disk, FOLDER, token)
    expect(lockHolder(disk, FOLDER)).toBeUndefined()
    expect(claimLock(disk, FOLDER, false).takenFrom).toBeUndefined()
  })

  test.each<[string, Partial<ProcessIdentity>]>([
    ['has ended', { pid: ended() }],
    ['started at another time under this pid', { started: '1' }],
    ['ran before this machine was started', { boot: 'earlier' }],
  ])('of a process that %s is stale and taken', (_name, difference) => {
    const holder = { ...thisProcess(), ...difference }
    expect(runs(holder)).toBe('no')
    const disk = lockedBy(holder)
    const { token, takenFrom } = claimLock(disk, FOLDER, false)
    expect(takenFrom).toBe(`process ${holder.pid} on ${hostname()}`)
    expect(holdsLock(disk, FOLDER, token)).toBe(true)
    expect(disk.list(FOLDER)).toEqual(['writer.lock'])
  })

  test.each<[string, Partial<ProcessIdentity>]>([
    ['on another machine', { host: 'elsewhere' }],
    ['in another container', { namespace: 'pid:[1]' }],
  ])('of a process %s is not judged from here: it has to be taken over', (_name, difference) => {
    const disk = lockedBy({ ...thisProcess(), pid: ended(), ...difference })
    expect(faultOf(() => claimLock(disk, FOLDER, false))).toBe('JOURNAL_LOCKED')
    const { token } = claimLock(disk, FOLDER, true)
    expect(holdsLock(disk, FOLDER, token)).toBe(true)
  })

  test('that was never finished is stale', () => {
    const disk = lockedBy(thisProcess())
    disk.tamper(`${FOLDER}/writer.lock`, (bytes) => bytes.slice(0, 9))
    expect(claimLock(disk, FOLDER, false).takenFrom).toBe('a lock that was never finished')
  })
})

describe('a writer that was taken over while it was writing', () => {
  test('never says that a row is durable', () => {
    const disk = new SimulatedDisk()
    const first = writeByHand(disk)
    first.append(100)
    first.committer.step()
    let second: ReturnType<typeof writeByHand> | undefined
    disk.faults = {
      before(operation, path) {
        // Taken over between the write and the sync.
        if (operation === 'sync' && /rows|segment$/.test(path) && second === undefined) {
          disk.faults = undefined
          second = writeByHand(disk, { takeOver: true })
        }
        return undefined
      },
    }
    first.append(50)
    expect(first.committer.step()).toBe('ended')
    expect([first.ring.state, first.durable()]).toEqual(['fenced', 100])
    // It was there when the second looked, so it is part of the journal, though nobody was told.
    expect(second?.writer.sequence).toBe(151)
    second?.append(10)
    second?.committer.step()
    expect(lastReadable(disk)).toBe(160)
  })

  test('makes no segment', () => {
    const disk = new SimulatedDisk()
    const first = writeByHand(disk, { segmentBytes: 1_060_000 })
    for (let batch = 0; batch < 3; batch++) {
      first.append(4_096)
      first.committer.step()
    }
    const second = writeByHand(disk, { takeOver: true })
    second.append(10)
    second.committer.step()
    for (let append = 0; append < 4; append++) first.append(4_096)
    expect(first.committer.step()).toBe('ended')
    expect([first.ring.state, first.durable()]).toEqual(['fenced', 3 * 4_096])
    expect(lastReadable(disk)).toBe(3 * 4_096 + 10)
  })
})
