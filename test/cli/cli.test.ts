import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { btcFolder } from '../pipeline/btc.ts'
import { repository } from '../tools/planted-tree.ts'
import { millrace } from './millrace.ts'

const btc = btcFolder()
/** More rows than a run gets through before it is told to end. */
const ENDLESS_ROWS = 600_000
const inFolder = (...args: string[]) => millrace(args, btc.folder)

describe('usage', () => {
  it('shows help with examples and exit codes', async () => {
    const help = await inFolder('--help')
    expect(help.status).toBe(0)
    for (const command of ['demo', 'backtest', 'init', 'check', 'doctor'])
      expect(help.stdout).toContain(`  ${command} `)
    expect(help.stdout).toContain('Examples:')
    expect(help.stdout).toContain('Exit codes:')
    const own = await inFolder('backtest', '--help')
    expect(own).toMatchObject({ status: 0, stderr: '' })
    for (const option of [
      '--config',
      '--evaluations',
      '--json',
      '--frame',
      '--truncate-at',
      '--audit-fills',
      '--report',
    ]) {
      expect(own.stdout).toContain(option)
    }
  })

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['backtest', '--colour', 'red'], "unknown option '--colour'"],
    [['backtest'], 'no data: name price files'],
    [['backtest', 'none.csv'], 'there is no '],
    [['backtest', '--config', 'none.yaml'], 'none.yaml: there is no such file'],
    [['backtest', 'btc-usd.csv', '--frame', '0'], 'must be 1 to 4096, or ragged'],
    [['backtest', 'btc-usd.csv', '--frame', '4097'], 'must be 1 to 4096, or ragged'],
    [['backtest', 'btc-usd.csv', '--truncate-at', 'noon'], 'must be an ISO 8601 time'],
    [['backtest', 'btc-usd.csv', '--backend', 'abacus'], 'Allowed choices are auto, reference, wasm, native'],
    [['backtest', 'btc-usd.csv', '--backend', 'gpu'], 'backend'],
    [['check', 'none.js', '--data', 'btc-usd.csv'], 'none.js: there is no such file'],
    [['check', '--data', 'btc-usd.csv', '--flip-bit', '0'], 'must be a row from 1'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const ended = await inFolder(...args)
    expect(ended.stderr).toContain(message)
    expect(ended).toMatchObject({ status: 2, stdout: '' })
  })

  it('tells every fault of a configuration with its path, with exit code 2', async () => {
    await writeFile(
      join(btc.folder, 'bad.yaml'),
      'colour: red\nlimits: { concentration: abc }\nvenue: { latency: fast }\n',
    )
    const ended = await inFolder('backtest', 'btc-usd.csv', '--config', 'bad.yaml')
    expect(ended).toMatchObject({ status: 2, stdout: '' })
    expect(ended.stderr).toContain('bad.yaml: 3 faults')
    for (const path of ['colour:', 'limits.concentration:', 'venue.latency:'])
      expect(ended.stderr).toContain(`  ${path}`)
    expect(ended.stderr).not.toContain('    at ')
  })

  it('stops at a bad row where it is told to, with exit code 3, and counts it where not', async () => {
    const path = join(btc.folder, 'torn.csv')
    await writeFile(
      path,
      'time,open,high,low,close,volume\n2020-01-01T00:00:00Z,1,1,1,1,1\n2020-01-01T00:01:00Z,1,1,x,1,1\n2020-01-01T00:02:00Z,1,1,1,1,1\n',
    )
    await writeFile(join(btc.folder, 'strict.yaml'), 'badRows: stop\n')
    const strict = await inFolder('backtest', 'torn.csv', '--config', 'strict.yaml')
    expect(strict).toMatchObject({ status: 3, stdout: '' })
    expect(strict.stderr).toContain('torn.csv:3: ROW_NOT_A_NUMBER')
    const lenient = await inFolder('backtest', 'torn.csv', '--json')
    expect(lenient.status).toBe(0)
    expect(JSON.parse(lenient.stdout)).toMatchObject({ events: 2, rowsRejected: { ROW_NOT_A_NUMBER: 1 } })
  })
})

