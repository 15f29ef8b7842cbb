import type { Disk } from '../../pipeline/journal/disk.ts'

/**
 * Two threads on one disk, in one order of their operations. The first is held inside its operation number `held`; the
 * second runs meanwhile, and the operation takes effect before the second's operation number `at`, or when the second is
 * done. That is all a thread can tell of an operation: it takes effect between its call and its return.
 */
export class Overlap {
  /** Whether the first thread came to the operation that it was to be held in. */
  reached = false
  /** Whether that operation took effect while the second thread was at work. */
  landedInside = false
  /** Both operations in words. */
  told = ''
  private readonly disk: Disk
  private readonly held: number
  private readonly at: number
  private readonly counts: (name: string) => boolean

  /** @param counts Which operations are numbered: all of them, unless told. */
  constructor(disk: Disk, held: number, at: number, counts: (name: string) => boolean = () => true) {
    this.disk = disk
    this.held = held
    this.at = at
    this.counts = counts
  }

  run(first: (disk: Disk) => void, second: (disk: Disk) => void): void {
    let count = 0
    first(
      this.watched((name, args, effect) => {
        if (!this.counts(name) || count++ !== this.held) return effect()
        this.reached = true
        this.told = `${name} ${args.filter((arg) => typeof arg === 'string').join(' ')}`
        return this.during(effect, second)
      }),
    )
  }

  private during(effect: () => unknown, second: (disk: Disk) => void): unknown {
    let result: { value?: unknown; error?: unknown } | undefined
    const land = (): void => {
      try {
        result = { value: effect() }
      } catch (error) {
        result = { error }
      }
    }
    let count = 0
    second(
      this.watched((name, args, own) => {
        if (this.counts(name) && count++ === this.at) {
          this.landedInside = true
          this.told += ` before ${name} ${args.filter((arg) => typeof arg === 'string').join(' ')} (${this.at})`
          land()
        }
        return own()
      }),
    )
    if (result === undefined) land()
    if (result !== undefined && 'error' in result) throw result.error
    return result?.value
  }

  /** The disk, each of its operations given to `call`. */
  private watched(call: Call): Disk {
    return forwarding(() => this.disk, call)
  }
}

type Call = (name: string, args: readonly unknown[], effect: () => unknown) => unknown

/** A disk whose every operation is asked of another one, which may change, by way of `call`. */
export const forwarding = (to: () => Disk, call: Call = (_name, _args, effect) => effect()): Disk =>
  new Proxy({} as Disk, {
    get:
      (_, name: keyof Disk) =>
      (...args: readonly unknown[]): unknown => {
        const disk = to()
        return call(name, args, () => Reflect.apply(disk[name], disk, args) as unknown)
      },
  })
