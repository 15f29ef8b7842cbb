import { existsSync, readFileSync } from 'node:fs'
import { CompiledKernel } from '../../kernels/compiled-kernel.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'

/** The module that set-up makes of wasm/: beside the compiled sources, or, run from the sources, in dist/. */
function modulePath(): URL {
  const compiled = new URL('../../wasm/desk.wasm', import.meta.url)
  return existsSync(compiled) ? compiled : new URL('../../dist/wasm/desk.wasm', import.meta.url)
}

/** Where the WASM desk is, or would be. */
export const WASM_PATH = modulePath()

let desk: WebAssembly.Module | undefined

/**
 * The WASM desk: an instance for each image, over the image's memory.
 *
 * @throws naming the file when it is not there.
 */
export function wasmKernel(): KernelFactory {
  if (desk === undefined) {
    if (!existsSync(WASM_PATH)) throw new Error(`the WASM desk is missing (${WASM_PATH.pathname}): run npm run build`)
    desk = new WebAssembly.Module(readFileSync(WASM_PATH))
  }
  const module = desk
  return (image, outcome) => {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: image.memory.wasm } })
    return new CompiledKernel('wasm', image, outcome, exports['advance'] as () => void)
  }
}
