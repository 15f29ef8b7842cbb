import { existsSync } from 'node:fs'
import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { NATIVE_PATH } from '../native-module.ts'
import { nativeKernel } from './native-kernel.ts'
import { wasmKernel } from './wasm-kernel.ts'

/** The backends this build knows. Each is loaded when it is asked for. */
const KERNELS: Partial<Record<Backend, () => KernelFactory>> = {
  reference: () => (image, outcome) => new ReferenceKernel(image, outcome),
  wasm: () => wasmKernel(),
  native: () => nativeKernel(),
}

/** Names of the backends this build has: the native one where it was built. */
export const BACKENDS: readonly string[] = Object.keys(KERNELS).filter(
  (name) => name !== 'native' || existsSync(NATIVE_PATH),
)

/** Rows a call from which the native desk makes up for what crossing to it costs. */
export const NATIVE_ROWS = 64

/**
 * The desk's backend by name. `auto` is WASM, which every machine has and which costs least to call; where the native
 * desk was built and frames hold `NATIVE_ROWS` rows or more, it is that. Throws when the one asked for is not there.
 */
export function kernelOf(backend: Backend | 'auto', frameRows = 1): KernelFactory {
  const best = frameRows >= NATIVE_ROWS && BACKENDS.includes('native') ? 'native' : 'wasm'
  const load = KERNELS[backend === 'auto' ? best : backend]
  if (load === undefined)
    throw new Error(`backend ${backend} is not part of this build: use auto or ${BACKENDS.join(', ')}`)
  return load()
}
