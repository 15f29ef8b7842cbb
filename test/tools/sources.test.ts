import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compiledFolders } from '../../tools/sources.mjs'
import { repository } from './planted-tree.ts'

it('what set-up looks at to see whether the build is current is what the compiler compiles', () => {
  const { include } = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8')) as { include: string[] }
  expect(include.map((pattern) => pattern.replace('/**/*.ts', '')).sort()).toEqual([...compiledFolders].sort())
})
