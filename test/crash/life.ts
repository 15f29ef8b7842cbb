import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { askControl } from '../../pipeline/live/control.ts'
import { ORDER_VARIABLE } from './life-order.ts'
import type { LifeOrder, Said } from './life-order.ts'
import type { Point } from './plan.ts'
import type { Witness } from './witness.ts'

const LIFE_MILLIS_MAX = 90_000
/** Commands in turn: what stops trading is taken back soon. */
const VERBS = ['resume', 'halt', 'resume', 'flatten', 'resume'] as const
/** Rows that become durable between two commands. */
const COMMAND_ROWS = 150

/** How an engine ended. */
export interface LifeEnd {
  /** `killed`: as was planned; `ended`: it came to its end; `failed`: it gave up, with a reason. */
  readonly how: 'killed' | 'ended' | 'failed'
  /** What it was stopped at, where it was. */
  readonly stopped?: { readonly phase: string; readonly moment: string }
  readonly ended?: Said & { kind: 'ended' }
  readonly error?: string
  readonly opened?: Said & { kind: 'opened' }
}

/** Starts an engine, sends it commands, writes down what it says, and kills it when its time has come. */
export function live(order: LifeOrder, point: Point | undefined, witness: Witness, name: string): Promise<LifeEnd> {
  return new Life(order, point, witness, name).run()
}

class Life {
  private readonly order: LifeOrder
  private readonly point: Point | undefined
  private readonly witness: Witness
  private readonly name: string
  private readonly child: ChildProcess
  private end: Omit<LifeEnd, 'how'> = {}
  private killed = false
  private hung = false
  private commands = 0
  private commandAt = 0
  private complained = ''

  constructor(order: LifeOrder, point: Point | undefined, witness: Witness, name: string) {
    this.order = order
    this.point = point
    this.witness = witness
    this.name = name
    const at = (file: string): URL => new URL(file, import.meta.url)
    this.child = spawn(execPath, ['--import', at('./shim.js').href, at('./engine.js').pathname], {
      env: { ...env, [ORDER_VARIABLE]: JSON.stringify(order) },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
  }

  async run(): Promise<LifeEnd> {
    const { child, point } = this
    const exited = new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', () => resolve())
    })
    child.stderr!.on('data', (chunk) => (this.complained += chunk))
    const lines = createInterface({ input: child.stdio[3] as Readable })
    lines.on('line', (line) => this.hear(JSON.parse(line) as Said))
    const limit = setTimeout(() => {
      this.hung = true
      this.kill()
    }, LIFE_MILLIS_MAX)
    const early = point?.earlyMillis === undefined ? undefined : setTimeout(() => this.kill(), point.earlyMillis)
    await exited
    clearTimeout(limit)
    clearTimeout(early)
    const { end } = this
    if (this.hung) throw new Error(`${this.name} was still running after ${LIFE_MILLIS_MAX / 1_000} s`)
    if (end.ended !== undefined) return { ...end, how: 'ended' }
    if (end.error !== undefined) return { ...end, how: 'failed' }
    if (!this.killed)
      throw new Error(`${this.name} ended by itself: ${child.signalCode ?? child.exitCode} ${this.complained}`)
    return { ...end, how: 'killed' }
  }

  private hear(said: Said): void {
    const { witness, point } = this
    switch (said.kind) {
      case 'durable':
        witness.durable.push(said)
        this.mayCommand(said.from)
        return
      case 'told':
        witness.told.push(said)
        return
      case 'opened':
        this.end = { ...this.end, opened: said }
        return
      case 'ended':
        this.end = { ...this.end, ended: said }
        return
      case 'failed':
        this.end = { ...this.end, error: said.error }
        return
      case 'stopped':
        this.end = { ...this.end, stopped: said }
    }
    if (point !== undefined) void sleep(point.graceMillis).then(() => this.kill())
  }

  private kill(): void {
    if (this.end.ended !== undefined || this.end.error !== undefined) return
    this.killed = true
    this.child.kill('SIGKILL')
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
