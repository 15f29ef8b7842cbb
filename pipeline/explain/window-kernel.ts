import type { Image } from '../../kernels/image.ts'
import type { Backend, Kernel, KernelFactory, KernelFrame } from '../../kernels/kernel.ts'

/** Who is told where a window of time begins and ends. */
export interface WindowEdges {
  /** Unix ns, both included. */
  readonly from: bigint
  readonly to: bigint
  /** Called with the state before the first row in the window. */
  begins(image: Image): void
  /** Called with the state before the first row behind it. */
  ends(image: Image): void
}

/** Stops a desk at the edges of a window, wherever frames are cut. */
export function windowed(edges: WindowEdges): (made: KernelFactory) => KernelFactory {
  return (made) => (image, outcome) => new WindowKernel(made(image, outcome), image, edges)
}

class WindowKernel implements Kernel {
  readonly backend: Backend
  private readonly made: Kernel
  private readonly image: Image
  private readonly edges: WindowEdges
  private phase: 'before' | 'in' | 'behind' = 'before'

  constructor(made: Kernel, image: Image, edges: WindowEdges) {
    this.made = made
    this.backend = made.backend
    this.image = image
    this.edges = edges
  }

  advance(frame: KernelFrame, from: number, to: number): number {
    for (let at = from; ;) {
      const edge = this.edge(frame, at, to)
      const reached = edge > at ? this.made.advance(frame, at, edge) : at
      if (reached < edge || edge === to) return reached
      this.pass()
      at = edge
    }
  }

  hash(): bigint {
    return this.made.hash()
  }

  /** The first row that is past the next edge; `to` where there is none. */
  private edge({ input }: KernelFrame, from: number, to: number): number {
    const { phase, edges } = this
    const { i64 } = input.memory
    const past = (row: number): boolean => {
      const nanos = i64[(input.at(row) >> 3) + 1]
      return phase === 'before' ? nanos >= edges.from : nanos > edges.to
    }
    if (phase === 'behind' || from === to || !past(to - 1)) return to
    let row = from
    while (!past(row)) row++
    return row
  }

  private pass(): void {
    if (this.phase === 'before') {
      this.phase = 'in'
      this.edges.begins(this.image)
    } else {
      this.phase = 'behind'
      this.edges.ends(this.image)
    }
  }
}
