import { readModule } from '../native/read-module.ts'
import { readerOf } from './registry.ts'
import type { Layout, Parser, Target } from './reader.ts'

/**
 * Something that turns bytes into rows. This is where a compiled parser joins: it takes the formats it knows, gets the
 * same calls as {@link Parser} and must give equal rows, lines and defects for equal bytes, however they are cut; where
 * it gives undefined the next in the list is asked. Since rows are equal, the cache does not tell parsers apart.
 */
export interface ParserKind {
  readonly name: string
  open(layout: Layout, target: Target): Parser | undefined
}

/** The parsers in JavaScript: they know every format. */
const JAVASCRIPT: ParserKind = {
  name: 'javascript',
  open: (layout, target) => readerOf(layout.format).open(layout, target),
}

/** The same with their plain lines read in Rust, where that was built and a format has plain lines. */
const NATIVE: ParserKind = {
  name: 'native',
  open(layout, target) {
    const native = target.parser === 'javascript' || target.audit !== undefined ? undefined : readModule()
    if (native === undefined) return undefined
    const parser = readerOf(layout.format).open(layout, { ...target, native })
    return parser.native === true ? parser : undefined
  },
}

const PARSERS: readonly ParserKind[] = [NATIVE, JAVASCRIPT]

/** Opens the first parser that knows a format. */
export function parserOf(layout: Layout, target: Target): Parser {
  for (const kind of PARSERS) {
    const parser = kind.open(layout, target)
    if (parser !== undefined) return parser
  }
  throw new Error(`no parser of format ${layout.format}`)
}
