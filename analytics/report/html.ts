/** Markup that is safe to place as it stands; made by `html` and `raw` only. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: texts and numbers are escaped, nothing at all is left out. */
export type Part = string | number | Html | readonly Html[] | undefined | false

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Longest text placed in a page; the rest is left out, so that one absurd name cannot fill it. */
const TEXT_MAX = 400

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => ESCAPES[found])

/**
 * Template tag: escapes every value that is not markup itself, for text and for attributes in double quotes. The
 * template's own indentation is left out: it is a third of a long page.
 *
 * @example html`<td>${symbol}</td>`.markup
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const fixed = strings.map((text) => text.replace(/\n\s+/g, '\n'))
  return { markup: parts.reduce<string>((markup, part, at) => markup + placed(part) + fixed[at + 1], fixed[0]) }
}

/** Markup from our own hands, such as a style sheet. Never give it anything read from a file. */
export const raw = (markup: string): Html => ({ markup })

/** Data for a `<script type="application/json">`: cannot end the element it stands in. */
export const jsonForScript = (data: unknown): Html =>
  raw(
    JSON.stringify(data).replace(
      /[<>&\u2028\u2029]/g,
      (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )

function placed(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeHtml(part.length > TEXT_MAX ? `${part.slice(0, TEXT_MAX)}…` : part)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}
