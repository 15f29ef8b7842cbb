import { execFileSync } from 'node:child_process'
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

/** The most memory this process ever had resident. */
export const peakRssBytes = (): number => resourceUsage().maxRSS * 1024
