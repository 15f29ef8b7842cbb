import { SnapshotError } from './errors.ts'
import { placePages, same } from './format.ts'
import type { Content } from './format.ts'
import type { KeptRun } from './kept-run.ts'

/**
 * The run that a snapshot holds.
 *
 * @param base The whole snapshot it builds on, where it is not whole itself.
 * @throws {SnapshotError} SNAPSHOT_ALTERED where it builds on another one
 */
export function keptOf(content: Content, base?: Content): KeptRun {
  const { header, facts } = content
  if (header.baseSequence !== 0 && (base === undefined || !same(base.digest, header.baseDigest)))
    throw new SnapshotError(
      'SNAPSHOT_ALTERED',
      `builds on another snapshot ${header.baseSequence} than the one that is there`,
    )
  const image = new Uint8Array(header.stateBytes)
  if (base !== undefined) placePages(base, image)
  placePages(content, image)
  const { stages, sources, strategies, size } = facts
  return { stages, sources, strategies, size, image }
}
