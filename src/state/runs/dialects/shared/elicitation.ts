import { counted } from '../../../text/counted.ts'
import type { Decision } from '../../decision.ts'
import type { EventBody } from '../../event.ts'
import { invalidAnswer, needsText } from './interactions.ts'
import { ifDefined, isObject, type Json, listAt, objectAt, textAt } from './json.ts'

/** The event for a form that an agent or its tool requests: a message and a JSON schema without nesting. */
export function elicitationEvent(
  interactionId: string,
  params: Json,
  source: 'agent' | 'tool',
): EventBody {
  const fields = fieldsOf(params)
  const [first] = fields
  const url = textAt(params, 'url')
  return {
    type: 'input_required',
    interactionId,
    question: textAt(params, 'message') ?? first?.title ?? 'The agent asks for input.',
    ...ifDefined('context', url ?? contextOf(fields)),
    ...ifDefined('options', fields.length === 1 && first?.options ? [...first.options] : undefined),
    source,
  }
}

/**
 * The reply to an elicitation request (a form that an MCP server asks the user to fill in), made of the user's
 * decision.
 * @throws FailureError if the user's text does not fill the form.
 */
export function elicitationResult(params: Json, decision: Decision): Json {
  if (decision.kind === 'deny') return { action: 'decline' }
  const fields = fieldsOf(params)
  if (decision.kind === 'allow') return accept(fields)
  const lines = fields.length > 1 ? decision.text.split('\n') : [decision.text]
  if (lines.length < fields.length) {
    throw invalidAnswer(
      `The agent asks for ${fields.length} values, but the answer has only ${counted(lines.length, 'line')}.`,
      'Answer with one line for each of them.',
    )
  }
  const content = fields.map((field, nth) => entryOf(field, lines[nth] ?? ''))
  return { action: 'accept', content: Object.fromEntries(content) }
}

/** A form without fields only needs to be accepted. */
function accept(fields: readonly Field[]): Json {
  if (fields.length === 0) return { action: 'accept', content: {} }
  throw needsText()
}

interface Field {
  readonly name: string
  readonly title: string
  readonly type: string
  /** Labels of the choices; undefined: free text. */
  readonly options: readonly string[] | undefined
  readonly values: readonly string[]
  /** The name of the field for a text that is not one of the options. */
  readonly custom: string | undefined
}

function fieldsOf(params: Json): readonly Field[] {
  const properties = objectAt(params, 'requestedSchema', 'properties')
  const names = Object.keys(properties).filter(name => !isCustom(name, properties))
  return names.map(name => fieldOf(name, properties))
}

/** Whether this is a free-text field that Claude adds to a question. */
function isCustom(name: string, properties: Json): boolean {
  return name.endsWith('_custom') && Object.hasOwn(properties, name.slice(0, -'_custom'.length))
}

function fieldOf(name: string, properties: Json): Field {
  const schema = objectAt(properties, name)
  const choices = choicesOf(schema)
  const custom = `${name}_custom`
  return {
    name,
    title: textAt(schema, 'title') ?? name,
    type: textAt(schema, 'type') ?? 'string',
    options: choices.length > 0 ? choices.map(each => each.label) : undefined,
    values: choices.map(each => each.value),
    custom: Object.hasOwn(properties, custom) ? custom : undefined,
  }
}

interface Choice {
  readonly value: string
  readonly label: string
}

function choicesOf(schema: Json): readonly Choice[] {
  const of = [...listAt(schema, 'oneOf'), ...listAt(schema, 'items', 'anyOf')]
  const named = of.filter(isObject).flatMap(each => {
    const value = textAt(each, 'const')
    return value === undefined ? [] : [{ value, label: textAt(each, 'title') ?? value }]
  })
  const plain = [...listAt(schema, 'enum'), ...listAt(schema, 'items', 'enum')]
  const texts = plain.filter(each => typeof each === 'string')
  return [...named, ...texts.map(value => ({ value, label: value }))]
}

function entryOf(field: Field, text: string): readonly [string, unknown] {
  const { name, options, values, custom } = field
  if (!options) return [name, typedValue(field, text)]
  const parts = field.type === 'array' ? text.split(',').map(part => part.trim()) : [text.trim()]
  const chosen = parts.map(part => values[indexOf(options, values, part)])
  const known = chosen.filter(value => value !== undefined)
  if (known.length === parts.length) return [name, field.type === 'array' ? known : known[0]]
  if (custom) return [custom, text]
  throw invalidAnswer(
    `"${text}" is not one of the options.`,
    `Answer with one of: ${options.join(', ')}.`,
  )
}

function indexOf(options: readonly string[], values: readonly string[], text: string): number {
  const same = (each: string) => each.toLowerCase() === text.toLowerCase()
  const labelled = options.findIndex(same)
  return labelled >= 0 ? labelled : values.findIndex(same)
}

/** The text converted to the field's type. */
function typedValue({ name, type }: Field, text: string): unknown {
  if (type === 'boolean') return /^\s*(y|yes|true|1|on)\s*$/i.test(text)
  if (type !== 'number' && type !== 'integer') return type === 'array' ? text.split(',') : text
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw invalidAnswer(`${name} must be a number.`, 'Answer with a number.')
}

function contextOf(fields: readonly Field[]): string | undefined {
  if (fields.length < 2) return undefined
  return fields
    .map(({ title, options }) => (options ? `${title}: ${options.join(' | ')}` : title))
    .join('\n')
}
