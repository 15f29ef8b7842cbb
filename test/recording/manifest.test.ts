import { expect, it } from 'vitest'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { configHash, parseConfig } from '../../pipeline/config/load.ts'
import { epochRows, manifestOf, manifestText, readManifest } from '../../pipeline/recording/manifest.ts'
import { TextReader } from '../../pipeline/recording/text-rows.ts'

const configOf = (instruments: number) =>
  parseConfig(`instruments:
${Array.from({ length: instruments }, (_, at) => `  I${at}: { session: ${at % 2 === 0 ? 'crypto' : 'us-equity'}, currency: USD }`).join('\n')}
bars: [1m]
evaluators: [momentum]
portfolios: [{ name: one, cash: 1000 }]
`)

it('a manifest holds the table of a session once, however many instruments keep it', async () => {
  const config = await configOf(1_000)
  const manifest = manifestOf(config, ['a'], { stages: [] } as never)
  const rows = epochRows(manifest, manifestText(manifest), 7n, 0)
  expect(rows.length / ROW_BYTES).toBeLessThan(3_000)
  const texts = new TextReader()
  let text: Uint8Array | undefined
  for (let at = ROW_BYTES; at < rows.length; at += ROW_BYTES) text = texts.take(rows, at)?.bytes ?? text
  const read = readManifest(text!)
  expect([read.engine, read.layout, read.feeds]).toEqual([manifest.engine, manifest.layout, ['a']])
  expect(configHash(read.config)).toBe(config.hash)
  expect(read.config.instruments[1]).toStrictEqual(config.instruments[1])
  expect(new Set(read.config.instruments.map(({ session }) => session)).size).toBe(2)
})
