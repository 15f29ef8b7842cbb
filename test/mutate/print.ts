import type { Trial } from './trial.ts'

/** A line for each mutation: name, language, file and line, who noticed, seconds. */
export function table(trials: readonly Trial[]): string {
  const rows = trials.map((one) => [
    one.mutation,
    one.language,
    one.place,
    one.noticed ?? 'SURVIVED',
    one.seconds.toFixed(1),
  ])
  const lines = [['mutation', 'language', 'where', 'noticed by', 'seconds'], ...rows]
  const wide = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)) + 2)
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(wide[column]))
        .join('')
        .trimEnd(),
    )
    .join('\n')
}

/** What it came to, each survivor named. */
export function summary(trials: readonly Trial[]): string {
  const survivors = trials.filter(({ noticed }) => noticed === undefined)
  const named = survivors.map(
    ({ mutation, place, edit, detail }) =>
      `${mutation} survived at ${place}: ${detail}\n  - ${edit.find}\n  + ${edit.put}`,
  )
  const noticed = trials.length - survivors.length
  return [...named, `${trials.length} mutations, ${noticed} noticed, ${survivors.length} survived`].join('\n')
}
