import { rerun } from './lockstep.ts'
import type { Factories } from './lockstep.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** Leaves out rows while the failure stays: by halves, quarters … single rows, until nothing more can go. */
export function shrink(world: World, steps: readonly Step[], factories: Factories): Step[] {
  let kept = [...steps]
  for (let size = Math.floor(kept.length / 2); size >= 1;) {
    let removed = false
    for (let from = 0; from < kept.length; from += size) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (rerun(world, fewer, factories) === undefined) continue
      kept = fewer
      removed = true
      from -= size
    }
    if (size === 1 && !removed) break
    size = removed && size === 1 ? 1 : Math.max(1, Math.floor(size / 2))
  }
  return kept
}
