/** `Atomics.waitAsync`, which this version of TypeScript's library does not know. */
type WaitAsync = (
  words: Int32Array,
  at: number,
  value: number,
) => { readonly async: false } | { readonly async: true; readonly value: Promise<string> }

/** Waits, without blocking, until a word of shared memory is notified; not at all where it is not `value`. */
export const { waitAsync } = Atomics as unknown as { readonly waitAsync: WaitAsync }
