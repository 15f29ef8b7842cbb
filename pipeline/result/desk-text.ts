import type { Backend } from '../../kernels/kernel.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { NATIVE_ROWS } from '../engine/backend.ts'

const MIB = 2 ** 20

/** Which desk ran and why, how many orders it has room for, and the memory it all takes. */
export function deskText({ kernel, image }: Outcome, asked: Backend | 'auto', nativeBuilt: boolean): string {
  const { memory, size } = image
  const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(1)
  return [
    `${kernel.backend}, ${asked === 'auto' ? reason(kernel.backend, nativeBuilt) : 'as asked for'}`,
    `room for ${size.orders} open orders`,
    `memory ${mebibytes(memory.bytesUsed)} of ${mebibytes(memory.buffer.byteLength)} MiB`,
  ].join(' · ')
}

function reason(backend: Backend, nativeBuilt: boolean): string {
  if (backend === 'native') return `built, and faster with frames of ${NATIVE_ROWS} rows or more`
  return nativeBuilt ? `faster than native with frames below ${NATIVE_ROWS} rows` : 'the default on every machine'
}
