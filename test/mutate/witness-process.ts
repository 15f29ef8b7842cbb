/** A process that looks at one desk: it may crash, or never end, without taking the others along. */
import { argv, stdout } from 'node:process'
import { witness } from './witness.ts'
import type { Suspect } from './witness.ts'

stdout.write(JSON.stringify(await witness(JSON.parse(argv[2]) as Suspect)))
