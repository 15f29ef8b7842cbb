import { stderr } from 'node:process'

const CODES = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Ends a run cleanly on Ctrl-C or SIGTERM: the result so far is printed and the exit code says which. A second signal
 * ends the process at once.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  for (const [signal, code] of Object.entries(CODES)) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(code)
      stderr.write(`\n${signal}: ending the run\n`)
      process.exitCode = code
      controller.abort()
    })
  }
  return controller.signal
}
