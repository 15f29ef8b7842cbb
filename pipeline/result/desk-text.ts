import type { Backend } from '../../kernels/kernel.ts'
import type { Outcome } from '../../operators/outcome.ts'

const MIB = 2 ** 20

/** Which desk ran and why, how many orders it has room for, and the memory it all takes. */
export function deskText({ kernel, image }: Outcome, asked: Backend | 'auto', nativeBuilt: boolean): string {
  const { memory, size } = image
  const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(1)
  return [
    `${kernel.backend}, ${asked === 'auto' ? reason(nativeBuilt) : 'as asked for'}`,
    `room for ${size.orders} open orders`,
    `memory ${mebibytes(memory.bytesUsed)} of ${mebibytes(memory.buffer.byteLength)} MiB`,
  ].join(' · ')
}

function reason(nativeBuilt: boolean): string {
  return nativeBuilt
    ? 'the default on every machine (the native desk is built: --backend native)'
    : 'the default on every machine'
}
