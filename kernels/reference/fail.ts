import { faultError } from '../faults.ts'
import type { Image } from '../image.ts'

/** Halts the engine at the row being stepped. */
export function fail({ control }: Image, code: number, value: bigint): never {
  control.setFault(0, code)
  control.setFaultValue(0, value)
  throw faultError(code, value, control.sequence(0))
}
