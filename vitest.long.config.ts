import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

const config = mergeConfig(base, defineConfig({ test: { testTimeout: 900_000, coverage: { enabled: false } } }))

// `npm run long`: the tests too long for every run, and nothing else (mergeConfig would add the two lists up).
export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/long/**/*.test.ts'],
    exclude: [],
    outputFile: { json: 'coverage/long.json' },
  },
}
