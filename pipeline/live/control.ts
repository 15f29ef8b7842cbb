import { chmodSync, existsSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Longest path of a socket that every system takes, in bytes. */
const PATH_BYTES_MAX = 103
/** A line longer than this is no request. */
const LINE_MAX = 10_000

/** What is answered to a request: the answer's own fields, or why there is none. */
export type Reply =
  { readonly ok: true; readonly [field: string]: unknown } | { readonly ok: false; readonly error: string }

/** Answers a request; what it throws is the error that the asker gets. */
export type Answer = (request: unknown) => Promise<Record<string, unknown>>

/** Where the engine on a journal listens. @throws where the folder's path is too long for a socket */
export function controlPath(folder: string): string {
  const path = join(folder, 'control.sock')
  const bytes = Buffer.byteLength(path)
  if (bytes > PATH_BYTES_MAX)
    throw new Error(
      `the path of a socket has at most ${PATH_BYTES_MAX} bytes, ${path} has ${bytes}: use a shorter folder`,
    )
  return path
}

/**
 * Listens for requests of this machine's user: one JSON object a line, one line for an answer. The socket belongs to
 * who holds the journal, so one that is there is of an engine that has ended.
 */
export async function listenForControl(folder: string, answer: Answer): Promise<{ close(): Promise<void> }> {
  const path = controlPath(folder)
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // An asker that is killed resets its connection; the lines give that error a second time.
    const gone = (): void => void socket.destroy()
    socket.on('error', gone)
    createInterface({ input: socket })
      .on('line', (line) => void reply(socket, line, answer))
      .on('error', gone)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return { close: () => shut(server, sockets) }
}

async function shut(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const socket of sockets) socket.end()
  await closed
}

async function reply(socket: Socket, line: string, answer: Answer): Promise<void> {
  let said: Reply
  try {
    if (line.length > LINE_MAX) throw new Error(`a request has at most ${LINE_MAX} characters, had ${line.length}`)
    said = { ok: true, ...(await answer(JSON.parse(line))) }
  } catch (error) {
    said = { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
  if (socket.writable) socket.write(`${JSON.stringify(said)}\n`)
}

/**
 * Asks the engine on a journal.
 *
 * @throws where no engine runs there, or it answers with an error
 */
export async function askControl(folder: string, request: unknown): Promise<Record<string, unknown>> {
  const path = controlPath(folder)
  if (!existsSync(path)) throw new Error(`no engine runs on ${folder}`)
  const socket = createConnection(path)
  try {
    const line = await new Promise<string>((resolve, reject) => {
      socket.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ECONNREFUSED' ? new Error(`no engine runs on ${folder}: the last one was stopped`) : error,
        ),
      )
      socket.once('close', () => reject(new Error(`the engine on ${folder} ended before it answered`)))
      createInterface({ input: socket }).once('line', resolve).once('error', reject)
      socket.write(`${JSON.stringify(request)}\n`)
    })
    const said = JSON.parse(line) as Reply
    if (!said.ok) throw new Error(said.error)
    return said
  } finally {
    socket.destroy()
  }
}
