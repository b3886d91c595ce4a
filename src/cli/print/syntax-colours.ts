import { common, createLowlight } from 'lowlight'

/** Characters of a text that are coloured at most: more takes seconds. */
const MOST = 300_000

/** Colours by the first part of highlight.js' names: `title.function` is a `title`. */
const COLOURS: Readonly<Record<string, number>> = {
  ...{ keyword: 35, built_in: 36, type: 33, literal: 36, number: 36, operator: 39 },
  ...{ string: 32, regexp: 31, symbol: 36, char: 36, subst: 39, comment: 90, doctag: 90 },
  ...{ meta: 90, title: 34, section: 34, name: 34, tag: 34, attr: 33, attribute: 33 },
  ...{ variable: 33, property: 33, params: 39, selector: 35, bullet: 36, code: 32, link: 36 },
  ...{ addition: 32, deletion: 31, quote: 90, strong: 1, emphasis: 3 },
}

const MAKEFILES = ['makefile', 'gnumakefile']

/** A text in colours, if its name tells a language that is known. The text must be clean already. */
export function colourSyntax(text: string, name: string): string {
  const lowlight = createLowlight(common)
  const last = name.toLowerCase().split('/').at(-1) ?? ''
  const ending = last.includes('.') ? (last.split('.').at(-1) ?? '') : ''
  const language = MAKEFILES.includes(last) ? 'makefile' : ending
  // highlight.js looks names up in plain objects, which know `constructor`.
  const isName = language !== '' && !(language in {})
  if (text.length > MOST || !isName || !lowlight.registered(language)) return text
  return paint(lowlight.highlight(language, text).children, '')
}

type Nodes = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children']

/** Every line has its own colours, so that each can be shown alone. */
function paint(nodes: Nodes, colour: string): string {
  return nodes
    .map(node => {
      if (node.type === 'text') return paintText(node.value, colour)
      if (node.type !== 'element') return ''
      return paint(node.children, colourOf(node.properties['className']) ?? colour)
    })
    .join('')
}

function paintText(text: string, colour: string): string {
  if (colour === '') return text
  return text.replace(/[^\n]+/g, part => `\x1b[${colour}m${part}\x1b[0m`)
}

function colourOf(classes: unknown): string | null {
  const [first] = Array.isArray(classes) ? classes.map(String) : []
  const name = first?.replace(/^hljs-/, '').split(/[-.]/)[0] ?? ''
  const colour = Object.hasOwn(COLOURS, name) ? COLOURS[name] : undefined
  return colour === undefined ? null : String(colour)
}
