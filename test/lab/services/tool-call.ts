import type { Call } from './reply.ts'
import { TEXTS } from './texts.ts'
import type { Body } from './wire.ts'

/** A tool that an agent offers, with the JSON schema of its input. */
export interface Tool {
  readonly name: string
  readonly schema: Body
}

const RUN =
  /^(?:bash|shell|execute|terminal|launch.process|(?:run_|exec_|execute_)?(?:shell_|terminal_)?(?:command|commands|cmd))$/i
const WRITE = /^(?:write|create|save)(?:_?file|_to_file)?$/i
const DELEGATE = /^(?:task|agent|spawn_?agent|delegate\w*|sub_?agents?)$/i

const TOOLS: Readonly<Record<string, RegExp>> = {
  run: RUN,
  script: RUN,
  write: WRITE,
  both: WRITE,
  ask: /ask|question|user_input/i,
  tick: /ask|question|user_input/i,
  several: /ask|question|user_input/i,
  plan: /^(?:todo|update|write|set)?_?(?:write|list|todos?|plan)(?:_?(?:write|list))?$/i,
  planned: /^exit_?plan_?mode$/i,
  delegate: DELEGATE,
  deputy: DELEGATE,
  background: RUN,
  fetch: /^(?:web_?fetch|fetch(?:_url|_web(?:_content)?)?)$/i,
  // A tool of the server that test/agent-recorder/mcp-server.mjs is.
  use: /add_note$/,
}

/** A call of the tool that does this, with an input as its schema wants it; null: none does. */
export function callOf(order: string, what: string, tools: readonly Tool[]): Call | null {
  if (order === 'both') return bothOf(what, tools)
  const tool = tools.find(({ name }) => TOOLS[order]?.test(name))
  if (!tool) return null
  const input = fill(tool.schema, '', wordsOf(order, what)) as Record<string, unknown>
  return { kind: 'call', tool: tool.name, input }
}

/** Several files that one answer wants to write. */
function bothOf(what: string, tools: readonly Tool[]): Call | null {
  const [first, ...also] = what.split('|').flatMap(path => callOf('write', path, tools) ?? [])
  return first ? { ...first, also } : null
}

/** Values of fields, by what agents call them. */
type Words = readonly (readonly [name: RegExp, value: unknown])[]

function wordsOf(order: string, what: string): Words {
  const [question = '', ...options] = what.split('|')
  if (order === 'script') return wordsOf('run', TEXTS[what] ?? what)
  if (order === 'run' || order === 'background')
    return [
      ...(order === 'background' ? [[/^(?:run_in|is)_background$/i, true] as const] : []),
      [/^(?:command|commands|cmd)$/i, what],
      [/^description$/i, 'Runs it'],
      // Codex keeps a command from writing, allowed or not, unless its model asks for more.
      [/^sandbox_permissions$/, 'require_escalated'],
      [/^justification$/, 'It writes.'],
    ]
  // The file, and the name of a text for it.
  if (order === 'write')
    return [
      [/^(?:absolute_?)?(?:file_?)?path$|^file$/i, question],
      [/content|text/i, TEXTS[options[0] ?? ''] ?? 'Written.\n'],
      [/^command$/, 'create'],
    ]
  if (order === 'plan')
    return [
      [/^(?:todos|plan|items|steps|tasks)$/i, what.split('|')],
      [/^status$/i, 'in_progress'],
      [/^priority$/i, 'high'],
    ]
  if (order === 'fetch')
    return [
      [/^urls?$/i, what],
      [/^prompt$/i, `Tell what is at ${what}`],
    ]
  if (order === 'use') return [[/^note$/, what]]
  if (order === 'planned') return [[/^plan$/i, what]]
  if (order === 'delegate' || order === 'deputy')
    return [
      [
        /^(?:prompt|task|message|instructions?|objective)$/i,
        order === 'deputy' ? `%run(${what})` : `%slow(${what})`,
      ],
      [/^(?:description|name|title)$/i, 'Look around'],
      [/^(?:subagent_type|agent_type|agent)$/i, 'general-purpose'],
    ]
  if (order === 'several')
    return [[/^questions$/i, what.split('|')], ...wordsOf('ask', '|Yes|No|Later')]
  return [
    [/^(?:header|id|title)$/i, 'Pick'],
    [/^(?:options|choices)$/i, options],
    [/^(?:question|text|prompt|message|query|questionnaire)$/i, question],
    [/^type$/i, 'choice'],
    [/^multi|multiple|allow_multiple/i, order === 'tick'],
  ]
}

/** Fields that are not needed are left out, unless there is a word for them. */
function fill(schema: Body, name: string, words: Words): unknown {
  const one = schema?.anyOf ?? schema?.oneOf
  if (one)
    return fill(
      one.find((each: Body) => typeOf(each) !== 'null'),
      name,
      words,
    )
  const word = words.find(([pattern]) => pattern.test(name))?.[1]
  switch (typeOf(schema)) {
    case 'object':
      return fillObject(schema, word, words)
    case 'array':
      return (Array.isArray(word) ? word : [word ?? '']).map(each =>
        fillItem(schema.items, each, words),
      )
    case 'string':
      return schema.enum && !schema.enum.includes(word) ? schema.enum[0] : String(word ?? name)
    case 'boolean':
      return word === true
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    default:
      return word ?? name
  }
}

function typeOf(schema: Body): string {
  const type = Array.isArray(schema?.type) ? schema.type[0] : schema?.type
  return String(type ?? (schema?.properties ? 'object' : '')).toLowerCase()
}

function fillObject(schema: Body, word: unknown, words: Words): Record<string, unknown> {
  const own: Words = typeof word === 'string' ? labelled(word) : []
  const all = [...own, ...words]
  const fields = Object.entries<Body>(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || all.some(([pattern]) => pattern.test(name)),
  )
  return Object.fromEntries(fields.map(([name, field]) => [name, fill(field, name, all)]))
}

/** One of several: a plain text, or an object with a label. */
function fillItem(schema: Body, word: unknown, words: Words): unknown {
  if (typeOf(schema) !== 'object') return word === '' ? fill(schema, '', words) : word
  return fillObject(schema, word === '' ? undefined : word, words)
}

function labelled(label: string): Words {
  return [
    [/^(?:label|name|title|text|option|content|step|activeForm|subject|task)$/i, label],
    [/^(?:id|value|key)$/i, label.toLowerCase().replaceAll(/\W+/g, '-')],
    [/^description$/i, `Takes ${label}`],
    [/^(?:question|prompt|query)$/i, label],
  ]
}
