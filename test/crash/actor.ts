import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../fuzz/random.ts'
import { FallenDisk } from './fallen-disk.ts'
import { Life } from './life.ts'
import type { LifeEnd } from './life.ts'
import type { LifeOrder, Target } from './life-order.ts'
import type { Fate, Role } from './plan.ts'
import { Witness } from './witness.ts'

/** One of the processes of a story, with its journal, over all its lives. */
export class Actor {
  readonly role: Role
  readonly folder: string
  readonly witness = new Witness()
  life: Life | undefined
  private readonly log: string
  private readonly disk: FallenDisk

  /** @param own Folder of the story. */
  constructor(role: Role, own: string) {
    this.role = role
    this.folder = join(own, role)
    this.log = join(own, `${role}.log`)
    this.disk = new FallenDisk(this.folder)
  }

  /** Starts it, or has it die elsewhere, where it has been left alive. */
  play(order: Omit<LifeOrder, 'folder' | 'log' | keyof Fate>, fate: Fate, name: string): void {
    if (this.life !== undefined) return this.aim(fate.target)
    // One that is killed early has not opened it.
    writeFileSync(this.log, '')
    const { folder, log } = this
    this.life = new Life(this.role, { ...order, ...fate, folder, log }, this.witness, name)
  }

  /** Kills it; `keep`: the power goes, and this share of what was not synced is on the disk all the same. */
  async die(keep: number | undefined): Promise<LifeEnd> {
    const { life, log, disk } = this
    this.life = undefined
    const end = await life!.kill()
    disk.follow(log)
    rmSync(log)
    if (end.how !== 'ended' && keep !== undefined) disk.losePower(new Random(life!.order.seed), keep)
    disk.put()
    return end
  }

  private aim(target: Target): void {
    this.life!.aim(target)
  }
}
