import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'

/** Which process this is, so that another one can tell whether it still runs. Empty: this system does not say. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks from boot to its start: a pid is used again, a pair with this is not. */
  readonly started: string
  readonly boot: string
  /** Namespace that the pid belongs to. */
  readonly namespace: string
  readonly host: string
}

export const thisProcess = (): ProcessIdentity => ({
  pid,
  started: startOf(pid) ?? '',
  boot: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  namespace: said(() => readlinkSync('/proc/self/ns/pid')),
  host: hostname(),
})

/** Whether a process runs: `unknown` where it can't be seen from here, on another machine or in another container. */
export function runs(other: ProcessIdentity): 'yes' | 'no' | 'unknown' {
  const own = thisProcess()
  if (other.host !== own.host) return 'unknown'
  if (other.boot !== own.boot) return 'no'
  if (other.namespace !== own.namespace) return 'unknown'
  if (other.started !== '') return startOf(other.pid) === other.started ? 'yes' : 'no'
  try {
    kill(other.pid, 0)
    return 'yes'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'no' : 'yes'
  }
}

/** Field 22 of /proc/PID/stat; a name in field 2 may hold spaces and brackets. */
function startOf(id: number): string | undefined {
  const stat = said(() => readFileSync(`/proc/${id}/stat`, 'utf8'))
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function said(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
