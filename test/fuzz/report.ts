import { COMMAND, KIND_NAMES, LANES } from '../../model/layout.generated.ts'
import type { Factories, Outcome } from './lockstep.ts'
import { rerun } from './lockstep.ts'
import { shrink } from './shrink.ts'
import type { Step } from './step.ts'

/** A failure with the fewest rows that still show it. */
export function report({ seed, world, steps, failure }: Outcome, factories: Factories): string {
  const fewest = shrink(world, steps, factories)
  const lines = fewest.map((step, at) => `  ${String(at).padStart(3)} ${print(step)}`)
  return [
    `seed ${seed}, row ${steps.length - 1}: ${failure}`,
    `after shrinking, ${fewest.length} rows: ${rerun(world, fewest, factories) ?? 'no failure row by row'}`,
    ...lines,
    `world: ${JSON.stringify({ ...world.parameters, instruments: world.instruments.map(({ session: { name }, ...one }) => ({ ...one, session: name })) }, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`,
    '',
  ].join('\n')
}

function print({ kind, flags, source, instrument, nanos, aux, lanes, decisions }: Step): string {
  const names = LANES[kind] ?? []
  const values = lanes.map((value, lane) => `${names[lane]?.[0] ?? lane} ${value}`).join(', ')
  const spelled =
    kind === COMMAND
      ? `verb ${aux & 0xff} type ${(aux >>> 8) & 0xff} force ${(aux >>> 16) & 0xff} flags ${aux >>> 24}`
      : `aux ${aux}`
  const asked = decisions.map((one) => ` + decision ${JSON.stringify(one)}`).join('')
  return `${nanos} ${KIND_NAMES[kind]}${flags === 0 ? '' : ' LAST'} source ${source} instrument ${instrument} ${spelled} | ${values}${asked}`
}
