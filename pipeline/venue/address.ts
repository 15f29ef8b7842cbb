/** Where a venue listens: a socket of this machine, or a port. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number }

const PORT_MAX = 65_535
/** Longest path of a socket that every system takes, in bytes. */
const PATH_BYTES_MAX = 103

/**
 * Reads `PATH`, `PORT` or `HOST:PORT`; a port alone is one of this machine.
 *
 * @throws {RangeError} where a port or the length of a path can't be
 */
export function addressOf(text: string): Address {
  const [, host = '127.0.0.1', digits] = /^(?:([^/]+):)?(\d+)$/.exec(text) ?? []
  if (digits === undefined) {
    const bytes = Buffer.byteLength(text)
    if (bytes > PATH_BYTES_MAX)
      throw new RangeError(`the path of a socket has at most ${PATH_BYTES_MAX} bytes, ${text} has ${bytes}`)
    return { path: text }
  }
  const port = Number(digits)
  if (port < 1 || port > PORT_MAX) throw new RangeError(`a port is 1 to ${PORT_MAX}, was ${digits}`)
  return { host, port }
}

export const addressText = (address: Address): string =>
  'path' in address ? address.path : `${address.host}:${address.port}`
