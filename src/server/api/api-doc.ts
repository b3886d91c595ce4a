import * as z from 'zod'
import { orList } from '../../state/text/word-list.ts'
import type { Route } from './request/route.ts'
import { ROUTES } from './routes.ts'

/** The text of docs/api.md: every route, its parameters, and its role. */
export function apiMarkdown(): string {
  return `# API

\`npm run docs\` generates this page from the table of routes. [server.md](server.md) describes how to start the server, get a
token, and reach the server from other machines. \`GET /api/v1/openapi.json\` returns the API as an OpenAPI document.

Every request except \`GET /health\` and \`POST /api/v1/pair\` needs the header \`Authorization: Bearer TOKEN\`. Bodies are JSON. A
successful request returns \`{"success": true, "data": ..., "message": ...}\`, a failed one
\`{"success": false, "error": WORD, "message": SENTENCE, "failure": {...}}\` with the status 400 (usage error), 401 (no valid
token), 403 (not allowed), 404 (not found), 409 (refused, because it could do harm), 413 (too large), 421 (not a name of this
server), 429 (too many wrong tokens), 502 (the host cannot be reached) or 504 (timeout).

A pane is named by its id (\`%5@1234:1690000000@gpu1\`), which never refers to another pane, or by a target (\`gpu1/api:0.1\`). A
session is named by its id (\`$3@1234:1690000000@gpu1\`), by \`host/name\`, or by the id of its record. In a path, these names are
percent-encoded. A run, a started playbook, a benchmark and a worktree session are named by their ids, of which the first
characters are enough. A field with \`?\` may be omitted.

| request | role | |
|---|---|---|
${ROUTES.map(row).join('\n')}
`
}

function row({ method, path, role, summary, body, query }: Route): string {
  const fields = body ? ` Body: ${fieldsOf(body)}.` : ''
  const asked = query ? ` Query: ${fieldsOf(query)}.` : ''
  return `| \`${method} ${path}\` | ${role} | ${summary}.${asked}${fields} |`
}

/** The fields of a schema, each with its meaning, its values and its default, if it has them; required fields first. */
function fieldsOf(shape: z.ZodType): string {
  if (shape instanceof z.ZodUnion)
    return shape.options.map(each => sameAs(each) ?? fieldsOf(each as z.ZodType)).join('; or: ')
  const { properties = {}, required = [] } = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
  })
  const all = Object.entries(properties).map(([name, schema]) => {
    const isNeeded = required.includes(name)
    const about = meaningOf(typeof schema === 'boolean' ? {} : schema)
    return { isNeeded, text: `\`${name}${isNeeded ? '' : '?'}\`${about && ` (${about})`}` }
  })
  return [...all.filter(each => each.isNeeded), ...all.filter(each => !each.isNeeded)]
    .map(each => each.text)
    .join(', ')
}

/** Refers to the route whose whole body has this schema. */
function sameAs(shape: unknown): string | null {
  const found = ROUTES.find(({ body }) => body === shape)
  return found ? `the fields of \`${found.method} ${found.path}\`` : null
}

function meaningOf({
  description = '',
  enum: values = [],
  default: usual,
}: z.core.JSONSchema.JSONSchema) {
  const all = values.map(each => `\`${each}\``)
  const words = all.some(each => description.includes(each)) ? '' : orList(all)
  const isNamed = typeof usual === 'number' || (typeof usual === 'string' && usual !== '')
  return [
    [description, words].filter(Boolean).join(': '),
    isNamed && !description.includes('default') ? `default: \`${usual}\`` : '',
  ]
    .filter(Boolean)
    .join('; ')
}
