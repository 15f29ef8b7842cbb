import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'

/** The backends this build has. */
const KERNELS: Partial<Record<Backend, KernelFactory>> = {
  reference: (image, outcome) => new ReferenceKernel(image, outcome),
}

/** Names of the backends this build has. */
export const BACKENDS: readonly string[] = Object.keys(KERNELS)

/** The desk's backend by name; `auto` takes the fastest there is. Throws when the one asked for is not there. */
export function kernelOf(backend: Backend | 'auto'): KernelFactory {
  const kernel = KERNELS[backend === 'auto' ? 'reference' : backend]
  if (kernel === undefined)
    throw new Error(`backend ${backend} is not part of this build: use auto or ${BACKENDS.join(', ')}`)
  return kernel
}
