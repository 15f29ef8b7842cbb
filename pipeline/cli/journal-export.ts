import { createWriteStream } from 'node:fs'
import { stdout } from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { realDisk } from '../journal/disk.ts'
import { JournalError } from '../journal/errors.ts'
import { rowLines } from '../journal/export-lines.ts'
import { exportParquet } from '../journal/export-parquet.ts'
import { extentOf, framesFrom } from '../journal/read-frames.ts'

interface ExportOptions {
  readonly from?: number
  readonly to?: number
  readonly format: 'json' | 'parquet'
  readonly out?: string
}

export function exportCommand(): Command {
  return new Command('export')
    .description('rows as JSON lines or as a Parquet file')
    .argument('<folder>', 'folder of the journal')
    .option('--from <sequence>', 'first row', sequence)
    .option('--to <sequence>', 'last row', sequence)
    .addOption(new Option('--format <name>', 'what to write').choices(['json', 'parquet']).default('json'))
    .option('-o, --out <file>', 'file in place of the standard output')
    .action(exportRows)
}

async function exportRows(folder: string, options: ExportOptions): Promise<void> {
  const { first, last } = extentOf(realDisk, folder)
  if (last < first) throw new JournalError('JOURNAL_SEQUENCE', `${folder} has no rows`)
  const { from = first, to = last, format, out } = options
  const frames = framesFrom(realDisk, folder, from)
  if (format === 'json') {
    const lines = Readable.from(rowLines(frames, to))
    if (out === undefined) await pipeline(lines, stdout, { end: false })
    else await pipeline(lines, createWriteStream(out))
  } else {
    if (out === undefined) throw new Error('a Parquet file is not for the standard output: give --out')
    stdout.write(`${await exportParquet(frames, to, out)} rows in ${out}\n`)
  }
}

function sequence(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError('must be a sequence from 1')
  return Number(value)
}
