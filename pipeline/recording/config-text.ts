import { deflateSync, inflateSync } from 'node:zlib'
import type { Instrument } from '../../model/instrument.ts'
import type { SessionTable } from '../../model/session.ts'
import type { Config } from '../config/config.ts'
import { fromExactJson, toExactJson } from '../exact-json.ts'

/** A configuration whose sessions stand once, by name, as deflated text: a table of 85 years is 1.5 MB of it. */
export interface PackedConfig extends Omit<Config, 'instruments'> {
  readonly instruments: readonly (Omit<Instrument, 'session'> & { readonly session: string })[]
  readonly sessions: Readonly<Record<string, string>>
}

/** A resolved configuration as plain data that {@link unpackConfig} reads back to the bit. */
export function packConfig(config: Config): PackedConfig {
  const sessions: Record<string, string> = {}
  const instruments = config.instruments.map((instrument) => {
    const { session } = instrument
    sessions[session.name] ??= deflateSync(toExactJson(session)).toString('base64')
    return { ...instrument, session: session.name }
  })
  return { ...config, instruments, sessions }
}

export function unpackConfig({ sessions, instruments, ...config }: PackedConfig): Config {
  const tables = Object.fromEntries(
    Object.entries(sessions).map(([name, packed]) => [
      name,
      fromExactJson(inflateSync(Buffer.from(packed, 'base64')).toString()) as SessionTable,
    ]),
  )
  return { ...config, instruments: instruments.map((one) => ({ ...one, session: tables[one.session] })) }
}
