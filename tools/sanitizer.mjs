// AddressSanitizer in this machine's Rust. Node built-ins only.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The triple to build for with AddressSanitizer, or why there is none: its runtime comes with some distributions of Rust,
 * and not with others.
 * @returns {{ host: string } | { fault: string }}
 */
export function sanitizer() {
  const { status, stdout } = spawnSync('rustc', ['--print', 'sysroot', '--print', 'host-tuple'], { encoding: 'utf8' })
  if (status !== 0) return { fault: 'there is no Rust' }
  const [sysroot, host] = stdout.trim().split('\n')
  const runtimes = join(sysroot, 'lib', 'rustlib', host, 'lib')
  if (existsSync(runtimes) && readdirSync(runtimes).some((name) => name.includes('_rt.asan'))) return { host }
  return { fault: `there is no runtime of AddressSanitizer in ${runtimes}` }
}
