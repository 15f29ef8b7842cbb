import { basename } from 'node:path'
import { stdout } from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '../../model/time.ts'
import { realDisk } from '../journal/disk.ts'
import { readFacts } from '../journal/folder.ts'
import { pruneJournal } from '../journal/prune.ts'
import { snapshotFolder } from '../recording/journal-recording.ts'
import { oldestGood } from '../snapshot/oldest-good.ts'
import { parsedOption } from './options.ts'

interface PruneOptions {
  /** Milliseconds. */
  readonly olderThan?: number
  /** Bytes. */
  readonly largerThan?: number
}

export function pruneCommand(): Command {
  return new Command('prune')
    .description('removes the oldest segments, whose rows no snapshot needs any more; also while an engine writes')
    .argument('<folder>', 'folder of the journal')
    .option('--older-than <duration>', 'only those whose last row is older, such as 30d', parsedOption(millis))
    .option('--larger-than <size>', 'only until the rest takes no more, such as 20GB', sizeOption)
    .addHelpText(
      'after',
      `
A restart goes on from any snapshot that is there, as before; replay, explain, why-not and whatif begin with the oldest
one. What was pruned can't be run again: keep a copy of what has to be answered for.

Examples:
  millrace journal prune var/journal --older-than 30d
  millrace journal prune var/journal --larger-than 20GB`,
    )
    .action(prune)
}

async function prune(folder: string, { olderThan, largerThan }: PruneOptions): Promise<void> {
  const facts = readFacts(realDisk, folder)
  if (facts === undefined) throw new Error(`${folder} holds no journal`)
  const snapshot = await oldestGood(snapshotFolder(folder), facts.journal)
  if (snapshot === undefined) {
    stdout.write('nothing to do: no snapshot stands for any row (millrace run --snapshots)\n')
    return
  }
  const { sequence, sha256, path } = snapshot
  const retention = {
    snapshot: { sequence, sha256 },
    ...(olderThan === undefined ? {} : { ageMillisMax: olderThan }),
    ...(largerThan === undefined ? {} : { bytesMax: largerThan }),
  }
  const stone = pruneJournal(realDisk, folder, retention, Date.now())
  if (stone === undefined) stdout.write(`nothing to do: ${basename(path)} is the oldest snapshot\n`)
  for (const { firstSequence, nextSequence, batches } of stone?.segments ?? [])
    stdout.write(`pruned    rows ${firstSequence} to ${nextSequence - 1} in ${batches} batches: ${stone!.rule}\n`)
}

const millis = (text: string): number => Number(parseDuration(text) / 1_000_000n)

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

function sizeOption(value: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?B)$/.exec(value)
  if (match === null) throw new InvalidArgumentError('must be a size such as 500MB or 20GB')
  return Math.floor(Number(match[1]) * UNITS[match[2]])
}
