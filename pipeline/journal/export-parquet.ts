import { renameSync, rmSync } from 'node:fs'
import type * as DuckDB from '@duckdb/node-api'
import type { JournalFrame } from './port.ts'
import { RowBatch } from './row-batch.ts'
import { exportedColumns, RAW_COLUMNS } from './row-columns.ts'

/** Rows of a chunk of DuckDB at most. */
const CHUNK_ROWS = 2_048
/** It looks for nothing on a network: all that is needed is in it. */
const ALONE = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }

/**
 * Writes the rows of frames up to a sequence as a Parquet file, by way of DuckDB, which is loaded only now: 71 MB. The
 * file has its name when it is whole; memory stays flat. Returns the rows written.
 *
 * @throws what the frames throw; an error that names the package where it is not installed
 */
export async function exportParquet(frames: Iterable<JournalFrame>, to: number, path: string): Promise<number> {
  const duckdb = await loaded()
  const passing = `${path}.tmp`
  const instance = await duckdb.DuckDBInstance.create(':memory:', ALONE)
  const connection = await instance.connect()
  const failed: { error?: unknown } = {}
  try {
    connection.registerTableFunction(journalRows(duckdb, new RowBatch(frames, to, CHUNK_ROWS), failed))
    const { rowsChanged } = await connection.run(
      `COPY (SELECT ${exportedColumns()} FROM journal_rows()) TO '${passing.replaceAll("'", "''")}' ` +
        '(FORMAT parquet, COMPRESSION zstd)',
    )
    renameSync(passing, path)
    return rowsChanged
  } catch (error) {
    rmSync(passing, { force: true })
    throw 'error' in failed ? failed.error : error
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function loaded(): Promise<typeof DuckDB> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new Error('Parquet is written by the package @duckdb/node-api, which is not there: npm install', {
      cause: error,
    })
  }
}

/** The rows as a table of DuckDB; what a read of them throws is kept in `failed`. */
function journalRows(duckdb: typeof DuckDB, batch: RowBatch, failed: { error?: unknown }): DuckDB.DuckDBTableFunction {
  const types = { f64: duckdb.DOUBLE, i64: duckdb.BIGINT, time: duckdb.TIMESTAMP_NS }
  return duckdb.DuckDBTableFunction.create({
    name: 'journal_rows',
    bindFunction(bind) {
      for (const { name, type } of RAW_COLUMNS) bind.addResultColumn(name, types[type])
    },
    initFunction: (init) => init.setMaxThreads(1),
    mainFunction(_info, output) {
      try {
        output.rowCount = batch.next()
      } catch (error) {
        failed.error = error
        throw error
      }
      for (const [index, { type, value }] of RAW_COLUMNS.entries()) {
        const column = output.getColumnVector(index)
        for (let row = 0; row < batch.rows; row++) {
          const one = value(batch, row)
          if (one === undefined) continue
          column.setItem(row, type === 'time' ? new duckdb.DuckDBTimestampNanosecondsValue(one as bigint) : one)
        }
        column.flush()
      }
    },
  })
}
