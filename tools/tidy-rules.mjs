// What tidy enforces. A rule sees one file (its path from the root, its text) and names the lines that break it.
// Patterns that would find themselves are written with a bracket (`w[o]rk`), so that this file passes too.

/** @typedef {{ line: number, text: string, warning?: boolean }} Finding line 0: the file as a whole */
/** @typedef {{ name: string, applies: (path: string) => boolean, check: (path: string, text: string) => Finding[] }} Rule */

export const linesMax = 600
export const linesWarn = 400

const isGenerated = (/** @type {string} */ path) => /\.generated\.[a-z]+$/.test(path)
const isCode = (/** @type {string} */ path) => /\.(ts|tsx|mts|cts|js|mjs|cjs|rs)$/.test(path)
const isStage = (/** @type {string} */ path) => isCode(path) && /^(operators|kernels)\//.test(path)

/**
 * The lines on which a pattern is found.
 *
 * @param {string} text @param {RegExp} pattern @param {string} complaint
 * @returns {Finding[]}
 */
function findLines(text, pattern, complaint) {
  /** @type {Finding[]} */
  const findings = []
  for (const [index, line] of text.split('\n').entries()) {
    const match = pattern.exec(line)
    if (match) findings.push({ line: index + 1, text: `${complaint}: ${match[0].trim()}` })
  }
  return findings
}

/** Blanks comments and keeps the lines: a comment may name what the code may not do. @param {string} text */
const withoutComments = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(),])\/\/.*$/gm, '$1')

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const snake = /^[a-z0-9]+(_[a-z0-9]+)*\.rs$/

/** Inexact or machine-dependent functions: not bit-identical between JavaScript, WebAssembly and Rust. */
const inexact =
  /\bMath\.(a?(?:cos|sin|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow|random|f16round)\b|\bMath\s*\[/
const wallClock = /\bDate\.now\b|\bnew Date(?:\(\s*\)|(?!\s*\())|\bperformance\.now\b|\bhrtime\b/
const timers = /\b(setTimeout|setInterval|setImmediate|queueMicrotask|process\.nextTick)\b/
const scheduled = (
  'asyncScheduler asapScheduler animationFrameScheduler queueScheduler observeOn subscribeOn delay delayWhen debounce ' +
  'debounceTime throttleTime auditTime sampleTime bufferTime timer interval timeout combineLatest combineLatestWith ' +
  'withLatestFrom'
).split(' ')

/** @type {Rule[]} */
export const rules = [
  {
    name: 'folder-name',
    applies: () => true,
    check: (path) => {
      const bad = path
        .split('/')
        .slice(0, -1)
        .find((name) => /^(utils?|commons?|misc|helpers?|shared)$/i.test(name))
      return bad ? [{ line: 0, text: `a folder says what is in it; "${bad}" does not` }] : []
    },
  },
  {
    name: 'file-name',
    applies: (path) => path.includes('/') && !path.endsWith('.md') && !path.startsWith('.'),
    check: (path) => {
      const odd = path.split('/').filter((name) => !kebab.test(name) && !snake.test(name))
      const excused = odd.every((name) => ['__snapshots__', 'Cargo.toml', 'Cargo.lock', 'LICENSE'].includes(name))
      return excused ? [] : [{ line: 0, text: `names are kebab-case, was "${odd.join('/')}"` }]
    },
  },
  {
    name: 'machine-path',
    applies: () => true,
    check: (_path, text) =>
      findLines(
        text,
        /(^|[^\w.\-/:])\/(?:w[o]rk|r[o]ot|h[o]me|U[s]ers)\/[\w.-]+|\b[A-Z]:\\\\?Us[e]rs\\|\/tmp\/b[a]sh_jobs/,
        'a path of one machine',
      ),
  },
  {
    name: 'registry-host',
    applies: (path) => /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|\.npmrc)$/.test(path),
    check: (_path, text) =>
      findLines(text, /"resolved"\s*:\s*"https?:[^"]*"|^\s*(@[\w-]+:)?registry\s*=.*/, 'a registry host'),
  },
  {
    name: 'file-length',
    applies: (path) => isCode(path) && !isGenerated(path),
    check: (_path, text) => {
      const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
      if (lines > linesMax) return [{ line: 0, text: `at most ${linesMax} lines, was ${lines}` }]
      if (lines > linesWarn) return [{ line: 0, text: `look again at ${linesWarn} lines, was ${lines}`, warning: true }]
      return []
    },
  },
  {
    name: 'unfinished',
    applies: (path) => isCode(path) || path.endsWith('.json'),
    check: (_path, text) => findLines(text, /\b(T[O]DO|F[I]XME)\b/, 'finish it, or open an issue'),
  },
  {
    name: 'focused-test',
    applies: (path) => path.startsWith('test/') && isCode(path),
    check: (_path, text) => findLines(withoutComments(text), /[.]only\s*\(/, 'switches every other test off'),
  },
  {
    name: 'deterministic-maths',
    applies: isStage,
    check: (_path, text) => findLines(withoutComments(text), inexact, 'differs between engines, so replays would'),
  },
  {
    name: 'no-wall-clock',
    applies: isStage,
    check: (_path, text) => findLines(withoutComments(text), wallClock, 'time comes from events'),
  },
  {
    name: 'no-timers',
    applies: isStage,
    check: (_path, text) => findLines(withoutComments(text), timers, 'stages are synchronous'),
  },
  {
    name: 'no-scheduled-operators',
    applies: isStage,
    check: (_path, text) => {
      const code = withoutComments(text)
      const imports = code.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]rxjs(?:\/operators)?['"]/g)
      /** @type {Finding[]} */
      const findings = []
      for (const match of imports) {
        const names = match[1].split(',').map((name) =>
          name
            .trim()
            .split(/\s+as\s+/)[0]
            .replace(/^type\s+/, ''),
        )
        const line = code.slice(0, match.index).split('\n').length
        for (const name of names.filter((each) => scheduled.includes(each))) {
          findings.push({ line, text: `stages are synchronous and join by sequence number: ${name}` })
        }
      }
      return findings
    },
  },
]
