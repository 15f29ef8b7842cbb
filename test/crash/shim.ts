/**
 * Loaded into every thread of an engine under test before anything else (`node --import`): puts a disk below the journal
 * and the snapshots that logs what is done, stops where it is told to, and fails now and then.
 */
import { realDisk } from '../../pipeline/journal/disk.ts'
import { loggingDisk } from './logging-disk.ts'
import { switchboard } from './switchboard.ts'

if (switchboard !== undefined) Object.assign(realDisk, loggingDisk({ ...realDisk }, switchboard))
