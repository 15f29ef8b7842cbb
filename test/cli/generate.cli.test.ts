import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { millrace } from './millrace.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-generate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('millrace generate', () => {
  it('makes a feed that a live run trades on, and a replay of it comes to the same', async () => {
    const made = await millrace(['generate', '--rows', '20000', '--rate', '0.1', '-o', 'walk.csv'], folder)
    expect([made.status, made.stdout, made.stderr]).toEqual([0, '', 'wrote walk.csv: millrace backtest walk.csv\n'])
    expect(readFileSync(join(folder, 'walk.csv'), 'utf8').split('\n')).toHaveLength(20_002)
    const run = await millrace(['run', '--paper', 'walk.csv', '-j', 'j', '--speed', 'max', '--json'], folder)
    expect(run.status).toBe(0)
    const { hash, orders } = JSON.parse(run.stdout) as { hash: string; orders: number }
    expect(orders).toBeGreaterThan(0)
    const replayed = await millrace(['replay', 'j', '--json'], folder)
    expect(JSON.parse(replayed.stdout)).toMatchObject({ hash })
    const tampered = await millrace(['replay', 'j', '--tamper', '5000'], folder)
    expect([tampered.status, tampered.stdout]).toEqual([1, expect.stringContaining('DIVERGED between rows')])
    const beyond = await millrace(['replay', 'j', '--tamper', '99999999'], folder)
    expect([beyond.status, beyond.stderr]).toEqual([2, expect.stringMatching(/--tamper.*rows 1 to \d+ were run/s)])
  })

  it('prints where no file is named, and leaves one alone that is there', async () => {
    const { stdout } = await millrace(['generate', '--rows', '2', '--bars', '1h'], folder)
    expect(stdout.split('\n')).toHaveLength(4)
    const again = await millrace(['generate', '-o', 'walk.csv'], folder)
    expect(again).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is such a file already') as string,
    })
  })

  it('shows its defaults as they would be written', async () => {
    const { stdout } = await millrace(['generate', '--help'], folder)
    expect(stdout).toContain('(default: 100.00)')
    expect(stdout).toContain('(default: 2024-01-01)')
  })

  it.each([
    ['--price', '-1'],
    ['--bars', '100t'],
    ['--bars', 'x'],
    ['--rate', '0'],
    ['--rows', '10.5'],
    ['--seed', '1.5'],
    ['--from', 'now'],
  ])('refuses %s %s', async (option, value) => {
    const { status, stderr } = await millrace(['generate', option, value], folder)
    expect(status).toBe(2)
    expect(stderr).toContain(option)
  })
})
