#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { argv } from 'node:process'

/** The command line in one file, as set-up makes it. */
const joined = new URL('../../bundle/millrace.js', import.meta.url)

/** Commands that load no module of a user's, unless `--graph` names one. */
const CLOSED = new Set([
  'backtest',
  'demo',
  'doctor',
  'flatten',
  'generate',
  'halt',
  'init',
  'journal',
  'reduce',
  'resume',
  'status',
])
const [, , command = '', ...options] = argv
const graphed = options.some((option) => option.startsWith('--graph') || option.startsWith('-g'))

// A graph of one's own imports the modules of this package: it has to be run by those very modules.
if ((CLOSED.has(command) || command.startsWith('-')) && !graphed && existsSync(joined)) await import(joined.href)
else await import('./main.ts')
