/**
 * A path in a JSON document, from the outermost value inwards. Each step is a key of an object or an index of an array.
 */
export type JsonPath = readonly (string | number)[]

/** A value and its position in the text. `items`: the members of an object or array, in order. */
interface Node {
  readonly start: number
  readonly end: number
  readonly items: readonly Item[]
}

interface Item {
  readonly key: string | number
  /** Where the member starts, including its key. */
  readonly start: number
  readonly node: Node
}

/**
 * Returns the text with one value changed, added at the end of its parent, or removed (if `value` is undefined). The
 * rest of the text stays unchanged. Missing parents are created. `text` must be valid JSON.
 */
export function editJson(text: string, path: JsonPath, value: unknown): string {
  const holder = find(readNode(text, skip(text, 0)), path.slice(0, -1))
  const key = path.at(-1)
  if (key === undefined) return write(text, value, 0)
  if (!holder)
    return editJson(text, path.slice(0, -1), typeof key === 'number' ? [value] : { [key]: value })
  // If two members have the same key, JSON parsers use the last.
  const known = holder.items.findLast(item => item.key === key)
  if (value === undefined && known) {
    const less = cutOut(text, holder, known)
    return typeof key === 'string' ? editJson(less, path, undefined) : less
  }
  if (value === undefined) return text
  const written = write(text, value, path.length)
  if (known) return splice(text, known.node.start, known.node.end, written)
  return append(
    text,
    holder,
    typeof key === 'string' ? `${JSON.stringify(key)}: ${written}` : written,
    path,
  )
}

function find(node: Node, path: JsonPath): Node | undefined {
  return path.reduce<Node | undefined>(
    (inside, key) => inside?.items.findLast(item => item.key === key)?.node,
    node,
  )
}

/** Formats a value, indented to its depth with the document's own indentation. */
function write(text: string, value: unknown, depth: number): string {
  const step = stepOf(text)
  return JSON.stringify(value, null, step).replaceAll('\n', `\n${step.repeat(depth)}`)
}

/** The document's indentation: that of its first indented line. */
function stepOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
}

function append(
  text: string,
  { start, end, items }: Node,
  written: string,
  path: JsonPath,
): string {
  const step = stepOf(text)
  const line = `\n${step.repeat(path.length)}${written}`
  const last = items.at(-1)
  if (last) return splice(text, last.node.end, last.node.end, `,${line}`)
  return splice(text, start + 1, end - 1, `${line}\n${step.repeat(path.length - 1)}`)
}

function cutOut(text: string, { start, end, items }: Node, item: Item): string {
  const at = items.indexOf(item)
  const before = items[at - 1]
  const next = items[at + 1]
  if (before) return splice(text, before.node.end, item.node.end, '')
  return next ? splice(text, item.start, next.start, '') : splice(text, start + 1, end - 1, '')
}

function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end)
}

const SCALAR = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\]}]+/y

function readNode(text: string, start: number): Node {
  const open = text[start]
  if (open === '{' || open === '[') return readItems(text, start, open === '{')
  SCALAR.lastIndex = start
  return SCALAR.test(text)
    ? { start, end: SCALAR.lastIndex, items: [] }
    : { start, end: text.length, items: [] }
}

function readItems(text: string, start: number, isObject: boolean): Node {
  const items: Item[] = []
  let at = skip(text, start + 1)
  while (text[at] !== '}' && text[at] !== ']') {
    const key = isObject ? readNode(text, at) : null
    const node = readNode(text, key ? skip(text, skip(text, key.end) + 1) : at)
    const name = key ? String(JSON.parse(text.slice(key.start, key.end))) : items.length
    items.push({ key: name, start: at, node })
    const next = skip(text, node.end)
    at = text[next] === ',' ? skip(text, next + 1) : next
  }
  return { start, end: at + 1, items }
}

function skip(text: string, at: number): number {
  let next = at
  while (/\s/.test(text[next] ?? '')) next++
  return next
}
