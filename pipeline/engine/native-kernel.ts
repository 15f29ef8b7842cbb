import { CompiledKernel } from '../../kernels/compiled-kernel.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { NATIVE_PATH, nativeModule } from '../native-module.ts'

/** Why the native backend can't be used on this machine, or undefined where it can. */
export function nativeFault(path = NATIVE_PATH): string | undefined {
  try {
    nativeModule(path)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * The desk in Rust.
 *
 * @throws where the module is not built, does not load, or was built for another layout of rows and state.
 */
export function nativeKernel(path = NATIVE_PATH): KernelFactory {
  const { bind } = nativeModule(path)
  return (image, outcome) => new CompiledKernel('native', image, outcome, bind(image.memory.u8))
}