describe('backtest', () => {
  it('runs any price file at once, says what it found, and prints one JSON object when asked', async () => {
    const text = await inFolder('backtest', 'btc-usd.csv')
    expect(text).toMatchObject({ status: 0, stderr: '' })
    expect(text.stdout).toMatch(/^found +BTC-USD +spot in USD · price 2/m)
    expect(text.stdout).toMatch(/^main +cash .* ✓$/m)
    const json = await inFolder('backtest', 'btc-usd.csv', '--json', '--frame', 'ragged')
    expect(json).toMatchObject({ status: 0, stderr: '' })
    const parsed = JSON.parse(json.stdout) as { hash: string; events: number }
    expect(parsed.events).toBe(3927)
    expect(text.stdout).toContain(`hash     ${parsed.hash}`)
  })

  it('audits fills, and a planted fill at the close that caused it fails the audit', async () => {
    const sound = await inFolder('backtest', 'btc-usd.csv', '--audit-fills')
    expect(sound.status).toBe(0)
    expect(sound.stdout).toMatch(/^audit +smallest distance between an order and its fill: [1-9]\d* rows$/m)
    const planted = await inFolder('backtest', 'btc-usd.csv', '--audit-fills', '--json', '--plant-same-close-fill')
    expect(planted.status).toBe(1)
    expect(planted.stderr).toContain('0 rows: TOO EARLY')
    expect(JSON.parse(planted.stdout)).toMatchObject({ events: 3927 })
  })

  it('reads nothing behind an instant, which is UTC unless it says otherwise', async () => {
    const events = async (time: string): Promise<number> =>
      (
        JSON.parse((await inFolder('backtest', 'btc-usd.csv', '--json', '--truncate-at', time)).stdout) as {
          events: number
        }
      ).events
    const noon = await events('2016-01-02T12:00:00Z')
    expect(noon).toBeGreaterThan(1_500)
    expect(noon).toBeLessThan(2_200)
    expect(await events('2016-01-02T12:00')).toBe(noon)
    expect(await events('2016-01-02T13:00:00+01:00')).toBe(noon)
  })

  it('writes report and alerts where it is told to', async () => {
    await writeFile(
      join(btc.folder, 'tight.yaml'),
      'sizing: { fraction: 0.9 }\nlimits: { concentration: 0.1, drawdown: { halted: 0.0005 } }\n',
    )
    const ended = await inFolder(
      'backtest',
      'btc-usd.csv',
      '--config',
      'tight.yaml',
      '--report',
      'out.html',
      '--alerts',
      'alerts.jsonl',
    )
    expect(ended.status).toBe(0)
    expect(await readFile(join(btc.folder, 'out.html'), 'utf8')).toMatch(/^<!doctype html>/i)
    const alerts = (await readFile(join(btc.folder, 'alerts.jsonl'), 'utf8')).trimEnd().split('\n')
    expect(alerts.map((line) => (JSON.parse(line) as { reason: string }).reason)).toContain('DRAWDOWN')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with a summary of what was done, exit code %i', async (signal, code) => {
    const start = Date.UTC(2020, 0, 1)
    const rows = Array.from({ length: ENDLESS_ROWS }, (_, at) => `${start + at * 60_000},1,1,1,1,1\n`)
    await writeFile(join(btc.folder, 'endless.csv'), `time,open,high,low,close,volume\n${rows.join('')}`)
    const alerts = join(btc.folder, `${signal}.jsonl`)
    const ended = await millrace(
      ['backtest', 'endless.csv', '--json', '--alerts', alerts],
      btc.folder,
      async (child) => {
        // The file is made when the run begins.
        while (!existsSync(alerts)) await wait(5)
        await wait(30)
        child.kill(signal)
      },
    )
    expect(ended.stderr).toContain(`${signal}: ending the run`)
    expect(ended.status).toBe(code)
    const json = JSON.parse(ended.stdout) as { events: number; interrupted: boolean }
    expect(json.interrupted).toBe(true)
    expect(json.events).toBeLessThan(ENDLESS_ROWS)
  })
})

describe('the other commands', () => {
  it('demo runs on real prices from nothing, with the same hash each time and a report', async () => {
    const [one, other] = [await inFolder('demo'), await inFolder('demo', '--frame', '7', '--report', 'second.html')]
    expect(one).toMatchObject({ status: 0, stderr: '' })
    expect(one.stdout).toContain('BTC-USD   3 927 bars 1m')
    expect(one.stdout).toMatch(/^cautious cash .* ✓$/m)
    expect(one.stdout).toMatch(/^bold +cash .* ✓$/m)
    expect(one.stdout).toContain('next     millrace backtest --help · open report.html')
    const hash = /^hash +(\w{16})$/m
    expect(hash.exec(one.stdout)?.[1]).toBe(hash.exec(other.stdout)?.[1])
    expect(existsSync(join(btc.folder, 'report.html'))).toBe(true)
    expect(existsSync(join(btc.folder, 'second.html'))).toBe(true)
  })

  it('init writes what would be detected: the same run with it as without, and nothing over a file', async () => {
    const made = await inFolder('init', 'btc-usd.csv', '--output', 'made.yaml')
    expect(made).toMatchObject({ status: 0, stdout: '' })
    const [bare, configured] = [
      await inFolder('backtest', 'btc-usd.csv', '--json'),
      await inFolder('backtest', '--config', 'made.yaml', '--json'),
    ]
    const hashOf = ({ stdout }: { stdout: string }): string => (JSON.parse(stdout) as { hash: string }).hash
    expect(hashOf(configured)).toBe(hashOf(bare))
    const again = await inFolder('init', 'btc-usd.csv', '--output', 'made.yaml')
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('there is such a file already')
    expect((await inFolder('init', 'btc-usd.csv')).stdout).toBe(await readFile(join(btc.folder, 'made.yaml'), 'utf8'))
  })

  it('check passes the standard graph, and names row and stage of the shipped impure one', async () => {
    const sound = await inFolder('check', '--data', 'btc-usd.csv', '--flip-bit', '1500')
    expect(sound).toMatchObject({ status: 0, stderr: '' })
    expect(sound.stdout.match(/^cut /gm)).toHaveLength(5)
    expect(sound.stdout).toContain('restart  goes on from a snapshot: 5 times in 3927 rows, nothing differs')
    expect(sound.stdout).toContain('flip     first difference: row 1500, stage reading (tape input)')
    const impure = await inFolder('check', join(repository, 'bench', 'graphs', 'impure.ts'), '--data', 'btc-usd.csv')
    expect(impure.status).toBe(1)
    expect(impure.stdout).toMatch(/first difference: row \d+, stage evaluate \(tape evaluations\)/)
  })

  it('doctor says where it runs, and whether prices survive', async () => {
    const doctor = await inFolder('doctor')
    expect(doctor.status).toBe(0)
    for (const label of ['node', 'memory', 'zones', 'hash', 'example', 'folder']) {
      expect(doctor.stdout).toMatch(new RegExp(`^${label} +ok `, 'm'))
    }
    const roundtrip = await inFolder('doctor', '--roundtrip', 'btc-usd.csv')
    expect(roundtrip.status).toBe(0)
    expect(roundtrip.stdout).toContain('15708: 15708 print back equal, 0 had to be rounded, 0 are wrong')
  })
})
