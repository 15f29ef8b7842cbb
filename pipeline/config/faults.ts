import type { z } from 'zod'

/** A configuration that can't be used: every fault with its path. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(where: string, faults: readonly string[]) {
    super(`${where}: ${faults.length === 1 ? faults[0] : `${faults.length} faults\n  ${faults.join('\n  ')}`}`)
    this.faults = faults
  }
}

/** Gathers faults, so that all are told at once. */
export class Faults {
  readonly list: string[] = []

  add(path: string, text: string): void {
    this.list.push(`${path}: ${text}`)
  }

  /** What `make` gives; if it throws, its message with the path before it is a fault. */
  attempt<T>(path: string, make: () => T): T | undefined {
    try {
      return make()
    } catch (error) {
      this.add(path, messageOf(error))
      return undefined
    }
  }

  /** The same for what names the path in its message itself; `rename` maps its names to those of the file. */
  probe(make: () => unknown, rename: (message: string) => string = (message) => message): void {
    try {
      make()
    } catch (error) {
      this.list.push(rename(messageOf(error)))
    }
  }

  /** @throws {@link ConfigError} where there are any. */
  end(where: string): void {
    if (this.list.length > 0) throw new ConfigError(where, [...new Set(this.list)])
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A path such as `portfolios[1].limits.leverage`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`
  return text === '' ? 'top level' : text
}

const SHAPES: Readonly<Record<string, string>> = {
  object: 'a table of keys',
  record: 'a table of keys',
  array: 'a list',
}

/** What a schema found wrong, one line each: `limits.concentration: must be …, was "abc"`. */
export function schemaFaults(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${pathText([...issue.path, key])}: is not a known key`)
    }
    const path = pathText(issue.path)
    if (issue.code === 'invalid_type') {
      return [`${path}: must be ${SHAPES[issue.expected] ?? issue.expected}, was ${shown(issue.input)}`]
    }
    if (issue.code === 'invalid_union') return [`${path}: ${issue.errors.flat()[0]?.message ?? 'is not understood'}`]
    return [`${path}: ${issue.message}`]
  })
}

/** A value as it stands in the file, cut short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
