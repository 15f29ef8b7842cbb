import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { Command } from 'commander'
import { parseConfig } from '../config/load.ts'
import { graph } from '../engine/graph.ts'
import { run } from '../engine/run.ts'
import { feed } from '../engine/source.ts'
import { writeBtcCsv } from '../read/btc-csv.ts'
import { frameOption } from './backtest.ts'
import { interruptible } from './interrupt.ts'

/** The configuration that comes with the package: a commented example, and what the demo runs on. */
export const EXAMPLE_CONFIG = new URL('../config/example.yaml', import.meta.url)

export function demoCommand(): Command {
  return new Command('demo')
    .description('run the example configuration on real BTC-USD minutes and write an HTML report')
    .option('--json', 'print one JSON object instead of the summary')
    .option('--report <file>', 'where the HTML report goes', 'report.html')
    .option('--frame <rows>', 'rows a frame, or ragged; changes no result', frameOption)
    .option('--data <file>', 'also keep the prices as a CSV file')
    .action(demo)
}

async function demo({
  json,
  report,
  frame,
  data,
}: {
  json?: boolean
  report: string
  frame?: number | 'ragged'
  data?: string
}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
  try {
    const path = data ?? join(folder, 'btc-usd.csv')
    await writeBtcCsv(path)
    const config = await parseConfig(await readFile(EXAMPLE_CONFIG, 'utf8'), {
      name: 'example.yaml',
      files: [path],
      engine: frame === undefined ? {} : { frame },
    })
    const result = await run(feed(config).pipe(graph(config)), { signal: interruptible() })
    await result.writeHtml(report)
    stdout.write(
      json === true
        ? `${JSON.stringify(result.json())}\n`
        : `${result.summary()}\nnext     millrace backtest --help · open ${report}\n`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
