import { MOMENTS } from './phase.ts'
import type { Phase } from './phase.ts'
import type { Crash } from './story.ts'

/** Of 100 points so many have to hit each phase. */
const HITS_PER_100 = 5

const hits = (crashes: readonly Crash[], phase: Phase): Crash[] =>
  crashes.filter(({ stopped }) => stopped?.phase === phase)

/** How often each phase was hit, and where in it. */
export function summary(crashes: readonly Crash[], phases: readonly Phase[], seconds: number): string {
  const lines = phases.map((phase) => {
    const own = hits(crashes, phase)
    const moments = MOMENTS[phase].map(
      (moment) => `${moment} ${own.filter(({ stopped }) => stopped!.moment === moment).length}`,
    )
    return `${phase.padEnd(10)}${String(own.length).padStart(5)}  ${moments.join(', ')}`
  })
  const elsewhere = crashes.filter(({ stopped, how }) => stopped === undefined && how === 'killed').length
  const failed = crashes.filter(({ how }) => how === 'failed').length
  const ended = crashes.filter(({ how }) => how === 'ended').length
  const powerless = crashes.filter(({ point, how }) => point.keep !== undefined && how !== 'ended').length
  return [
    'killed in   hits  where',
    ...lines,
    `${'elsewhere'.padEnd(10)}${String(elsewhere).padStart(5)}  at a random instant`,
    `${'failed'.padEnd(10)}${String(failed).padStart(5)}  the engine gave up before: its disk failed`,
    `${'not'.padEnd(10)}${String(ended).padStart(5)}  came to the end of the feed before`,
    `${crashes.length} points, the power went at ${powerless}, ${seconds.toFixed(1)} s`,
    '',
  ].join('\n')
}

/** Phases that were hit too rarely for so many points. */
export function missed(crashes: readonly Crash[], phases: readonly Phase[]): string[] {
  const wanted = Math.floor((crashes.length * HITS_PER_100) / 100)
  return phases.flatMap((phase) => {
    const { length } = hits(crashes, phase)
    return length < wanted ? [`${phase} was hit ${length} times at ${crashes.length} points, has to be ${wanted}`] : []
  })
}
