import { stdout } from 'node:process'
import { cpus, totalmem } from 'node:os'
import { Command } from 'commander'
import { roundtrip } from '../read/roundtrip.ts'
import { commit, version } from '../version.ts'
import { EXIT } from './exit.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this machine and this build are; with --roundtrip, whether a file survives exactly')
    .option('--roundtrip <file>', 'every price of the file must print back equal as a decimal')
    .action(doctor)
}

async function doctor(options: { roundtrip?: string }): Promise<void> {
  if (options.roundtrip === undefined) {
    stdout.write(`millrace ${version}${commit() === undefined ? '' : ` (${commit()})`}\n`)
    stdout.write(`node     ${process.versions.node} on ${process.platform} ${process.arch}\n`)
    stdout.write(
      `machine  ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB\n`,
    )
    stdout.write('backend  reference: here · wasm, native: not part of this build\n')
    return
  }
  for (const found of await roundtrip(options.roundtrip)) {
    const { values, equal, rounded, wrong, examples } = found
    stdout.write(`${values} prices: ${equal} print back equal, ${rounded} had to be rounded, ${wrong} are wrong\n`)
    for (const example of examples)
      stdout.write(`  ${typeof example === 'string' ? example : JSON.stringify(example)}\n`)
    if (wrong > 0) process.exitCode = EXIT.failed
  }
}
