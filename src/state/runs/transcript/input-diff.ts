/** Names of the field with the replaced text of an edit; each agent has its own. */
const OLD = ['old_string', 'old_str', 'oldString', 'old_text']
/** Names of the field with the new text of an edit; each agent has its own. */
const NEW = ['new_string', 'new_str', 'newString', 'new_text']
/** Names of the field with the complete new content of a file; each agent has its own. */
const WHOLE = ['content', 'file_text']
/** Maximum number of edits of one tool call that are shown; further ones are left out. */
const MOST = 50

/** The change that a tool input describes, as lines that begin with `+` or `-`; '' if it changes no text. */
export function inputDiff(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  const edits: readonly unknown[] =
    'edits' in input && Array.isArray(input.edits) ? input.edits : [input]
  return edits.slice(0, MOST).map(editOf).filter(Boolean).join('\n')
}

function editOf(edit: unknown): string {
  if (typeof edit !== 'object' || edit === null) return ''
  const removed = textOf(edit, OLD)
  const added = textOf(edit, removed === null ? WHOLE : NEW)
  return [marked('-', removed), marked('+', added)].filter(Boolean).join('\n')
}

function textOf(edit: object, names: readonly string[]): string | null {
  const name = names.find(each => Object.hasOwn(edit, each))
  const value: unknown = name === undefined ? null : edit[name as keyof typeof edit]
  return typeof value === 'string' ? value : null
}

function marked(sign: string, text: string | null): string {
  if (!text) return ''
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map(line => `${sign}${line}`)
    .join('\n')
}
