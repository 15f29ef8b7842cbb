import { stderr } from 'node:process'

/** Rows done, rewritten in place; nothing where stderr is no terminal. */
export interface Progress {
  readonly onProgress?: (events: number) => void
  end(): void
}

export function progress(): Progress {
  if (!stderr.isTTY) return { end: () => undefined }
  return {
    onProgress: (events) => void stderr.write(`\r${events.toLocaleString('en').replaceAll(',', ' ')} rows`),
    end: () => void stderr.write('\r\u001B[K'),
  }
}
