import { access, constants } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import process, { stdout } from 'node:process'
import { Command } from 'commander'
import xxhash from 'xxhash-wasm'
import { Memory } from '../../kernels/memory.ts'
import { BACKENDS } from '../engine/backend.ts'
import { btcFiles } from '../read/btc-csv.ts'
import { roundtrip } from '../read/roundtrip.ts'
import { buildSession } from '../read/sessions.ts'
import { commit, version } from '../version.ts'
import { EXIT } from './exit.ts'

const NODE_MAJOR_MIN = 20
const MEMORY_BYTES = 2 ** 30
const BACKENDS_KNOWN = ['reference', 'wasm', 'native']

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and this build; with --roundtrip, whether the prices of a file survive exactly')
    .option('--roundtrip <file>', 'every price of the file must print back equal as a decimal')
    .addHelpText('after', '\nExamples:\n  millrace doctor\n  millrace doctor --roundtrip btc-usd.csv')
    .action(({ roundtrip: file }: { roundtrip?: string }) => (file === undefined ? environment() : prices(file)))
}

const line = (label: string, text: string): void => void stdout.write(`${label.padEnd(9)}${text}\n`)

async function environment(): Promise<void> {
  const [cpu] = cpus()
  const source = commit()
  line('millrace', source === undefined ? version : `${version} (${source})`)
  line('machine', `${cpu?.model ?? 'unknown'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`)
  line(
    'backend',
    BACKENDS_KNOWN.map((name) => `${name}${BACKENDS.includes(name) ? '' : ': not part of this build'}`).join(' · '),
  )
  const checks: [label: string, check: () => Promise<string> | string][] = [
    ['node', node],
    ['memory', memory],
    ['zones', zones],
    ['hash', hash],
    ['example', async () => `${(await btcFiles()).length} days of BTC-USD minutes`],
    ['folder', async () => access('.', constants.W_OK).then(() => `${process.cwd()} can be written`)],
  ]
  for (const [label, check] of checks) {
    try {
      line(label, `ok   ${await check()}`)
    } catch (error) {
      line(label, `FAILED   ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = EXIT.failed
    }
  }
}

function node(): string {
  const { node: found } = process.versions
  if (Number(found.split('.')[0]) < NODE_MAJOR_MIN) throw new Error(`needs node ${NODE_MAJOR_MIN}, this is ${found}`)
  return `${found} on ${process.platform} ${process.arch}`
}

function memory(): string {
  return `${new Memory(MEMORY_BYTES).buffer.byteLength / 2 ** 20} MiB of address space for frames and state`
}

/** Sessions come from this Node's time zones: New York opened at 14:30 UTC before the clocks of March 2016 changed, then at 13:30. */
function zones(): string {
  const { opens } = buildSession('us-equity', Date.UTC(2016, 2, 11) * 1000, Date.UTC(2016, 2, 15) * 1000)
  const found = [...opens].map((micros) => new Date(micros / 1000).toISOString().slice(0, 16))
  for (const expected of ['2016-03-11T14:30', '2016-03-14T13:30']) {
    if (!found.includes(expected))
      throw new Error(`New York must open at ${expected} UTC, opens at ${found.join(', ')}`)
  }
  return `time zones ${process.versions['tz'] ?? 'of unknown version'}`
}

async function hash(): Promise<string> {
  const found = (await xxhash()).h64ToString('')
  if (found !== 'ef46db3751d8e999') throw new Error(`XXH64 of nothing must be ef46db3751d8e999, was ${found}`)
  return 'XXH64'
}

async function prices(file: string): Promise<void> {
  for (const { path, priceScale, values, equal, rounded, wrong, examples, rejected } of await roundtrip(file)) {
    line('file', `${path}, ${priceScale} decimals`)
    line('prices', `${values}: ${equal} print back equal, ${rounded} had to be rounded, ${wrong} are wrong`)
    for (const example of examples) line('', example)
    for (const [reason, count] of Object.entries(rejected)) line('rejected', `${count} ${reason}`)
    if (wrong > 0) process.exitCode = EXIT.failed
  }
}
