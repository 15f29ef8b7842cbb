import { existsSync, readFileSync } from 'node:fs'
import { CompiledKernel } from '../../kernels/compiled-kernel.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { LAYOUT_HASH } from '../../model/layout.generated.ts'

/** The module that set-up makes of wasm/: beside the compiled sources, or, run from the sources, in dist/. */
function modulePath(): URL {
  const compiled = new URL('../../wasm/desk.wasm', import.meta.url)
  return existsSync(compiled) ? compiled : new URL('../../dist/wasm/desk.wasm', import.meta.url)
}

/** What the module exports. */
interface Desk {
  /** Steps the rows which the call block names. */
  readonly advance: () => void
  /** Hash of the layout the module was built for. */
  readonly LAYOUT_HASH: { readonly value: bigint }
}

const HOW = 'run "npm run build"'

const modules = new Map<string, WebAssembly.Module>()

/**
 * The desk in WebAssembly: an instance for each image, over the image's memory.
 *
 * @throws where the module is not built, or was built for another layout of rows and state.
 */
export function wasmKernel(path: URL = modulePath()): KernelFactory {
  const module = load(path)
  return (image, outcome) => {
    const instance = new WebAssembly.Instance(module, { env: { memory: image.memory.wasm } })
    const { advance, LAYOUT_HASH: hash } = instance.exports as unknown as Desk
    if (BigInt.asUintN(64, hash.value) !== LAYOUT_HASH)
      throw new Error(`backend wasm: ${path.pathname} was built for another layout of rows and state: ${HOW}`)
    return new CompiledKernel('wasm', image, outcome, advance)
  }
}

function load(path: URL): WebAssembly.Module {
  const known = modules.get(path.href)
  if (known !== undefined) return known
  if (!existsSync(path)) throw new Error(`backend wasm: there is no ${path.pathname}: ${HOW}`)
  const module = new WebAssembly.Module(readFileSync(path))
  modules.set(path.href, module)
  return module
}
