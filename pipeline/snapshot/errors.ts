import type { SnapshotFault } from './snapshot.ts'

/** Why a snapshot can't be used, told apart by its `fault`; the message carries both values. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly fault: SnapshotFault

  constructor(fault: SnapshotFault, text: string) {
    super(text)
    this.fault = fault
  }
}
