import { env } from 'node:process'
import { defineConfig } from 'vitest/config'
import { SharedDataReporter } from './tools/shared-data-reporter.mjs'

// With CI set (.ci/run sets it) one run gives all three: the tests, their results as JSON, and the coverage.
const inCi = Boolean(env['CI'])

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    globals: false,
    pool: 'threads',
    // Vitest leaves one core to itself, which is half of two; its own thread has next to nothing to do.
    maxWorkers: '100%',
    // A machine shared with others is several times slower now and then; a test that hangs is noticed all the same.
    testTimeout: 60_000,
    reporters: ['default', new SharedDataReporter(), ...(inCi ? ['json'] : [])],
    outputFile: { json: 'coverage/tests.json' },
    coverage: {
      enabled: inCi,
      provider: 'v8',
      include: ['{model,kernels,operators,pipeline,analytics}/**/*.ts'],
      exclude: ['**/*.generated.ts', '**/*.d.ts', 'kernels/generate*.ts'],
      reporter: ['json-summary', 'html'],
      reportsDirectory: 'coverage/lines',
    },
  },
})
