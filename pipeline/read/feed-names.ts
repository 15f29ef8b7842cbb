import { resolve } from 'node:path'

/**
 * Names of feeds, which order rows of one instant and stand in them: the last part of the path, and as many more as it
 * takes to tell the feeds apart. They don't depend on the order of the paths, nor on where the folder lies.
 */
export function feedNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => resolve(path).split(/[\\/]/))
  for (let depth = 1; ; depth++) {
    const names = parts.map((each) => each.slice(-depth).join('/'))
    if (new Set(names).size === names.length) return names
    if (depth > Math.max(...parts.map(({ length }) => length))) {
      const twice = names.find((name, at) => names.indexOf(name) !== at)
      throw new Error(`${twice} is given twice`)
    }
  }
}
