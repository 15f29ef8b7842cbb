import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resourceUsage, version } from 'node:process'

/** What a figure was measured on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
}

export function machine(): Machine {
  const all = cpus()
  return { cpu: all[0]?.model.trim() ?? 'unknown', cores: all.length, node: version }
}

/** The commit of the working tree, with `+` where it has changes; null outside a repository. */
export function commit(): string | null {
  try {
    const git = (...words: string[]): string =>
      execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return (
      git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
    )
  } catch {
    return null
  }
}

/**
 * The most memory this process ever had resident. From /proc where there is one: what the system call tells of a process
 * that was started by another includes the starter's memory.
 */
export function peakRssBytes(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    if (line !== null) return Number(line[1]) * 1024
  } catch {
    // not Linux
  }
  return resourceUsage().maxRSS * 1024
}
