import type { Socket } from 'node:net'
import { FrameReader } from './wire.ts'
import type { Message } from './wire.ts'

/** Frames that wait to be taken; the other side is not read any further then. */
const WAITING_MAX = 64

/** The frames that come over a socket, one after another, no faster than they are taken. */
export class MessageQueue {
  /** Why it has ended. */
  reason: string | undefined
  private readonly socket: Socket
  private readonly reader = new FrameReader()
  private readonly waiting: Message[] = []
  private ended = false
  private wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => this.end(error.code ?? error.message))
    socket.on('close', () => this.end('the connection was closed'))
  }

  /** The next frame; undefined where no more come. */
  async next(): Promise<Message | undefined> {
    while (this.waiting.length === 0 && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve))
    const message = this.waiting.shift()
    if (this.waiting.length < WAITING_MAX && this.socket.isPaused()) this.socket.resume()
    return message
  }

  private receive(chunk: Buffer): void {
    try {
      this.waiting.push(...this.reader.take(chunk))
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error))
      this.socket.destroy()
    }
    if (this.waiting.length >= WAITING_MAX) this.socket.pause()
    this.wake?.()
  }

  private end(reason: string): void {
    this.ended = true
    this.reason ??= reason
    this.wake?.()
  }
}
