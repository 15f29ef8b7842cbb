import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { askControl } from '../../pipeline/live/control.ts'
import { ORDER_VARIABLE } from './life-order.ts'
import type { LifeOrder, Said, Target } from './life-order.ts'
import type { Role } from './plan.ts'
import type { Witness } from './witness.ts'

/** Commands in turn: what stops trading is taken back soon. */
const VERBS = ['resume', 'halt', 'resume', 'flatten', 'resume'] as const
/** Rows that become durable between two commands. */
const COMMAND_ROWS = 150

/** How a process ended. */
export interface LifeEnd {
  /** `killed`: as was planned; `ended`: it came to its end; `failed`: it gave up, with a reason. */
  readonly how: 'killed' | 'ended' | 'failed'
  /** What it was stopped at, where it was. */
  readonly stopped?: { readonly phase: string; readonly moment: string }
  /** Of an engine that ended. */
  readonly hash?: string
  readonly error?: string
}

/** A process under test: what it says is written down, and an engine is sent commands. */
export class Life {
  readonly order: LifeOrder
  private readonly witness: Witness
  private readonly name: string
  private readonly child: ChildProcess
  private readonly closed: Promise<void>
  private said: Omit<LifeEnd, 'how'> & { readonly ended?: true } = {}
  private killed = false
  private commands = 0
  private commandAt = 0
  private complained = ''
  private came: () => void = () => undefined
  private coming!: Promise<void>

  constructor(role: Role, order: LifeOrder, witness: Witness, name: string) {
    this.order = order
    this.witness = witness
    this.name = name
    const at = (file: string): URL => new URL(file, import.meta.url)
    const child = spawn(execPath, ['--import', at('./shim.js').href, at(`./${role}.js`).pathname], {
      env: { ...env, [ORDER_VARIABLE]: JSON.stringify(order) },
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    })
    this.child = child
    this.closed = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', () => resolve())
    })
    this.wait()
    void this.closed.then(() => this.came())
    child.stderr!.on('data', (chunk) => (this.complained += chunk))
    // One that is killed takes no more.
    child.stdin!.on('error', () => undefined)
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) =>
      this.hear(JSON.parse(line) as Said, role),
    )
  }

  /** Has it die elsewhere than it was told before. */
  aim(target: Target): void {
    this.said = {}
    this.wait()
    if (this.child.exitCode !== null || this.child.signalCode !== null) this.came()
    else this.child.stdin!.write(`${JSON.stringify(target)}\n`)
  }

  /** Resolves when it has stopped, is due, or has ended. */
  come(): Promise<void> {
    return this.coming
  }

  /** Resolves when its process is no more. */
  get gone(): Promise<void> {
    return this.closed
  }

  /** Whether it has ended by itself. */
  get over(): boolean {
    return this.said.ended === true || this.said.error !== undefined
  }

  /** Kills it, where it has not ended. @throws where it ended without a word */
  async kill(): Promise<LifeEnd> {
    if (!this.over) {
      this.killed = this.child.kill('SIGKILL')
    }
    await this.closed
    const { ended, ...said } = this.said
    if (ended === true) return { ...said, how: 'ended' }
    if (said.error !== undefined) return { ...said, how: 'failed' }
    const { signalCode, exitCode } = this.child
    if (!this.killed || signalCode !== 'SIGKILL')
      throw new Error(`${this.name} ended by itself: ${signalCode ?? exitCode} ${this.complained}`)
    return { ...said, how: 'killed' }
  }

  private wait(): void {
    this.coming = new Promise((resolve) => (this.came = resolve))
  }

  private hear(said: Said, role: Role): void {
    const { witness } = this
    switch (said.kind) {
      case 'durable':
        witness.durable.push(said)
        if (role === 'engine') this.mayCommand(said.from)
        return
      case 'told':
        witness.told.push(said)
        return
      case 'opened':
        return
      case 'ended':
        this.said = { ...this.said, ended: true, hash: said.hash }
        break
      case 'failed':
        this.said = { ...this.said, error: said.error }
        break
      case 'stopped':
        this.said = { ...this.said, stopped: said }
        break
      default:
    }
    this.came()
  }

  private mayCommand(sequence: number): void {
    if (sequence < this.commandAt) return
    this.commandAt = sequence + COMMAND_ROWS
    const verb = VERBS[this.commands++ % VERBS.length]
    void this.command(verb, `${this.name}, command ${this.commands}`)
  }

  /** Sends a command; it is written down before, and its answer after. */
  private async command(verb: string, reason: string): Promise<void> {
    const { commands } = this.witness
    const at = commands.push({ verb, reason }) - 1
    try {
      const { sequence } = await askControl(this.order.folder, { verb, actor: 'harness', reason, atAnyPrice: true })
      commands[at] = { verb, reason, sequence: sequence as number }
    } catch {
      // It died, or its disk took nothing: the command may have been taken or not.
    }
  }
}
