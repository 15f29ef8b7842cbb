import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('the example of README runs as it stands, from the package’s own name', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? ''
  expect(code.split('\n').length).toBeLessThan(32)
  expect(code).toContain("from 'millrace'")
  // Inside the package, so that its own name resolves.
  mkdirSync(join(root, '.millrace'), { recursive: true })
  const folder = mkdtempSync(join(root, '.millrace', 'readme-'))
  try {
    writeFileSync(join(folder, 'example.mjs'), code)
    copyFileSync(join(root, 'pipeline/config/example.yaml'), join(folder, 'millrace.yaml'))
    await writeBtcCsv(join(folder, 'btc-usd.csv'))
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder })
    expect(stdout).toContain('3 927 bars 1m')
    expect(stdout).toMatch(/intents \d+ = in band/)
    expect(stdout).toMatch(/hash {5}[0-9a-f]{16}/)
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<!doctype html>')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 30_000)
