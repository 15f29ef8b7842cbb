// The doors between the rooms: which folder may import which. Arrows point one way only.
// A folder may always import itself. What a row does not name, it may not import.
//
// Extra conditions stand below the table: npm packages and Node built-ins per folder, no cycles, and the two forms of
// the gate, which prove each other and so must not know each other.
/** @type {Record<string, string[]>} */
const doors = {
  model: [],
  kernels: ['model'],
  native: ['kernels'],
  wasm: ['kernels'],
  operators: ['model', 'kernels'],
  pipeline: ['model', 'kernels', 'native', 'wasm', 'operators', 'analytics'],
  analytics: ['model', 'kernels'],
  learning: ['model', 'analytics'],
  server: ['pipeline', 'model', 'analytics', 'learning'],
  web: ['model'],
}
const rooms = Object.keys(doors)
const folder = (/** @type {string[]} */ names) => `^(${names.join('|')})/`

const doorRules = rooms.map((room) => ({
  name: `${room}-imports`,
  comment: `${room}/ may import ${doors[room].length > 0 ? doors[room].join(', ') : 'nothing'} only`,
  severity: 'error',
  from: { path: folder([room]) },
  to: { path: folder([...rooms, 'bench', 'test', 'tools']), pathNot: folder([room, ...doors[room]]) },
}))

/**
 * A rule on what comes from outside the repository: npm packages, or Node's own modules.
 *
 * @param {string} name @param {string} comment @param {object} from @param {object} to
 */
const outside = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled']

module.exports = {
  forbidden: [
    ...doorRules,
    {
      name: 'server-enters-by-the-front-door',
      comment: "server/ may use pipeline/'s entry only",
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^pipeline/', pathNot: '^pipeline/index[.]ts$' },
    },
    {
      name: 'web-knows-the-wire-only',
      comment: 'web/ may import types of model/ only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^model/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pipeline-is-the-top',
      comment: 'only server/, bench/ and test/ may import pipeline/',
      severity: 'error',
      from: { pathNot: folder(['pipeline', 'server', 'bench', 'test']) },
      to: { path: '^pipeline/' },
    },
    {
      name: 'gate-formula-stands-alone',
      comment: 'the gate by formula may not know the gate by bisection: they prove each other',
      severity: 'error',
      from: { path: '^kernels/reference/gate-formula[.]ts$' },
      to: { path: '^kernels/reference/gate-bisect[.]ts$', reachable: true },
    },
    {
      name: 'gate-bisect-stands-alone',
      comment: 'the gate by bisection may not know the gate by formula: they prove each other',
      severity: 'error',
      from: { path: '^kernels/reference/gate-bisect[.]ts$' },
      to: { path: '^kernels/reference/gate-formula[.]ts$', reachable: true },
    },
    {
      name: 'no-cycles',
      comment: 'no cycles anywhere; types count too',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    outside(
      'model-needs-nothing',
      'model/ uses no package and no Node module',
      { path: '^model/' },
      {
        dependencyTypes: [...npm, 'core'],
      },
    ),
    outside(
      'kernels-need-xxhash-only',
      'kernels/ uses no package but xxhash-wasm (the state hash)',
      { path: '^kernels/' },
      { dependencyTypes: npm, pathNot: '^node_modules/xxhash-wasm/' },
    ),
    outside(
      'kernels-run-anywhere',
      'kernels/ uses no Node module, but for the generator: the desk runs in a browser too',
      { path: '^kernels/', pathNot: '^kernels/generate[^/]*[.]ts$' },
      { dependencyTypes: ['core'] },
    ),
    outside(
      'operators-need-rxjs-only',
      'operators/ uses no package but rxjs',
      { path: '^operators/' },
      {
        dependencyTypes: npm,
        pathNot: '^node_modules/rxjs/',
      },
    ),
    outside(
      'operators-run-anywhere',
      'operators/ uses no Node module',
      { path: '^operators/' },
      {
        dependencyTypes: ['core'],
      },
    ),
    outside(
      'product-needs-no-dev-packages',
      'what is shipped may not need a devDependency',
      { path: folder(rooms) },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    progress: { type: 'none' },
  },
}
