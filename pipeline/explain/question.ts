/** What is asked about. Ids are `sequence.sub`, as in every output; times Unix µs. */
export type Question =
  | { readonly decision: string; readonly portfolio?: string }
  | { readonly order: string }
  | { readonly instrument: string; readonly at: number; readonly portfolio?: string }

/** A question that the recording has no answer to. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError'
}

const ID = /^(\d{1,16})\.(\d{1,7})$/

/** Sequence and sub of an id. @throws {ExplainError} where it is none */
export function parseRowId(id: string): { sequence: number; sub: number } {
  const match = ID.exec(id)
  if (match === null) throw new ExplainError(`ids are sequence.sub such as 1215.0, was "${id}"`)
  return { sequence: Number(match[1]), sub: Number(match[2]) }
}
