import { basename } from 'node:path'
import { stdout } from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { realDisk } from '../journal/disk.ts'
import { packNext } from '../journal/pack.ts'
import { planRepair, repairJournal } from '../journal/repair.ts'
import { verifyJournal } from '../journal/verify.ts'
import type { Anchor, Finding, VerifyReport } from '../journal/verify.ts'
import { claimLock, lockHolder, releaseLock } from '../journal/writer-lock.ts'
import { EXIT } from './exit.ts'
import { exportCommand } from './journal-export.ts'
import { pruneCommand } from './journal-prune.ts'

export function journalCommand(): Command {
  const command = new Command('journal').description('what is in a journal, whether it is sound, and how to make it so')
  command
    .command('ls')
    .description('segments, epochs, what was pruned, who writes')
    .argument('<folder>', 'folder of the journal')
    .option('--json', 'one JSON object')
    .action(list)
  command
    .command('verify')
    .description('every CRC and the whole chain; ends with 1 where a row is missing or altered')
    .argument('<folder>', 'folder of the journal')
    .option(
      '--head <sequence:chain>',
      'a head that an earlier verify printed: proves that nothing up to it was forged',
      head,
    )
    .option('--json', 'one JSON object')
    .action(verify)
  command
    .command('pack')
    .description('packs the segments that are done with, to about an eighth')
    .argument('<folder>', 'folder of the journal')
    .action(pack)
  command
    .command('repair')
    .description('ends the journal before the first damage; sets files aside, deletes nothing')
    .argument('<folder>', 'folder of the journal')
    .option('--yes', 'do it; otherwise it is only said what would be done')
    .action(repair)
  command.addCommand(exportCommand())
  command.addCommand(pruneCommand())
  return command.addHelpText(
    'after',
    `
Examples:
  millrace journal ls var/journal
  millrace journal verify var/journal
  millrace journal verify var/journal --head 4096:9f2c…
  millrace journal repair var/journal --yes
  millrace journal prune var/journal --older-than 30d
  millrace journal export var/journal --from 1000 --to 1999 > rows.jsonl
  millrace journal export var/journal --format parquet --out rows.parquet`,
  )
}

const line = (label: string, text: string): void => void stdout.write(`${label.padEnd(10)}${text}\n`)

function reportOf(folder: string, anchor?: Anchor): VerifyReport {
  if (!realDisk.exists(folder)) throw new Error(`${folder} is not there`)
  const report = verifyJournal(realDisk, folder, anchor)
  if (report.facts === undefined && report.segments.length === 0 && report.findings.length === 0) {
    throw new Error(`${folder} holds no journal`)
  }
  return report
}

function list(folder: string, options: { json?: boolean }): void {
  const { facts, segments, tombstones, findings, head: at } = reportOf(folder)
  const writer = lockHolder(realDisk, folder)
  if (options.json === true) {
    stdout.write(`${JSON.stringify({ facts, segments, tombstones, writer: writer ?? null, head: at })}\n`)
    return
  }
  line('journal', `${facts?.journal ?? 'unknown'}, ${facts?.epoch ?? 0} writers so far`)
  const state = { yes: 'is writing', no: 'ended without closing', unknown: 'can’t be seen from here' }
  if (writer !== undefined) line('writer', `process ${writer.pid} on ${writer.host} ${state[writer.runs]}`)
  for (const { segments: gone, rule, snapshot } of tombstones) {
    const rows = `${gone[0].firstSequence} to ${gone[gone.length - 1].nextSequence - 1}`
    line('pruned', `rows ${rows}: ${rule} (to ${snapshot.sequence}, ${snapshot.sha256.slice(0, 16)})`)
  }
  for (const { name, firstSequence, lastSequence, batches, bytes, epoch, end, timeMillis } of segments) {
    const rows = lastSequence < firstSequence ? 'no rows' : `rows ${firstSequence} to ${lastSequence}`
    line(
      'segment',
      `${name}  ${rows} in ${batches} batches, ${bytes} bytes, epoch ${epoch}, ${end}, ${new Date(timeMillis).toISOString()}`,
    )
  }
  for (const { timeMillis, keptUpTo, setAside } of facts?.repairs ?? []) {
    line('repaired', `${new Date(timeMillis).toISOString()}: kept up to row ${keptUpTo}, the rest is in ${setAside}`)
  }
  if (findings.length > 0) line('findings', `${findings.length}: see millrace journal verify`)
}

function verify(folder: string, options: { head?: Anchor; json?: boolean }): void {
  const report = reportOf(folder, options.head)
  if (!report.sound) process.exitCode = EXIT.failed
  if (options.json === true) {
    stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  for (const finding of report.findings) describe(finding)
  const { segments, tombstones, head: at, sound } = report
  const rows = segments.reduce((sum, { firstSequence, lastSequence }) => sum + lastSequence - firstSequence + 1, 0)
  const pruned = tombstones.reduce((sum, stone) => sum + stone.segments.length, 0)
  line(
    'read',
    `${rows} rows in ${segments.length} segments; ${pruned} segments pruned, by ${tombstones.length} tombstones`,
  )
  line('head', `${at.sequence}:${at.chain}`)
  line(
    'verify',
    sound ? 'sound: every row is the one that was written' : `FAILED: can be trusted up to row ${at.sequence}`,
  )
}

function describe({ kind, place, text, rows }: Finding): void {
  const which = rows === undefined ? '' : ` (rows ${rows.from} to ${rows.to ?? 'the end'})`
  line(kind, `${place}: ${text}${which}`)
}

function pack(folder: string): void {
  const { token } = claimLock(realDisk, folder, false)
  try {
    for (let done = packNext(realDisk, folder, 0); done !== undefined; done = packNext(realDisk, folder, 0)) {
      line('packed', `${basename(done.path)}: ${done.rows} rows, ${done.bytesBefore} bytes to ${done.bytes}`)
    }
  } finally {
    releaseLock(realDisk, folder, token)
  }
}

function repair(folder: string, options: { yes?: boolean }): void {
  const { token } = claimLock(realDisk, folder, false)
  try {
    const plan = planRepair(realDisk, folder)
    if (plan === undefined) {
      line('repair', 'nothing to do: the journal is sound')
      return
    }
    for (const finding of plan.report.findings) describe(finding)
    line('keep', `rows up to ${plan.keepUpTo}`)
    for (const name of plan.setAside) line('set aside', name)
    if (plan.factsRebuilt) line('rebuild', 'journal.json from the segments')
    if (options.yes !== true) {
      line('repair', 'not done: give --yes')
      process.exitCode = EXIT.failed
      return
    }
    const { repairs } = repairJournal(realDisk, folder, plan, Date.now())
    line('repair', `done: the rest is in ${repairs?.at(-1)?.setAside}`)
  } finally {
    releaseLock(realDisk, folder, token)
  }
}

function head(value: string): Anchor {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(value)
  if (match === null) throw new InvalidArgumentError('must be a sequence, a colon and 64 hexadecimal digits')
  return { sequence: Number(match[1]), chain: match[2] }
}
