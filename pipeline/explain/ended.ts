import type { Observable } from 'rxjs'

/** Resolves when an observable has completed; rejects with its error. */
export function ended(source: Observable<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    source.subscribe({ error: reject, complete: resolve })
  })
}
