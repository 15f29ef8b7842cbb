import { buildImage } from '../../kernels/image-build.ts'
import type { Image } from '../../kernels/image.ts'
import { Memory } from '../../kernels/memory.ts'
import { refreshLossFloor } from '../../kernels/reference/watch.ts'
import type { Universe } from '../../model/universe.ts'
import { ConfigError } from '../config/faults.ts'
import type { Config } from '../config/config.ts'
import { imageBytes } from '../engine/memory.ts'

/** Tables that hold settings, and how many records each has. */
const TABLES = {
  control: () => 1,
  instrument: ({ size }: Image) => size.instruments,
  tick: ({ size }: Image) => size.ticks,
  scope: ({ scopes }: Image) => scopes,
  position: ({ size }: Image) => size.portfolios * size.instruments,
  exposure: ({ scopes, size }: Image) => scopes * size.groups,
  covariance: ({ size }: Image) => size.covarianceBlocks * size.instruments ** 2,
} as const
type TableName = keyof typeof TABLES

/** What follows from settings and state together, and is made anew. */
const DERIVED: ReadonlySet<string> = new Set(['lossFloor'])

type Field = (at: number) => bigint | number
type Setter = (at: number, value: bigint | number) => void

interface Edit {
  readonly table: TableName
  readonly field: string
  readonly at: number
  readonly value: bigint | number
}

/** Settings put into a running state, and taken out again: the fields in which two new states differ. */
export class SettingsPatch {
  private readonly edits: readonly Edit[]
  private before: (bigint | number)[] = []

  /**
   * @param universe The run's, whose strategies have their ids.
   * @throws {ConfigError} where the second configuration needs a state of another size
   */
  constructor(universe: Universe, from: Config, to: Config) {
    const [a, b] = [newImage(universe, from), newImage(universe, to)]
    if (JSON.stringify(a.size) !== JSON.stringify(b.size))
      throw new ConfigError('--set', [
        'needs a state of another size: it can only be set for the whole recording, by --mode sim without --from',
      ])
    this.edits = (Object.keys(TABLES) as TableName[]).flatMap((table) => differences(a, b, table))
  }

  get isEmpty(): boolean {
    return this.edits.length === 0
  }

  apply(image: Image): void {
    this.before = this.edits.map(({ table, field, at }) => getter(image, table, field)(at))
    for (const { table, field, at, value } of this.edits) setter(image, table, field)(at, value)
  }

  undo(image: Image): void {
    this.edits.forEach(({ table, field, at }, index) => setter(image, table, field)(at, this.before[index]))
  }

  /** Puts the settings in for good. */
  settle(image: Image): void {
    this.apply(image)
    for (let scope = 0; scope < image.scopes; scope++) refreshLossFloor(image, scope)
  }
}

function newImage(universe: Universe, { limits, sizing, venue, external, portfolios, engine }: Config): Image {
  const { orders, clientIds } = engine
  const parameters = {
    limits,
    sizing,
    venue: external === true ? ('external' as const) : venue,
    portfolios,
    orders,
    clientIds,
  }
  return buildImage(new Memory(imageBytes(engine)), universe, parameters, false)
}

function differences(a: Image, b: Image, table: TableName): Edit[] {
  const edits: Edit[] = []
  const count = TABLES[table](a)
  for (const field of fieldsOf(a, table)) {
    const [one, other] = [getter(a, table, field), getter(b, table, field)]
    for (let at = 0; at < count; at++) if (one(at) !== other(at)) edits.push({ table, field, at, value: other(at) })
  }
  return edits
}

/** Names of a table's fields: each has a getter of its name and a setter. */
function fieldsOf(image: Image, table: TableName): string[] {
  const prototype = Object.getPrototypeOf(image[table]) as object
  const names = Object.getOwnPropertyNames(prototype)
  return names.filter((name) => !DERIVED.has(name) && names.includes(setterName(name)))
}

const setterName = (field: string): string => `set${field[0].toUpperCase()}${field.slice(1)}`

function getter(image: Image, table: TableName, field: string): Field {
  const records = image[table] as unknown as Record<string, Field>
  return (at) => records[field](at)
}

function setter(image: Image, table: TableName, field: string): Setter {
  const records = image[table] as unknown as Record<string, Setter>
  const name = setterName(field)
  return (at, value) => records[name](at, value)
}
