import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import type { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { nativeFault, nativeKernel } from '../../pipeline/engine/native-kernel.ts'
import { wasmKernel } from '../../pipeline/engine/wasm-kernel.ts'
import { runSeed } from '../fuzz/lockstep.ts'
import { reach } from '../reach/reach.ts'
import type { Language } from './mutation.ts'

/** A desk to be looked at, and for how many rows. */
export interface Suspect {
  readonly language: Language
  /** What the workshop built. */
  readonly path: string
  readonly rows: number
}

/** Who noticed that the desk is not as it should be. */
export interface Witnessed {
  /** The first order of reach that was not judged as it should be. */
  readonly missed?: string
  /** Rows until the fuzz found a difference, and which. */
  readonly rows?: number
  readonly difference?: string
  /** How its process ended, where not by itself. */
  readonly crashed?: string
}

/** Many small worlds: what is rare is rare in a world, not in a row. */
const ROWS_PER_WORLD = 500
const FIRST_SEED = 1

/** Brings a desk through every case of reach, and runs it beside one that is as it should be, by rows of the fuzz. */
export async function witness({ language, path, rows }: Suspect): Promise<Witnessed> {
  const suspect = await kernelAt(language, path)
  const peer = peerOf(language)
  const missed = reach({ [language]: suspect }, undefined, true).find(({ miss }) => miss !== undefined)
  const found = missed === undefined ? {} : { missed: `${missed.case}, ${missed.place}` }
  let done = 0
  for (let seed = FIRST_SEED; done < rows; seed++) {
    const { steps, failure } = runSeed(seed, Math.min(ROWS_PER_WORLD, rows - done), {
      [peer]: kernelOf(peer),
      [language]: suspect,
    })
    done += steps.length
    if (failure !== undefined) return { ...found, rows: done, difference: failure }
  }
  return found
}

/** Another backend than the suspect's, as it was built, the fastest that loads. */
function peerOf(language: Language): Backend {
  if (language !== 'wasm') return 'wasm'
  return nativeFault() === undefined ? 'native' : 'reference'
}

async function kernelAt(language: Language, path: string): Promise<KernelFactory> {
  if (language === 'wasm') return wasmKernel(pathToFileURL(path))
  if (language === 'native') return nativeKernel(path)
  const url = pathToFileURL(join(path, 'kernels', 'reference', 'desk.js')).href
  const { ReferenceKernel: Kernel } = (await import(/* @vite-ignore */ url)) as {
    ReferenceKernel: typeof ReferenceKernel
  }
  return (image, outcome) => new Kernel(image, outcome)
}
