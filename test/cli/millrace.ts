import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { repository } from '../tools/planted-tree.ts'

/** The command line as built: `npm test` builds it before the tests run. */
const MAIN = join(repository, 'dist', 'pipeline', 'cli', 'start.js')

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs `millrace ARGS…` as a process of its own.
 *
 * @param during Given the process once it has started.
 */
export function millrace(
  args: readonly string[],
  cwd: string,
  during: (child: ChildProcess) => Promise<void> = async () => undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
    during(child).catch(reject)
  })
}
