import { BadRowError } from '../findings.ts'

/** An error as plain data: a thread's own classes and properties don't survive the way to another. */
export interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: string | undefined
  /** Set where the error is a {@link BadRowError}. */
  readonly badRow?: { readonly reason: BadRowError['reason']; readonly place: string; readonly detail: string }
  readonly cause?: SentError
}

export function sentError(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: (error as NodeJS.ErrnoException).code,
    ...(error instanceof BadRowError
      ? { badRow: { reason: error.reason, place: error.place, detail: error.detail } }
      : {}),
    ...(error.cause instanceof Error ? { cause: sentError(error.cause) } : {}),
  }
}

/** The error that was sent, of the class, with the message and the code it had. */
export function receivedError({ name, message, stack, code, badRow, cause }: SentError): Error {
  if (badRow !== undefined) return new BadRowError(badRow.reason, badRow.place, badRow.detail)
  const make =
    name === 'RangeError' ? RangeError : name === 'TypeError' ? TypeError : name === 'SyntaxError' ? SyntaxError : Error
  const error = new make(message, cause === undefined ? {} : { cause: receivedError(cause) })
  if (error.name !== name) error.name = name
  if (stack !== undefined) error.stack = stack
  return code === undefined ? error : Object.assign(error, { code })
}
