/** `npm run reach`: every check under its limit, at it and over it, on every backend; exit code 1 where one is missed. */
import { existsSync } from 'node:fs'
import { exit, stdout } from 'node:process'
import type { Backend } from '../../kernels/kernel.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { NATIVE_PATH } from '../../pipeline/engine/native-kernel.ts'
import { reach } from './reach.ts'

const names: Backend[] = ['reference', 'wasm', ...(existsSync(NATIVE_PATH) ? (['native'] as const) : [])]
const lines = reach(Object.fromEntries(names.map((name) => [name, kernelOf(name)])))
for (const { check, backend, under, at, over, faults } of lines) {
  const cells = [check.padEnd(24), backend.padEnd(10), under.padEnd(9), at.padEnd(9), over]
  stdout.write(`${cells.join(' ')}${faults.length > 0 ? `   ✗ ${faults.join('; ')}` : ''}\n`)
}
const missed = lines.filter(({ faults }) => faults.length > 0)
stdout.write(`${lines.length - missed.length} reached, ${missed.length} missed\n`)
exit(missed.length > 0 ? 1 : 0)
