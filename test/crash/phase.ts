/** Where an engine can be stopped in the middle of something. */
export const PHASES = ['append', 'sync', 'rename', 'snapshot', 'send', 'report'] as const
export type Phase = (typeof PHASES)[number]

/** Places in each phase, in the order an engine comes by them. */
export const MOMENTS = {
  append: ['offered', 'accepted', 'half written', 'written'],
  sync: ['asked', 'done'],
  rename: ['asked', 'done', 'folder asked', 'folder done'],
  snapshot: ['half written', 'sync asked', 'rename asked', 'rename done'],
  send: ['about to leave', 'left'],
  report: ['received', 'taken'],
} as const satisfies Record<Phase, readonly string[]>

/** A place where an engine stops and waits to be killed. */
export interface Stop {
  readonly phase: Phase
  readonly moment: string
}
