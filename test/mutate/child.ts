import { spawn } from 'node:child_process'
import { env } from 'node:process'

/** What a process said until it ended. */
export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
  readonly complained: string
}

/** Where a process runs, what ends it, and for how long it may. */
export interface Terms {
  readonly cwd: string
  readonly stop: AbortSignal
  readonly millis?: number
  readonly variables?: Readonly<Record<string, string>>
}

/** Runs a program to its end; after `millis` it is killed, and the signal says so. */
export function ran(command: string, args: readonly string[], terms: Terms): Promise<Ended> {
  const { cwd, stop, millis, variables } = terms
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: stop,
      killSignal: 'SIGKILL',
      ...(millis === undefined ? {} : { timeout: millis }),
    })
    let said = ''
    let complained = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (complained += chunk))
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal, said, complained }))
  })
}
