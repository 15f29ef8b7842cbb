#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { argv } from 'node:process'

/** The command line in one file, as set-up makes it. */
const joined = new URL('../../bundle/millrace.js', import.meta.url)

// A graph of one's own imports the modules of this package: `check` has to be made of those very modules.
if (argv[2] === 'check' || !existsSync(joined)) await import('./main.ts')
else await import(joined.href)
