/**
 * Writes what the manifests (`layout.json`, `checks.json`) determine: TypeScript constants and accessors, reason
 * codes, and their documentation. Run by `npm run generate`; with `--check` it only compares and names what is stale.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { Fault } from './faults.ts'
import { assemblyLayout, assemblyReasons, assemblyRecords } from './generate-assemblyscript.ts'
import { protocolPage, reasonsPage } from './generate-docs.ts'
import { rustFaults, rustLayout, rustReasons, rustRecords } from './generate-rust.ts'
import { layoutSource, recordsSource, checksSource } from './generate-source.ts'
import { wideVectors } from './generate-vectors.ts'
import type { Checks, Layout } from './manifest.ts'

const root = new URL(import.meta.url.includes('/dist/') ? '../../' : '../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

const layoutText = read('kernels/layout.json')
const layout = JSON.parse(layoutText) as Layout
const checks = JSON.parse(read('kernels/checks.json')) as Checks
const layoutHash = BigInt(`0x${createHash('sha256').update(JSON.stringify(layout)).digest('hex').slice(0, 16)}`)

const outputs: Record<string, string> = {
  'model/layout.generated.ts': layoutSource(layout, layoutHash),
  'model/reasons.generated.ts': checksSource(checks),
  'kernels/records.generated.ts': recordsSource(layout),
  'native/src/layout.generated.rs': rustLayout(layout, layoutHash),
  'native/src/records.generated.rs': rustRecords(layout),
  'native/src/reasons.generated.rs': rustReasons(checks),
  'native/src/faults.generated.rs': rustFaults(Fault),
  'wasm/layout.generated.ts': assemblyLayout(layout, layoutHash),
  'wasm/records.generated.ts': assemblyRecords(layout),
  'wasm/reasons.generated.ts': assemblyReasons(checks, Fault),
  'kernels/vectors/wide.json': wideVectors(),
  'docs/PROTOCOL.md': protocolPage(layout, layoutHash),
  'docs/REASONS.md': reasonsPage(checks),
}

const stale: string[] = []
for (const [path, text] of Object.entries(outputs)) {
  const target = new URL(path, root)
  let current = ''
  try {
    current = readFileSync(target, 'utf8')
  } catch {
    current = ''
  }
  if (current === text) continue
  stale.push(path)
  if (!argv.includes('--check')) writeFileSync(target, text)
}
if (argv.includes('--check') && stale.length > 0) {
  stdout.write(`generated files are stale, run "npm run generate": ${stale.join(', ')}\n`)
  exit(1)
}
stdout.write(stale.length === 0 ? 'generated files are current\n' : `wrote ${stale.join(', ')}\n`)
