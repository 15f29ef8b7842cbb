// One set-up at a time in one checkout. A lock is a folder (making one is atomic everywhere) that its holder touches
// every second; a lock whose holder is dead, or that nobody has touched for a while, is taken over.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const touchMillis = 1000
const staleMillis = 30_000
const pollMillis = 200

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Whether the lock's holder is gone. A holder on this host is asked by its process id; one that cannot be asked
 * (another host or container, or no id written yet) counts as gone once the lock has not been touched for 30 s.
 *
 * @param {string} folder
 */
function isStale(folder) {
  let touchedAt
  try {
    touchedAt = statSync(folder).mtimeMs
  } catch {
    return false
  }
  try {
    const owner = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'))
    if (owner.host === hostname() && !isAlive(owner.pid)) return true
  } catch {
    // No owner yet: its age decides.
  }
  return Date.now() - touchedAt > staleMillis
}

/**
 * Waits for the lock and takes it.
 *
 * @param {string} folder
 * @param {(text: string) => void} say
 * @returns {Promise<() => void>} lets the lock go (also done when the process exits)
 */
export async function takeLock(folder, say) {
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(folder)
      break
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    }
    if (isStale(folder)) {
      // Renaming is atomic: of several that see the stale lock, one gets it out of the way and the others find it gone,
      // or find that they moved the next holder's fresh lock, and put that back.
      const aside = `${folder}.stale-${process.pid}`
      try {
        renameSync(folder, aside)
        if (isStale(aside)) rmSync(aside, { recursive: true, force: true })
        else renameSync(aside, folder)
      } catch {
        // Another process was first.
      }
      continue
    }
    if (waits === 0) say('another set-up is running in this checkout; waiting for it')
    await sleep(pollMillis)
  }
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, host: hostname() }))
  const timer = setInterval(() => touch(folder), touchMillis)
  let held = true
  const release = () => {
    if (!held) return
    held = false
    clearInterval(timer)
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', release)
  return release
}

/** @param {string} folder */
function touch(folder) {
  const now = new Date()
  try {
    utimesSync(folder, now, now)
  } catch {
    // The lock was taken over or removed by hand; what we are doing is safe to do twice.
  }
}
