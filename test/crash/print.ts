import { MOMENTS, PHASES } from './phase.ts'
import type { Phase } from './phase.ts'
import type { Crash } from './story.ts'

/** Of 100 points so many have to hit each phase. */
const HITS_PER_100 = 5

const hits = (crashes: readonly Crash[], phase: Phase): Crash[] =>
  crashes.filter(({ end }) => end.stopped?.phase === phase)

/** How often each phase was hit, and where in it. */
export function summary(crashes: readonly Crash[], points: number, seconds: number): string {
  const line = (what: string, count: number, text: string): string =>
    `${what.padEnd(10)}${String(count).padStart(5)}  ${text}`
  const phases = PHASES.map((phase) => {
    const own = hits(crashes, phase)
    const moments = MOMENTS[phase].map(
      (moment) => `${moment} ${own.filter(({ end }) => end.stopped!.moment === moment).length}`,
    )
    return line(phase, own.length, moments.join(', '))
  })
  const count = (wanted: (crash: Crash) => boolean): number => crashes.filter(wanted).length
  const powerless = count(({ point, end }) => point.keep !== undefined && end.how !== 'ended')
  const venues = count(({ role }) => role === 'venue')
  return [
    'killed in   hits  where',
    ...phases,
    line(
      'elsewhere',
      count(({ end }) => end.how === 'killed' && end.stopped === undefined),
      'at a random instant',
    ),
    line(
      'failed',
      count(({ end }) => end.how === 'failed'),
      'gave up by themselves: their disk failed',
    ),
    line(
      'not',
      count(({ end }) => end.how === 'ended'),
      'engines that came to the end of the feed before',
    ),
    `${points} points: ${crashes.length - venues} engines and ${venues} venues; the power went at ${powerless} of them; ${seconds.toFixed(1)} s`,
    '',
  ].join('\n')
}

/** Phases that were hit too rarely for so many points. */
export function missed(crashes: readonly Crash[], points: number): string[] {
  const wanted = Math.floor((points * HITS_PER_100) / 100)
  return PHASES.flatMap((phase) => {
    const { length } = hits(crashes, phase)
    return length < wanted ? [`${phase} was hit ${length} times at ${points} points, has to be ${wanted}`] : []
  })
}
