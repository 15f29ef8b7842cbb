import type { Image } from '../../kernels/image.ts'
import type { Memory } from '../../kernels/memory.ts'
import type { Tape } from '../../kernels/tape.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'

const FNV_OFFSET = 0xcbf2_9ce4_8422_2325n
const FNV_PRIME = 0x100_0000_01b3n

/** The rows of a tape, each as the hexadecimal bytes of its memory, without the zeros it ends with. */
export function rowsOf(tape: Tape): string[] {
  const { u8 } = tape.memory
  return Array.from({ length: tape.count }, (_, row) => hexOf(u8.subarray(tape.at(row), tape.at(row) + ROW_BYTES)))
}

/** Puts rows into a tape that was just emptied. */
export function putRows(tape: Tape, rows: readonly string[]): void {
  for (const [at, row] of rows.entries()) {
    const bytes = new Uint8Array(ROW_BYTES)
    bytes.set(Buffer.from(row, 'hex'))
    tape.memory.u8.set(bytes, tape.at(at))
  }
  tape.count = rows.length
}

/** What of the used memory is not zero: runs of 8-byte words, as `offset bytes`, both hexadecimal. */
export function memoryOf({ u8, u64, bytesUsed }: Memory): string[] {
  const runs: string[] = []
  const words = bytesUsed / 8
  for (let from = 0; from < words; from++) {
    if (u64[from] === 0n) continue
    let to = from
    while (to < words && u64[to] !== 0n) to++
    runs.push(`${(from * 8).toString(16)} ${hexOf(u8.subarray(from * 8, to * 8))}`)
    from = to
  }
  return runs
}

/** FNV-1a over the 8-byte words of the state, but for the counters of backends and their scratch. */
export function stateHash({ base, stateBytes, control, memory }: Image): string {
  control.setRowsReference(0, 0n)
  control.setRowsWasm(0, 0n)
  control.setRowsNative(0, 0n)
  control.setPendingCount(0, 0)
  control.setIncreaseCount(0, 0)
  control.setViolationCount(0, 0)
  let hash = FNV_OFFSET
  for (const word of memory.u64.subarray(base / 8, (base + stateBytes) / 8))
    hash = BigInt.asUintN(64, (hash ^ word) * FNV_PRIME)
  return hash.toString(16).padStart(16, '0')
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(00)+$/, '')
}
