import { common, createLowlight } from 'lowlight'
import { type Clean, clean } from '../text/clean.ts'

/** Maximum length of a text to colour, in characters: longer ones take seconds. */
const MOST = 300_000

/** A part of a line in one colour. `colour`: the number of an SGR sequence; 0: no colour. */
export interface SyntaxPart {
  readonly text: Clean
  readonly colour: number
  /** The text colour, as `#rrggbb`, if the line is a part of a picture file, which is shown with block characters. */
  readonly front?: string
  /** The background colour of a part of a picture file, as `#rrggbb`. */
  readonly back?: string
}

export type SyntaxLine = readonly SyntaxPart[]

/** Colours by the first part of highlight.js' class names: `title.function` counts as `title`. */
const COLOURS: Readonly<Record<string, number>> = {
  ...{ keyword: 35, built_in: 36, type: 33, literal: 36, number: 36, operator: 39 },
  ...{ string: 32, regexp: 31, symbol: 36, char: 36, subst: 39, comment: 90, doctag: 90 },
  ...{ meta: 90, title: 34, section: 34, name: 34, tag: 34, attr: 33, attribute: 33 },
  ...{ variable: 33, property: 33, params: 39, selector: 35, bullet: 36, code: 32, link: 36 },
  ...{ addition: 32, deletion: 31, quote: 90, strong: 1, emphasis: 3 },
}

const MAKEFILES = ['makefile', 'gnumakefile']

/** The lines of a text, coloured if the file name has a known language. Tabs become four spaces. */
export function syntaxLines(text: string, name: string): readonly SyntaxLine[] {
  const shown = text
    .replaceAll('\t', '    ')
    .split('\n')
    .map(line => clean(line))
    .join('\n')
  const language = languageOf(name)
  const lowlight = createLowlight(common)
  if (shown.length > MOST || language === null || !lowlight.registered(language))
    return shown.split('\n').map(line => (line === '' ? [] : [part(line, 0)]))
  const lines: SyntaxPart[][] = [[]]
  put(lines, lowlight.highlight(language, shown).children, 0)
  return lines
}

/** The coloured text with SGR sequences. Each line is complete, so that it can be shown alone. */
export function colourSyntax(text: string, name: string): string {
  return syntaxLines(text, name)
    .map(line => line.map(paint).join(''))
    .join('\n')
}

function languageOf(name: string): string | null {
  const last = name.toLowerCase().split('/').at(-1) ?? ''
  if (MAKEFILES.includes(last)) return 'makefile'
  const ending = last.includes('.') ? (last.split('.').at(-1) ?? '') : ''
  // Without this check, highlight.js would find `constructor` and other names that every object inherits.
  return ending === '' || ending in {} ? null : ending
}

type Nodes = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children']

function put(lines: SyntaxPart[][], nodes: Nodes, colour: number): void {
  for (const node of nodes) {
    if (node.type === 'text') putText(lines, node.value, colour)
    if (node.type === 'element')
      put(lines, node.children, colourOf(node.properties['className']) ?? colour)
  }
}

function putText(lines: SyntaxPart[][], text: string, colour: number): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) lines.push([])
    if (line !== '') lines.at(-1)?.push(part(line, colour))
  }
}

function part(text: string, colour: number): SyntaxPart {
  return { text: clean(text), colour }
}

function paint({ text, colour }: SyntaxPart): string {
  return colour === 0 ? text : `\x1b[${colour}m${text}\x1b[0m`
}

function colourOf(classes: unknown): number | null {
  const [first] = Array.isArray(classes) ? classes.map(String) : []
  const name = first?.replace(/^hljs-/, '').split(/[-.]/)[0] ?? ''
  return (Object.hasOwn(COLOURS, name) ? COLOURS[name] : undefined) ?? null
}
