import * as z from 'zod'
import type { Route } from './request/route.ts'
import { ROUTES } from './routes.ts'

/** The text of docs/api.md: every route, its parameters, and its role. */
export function apiMarkdown(): string {
  return `# API

Made by \`npm run docs\` from the table that answers the requests. How to start the server, get a token and reach it
from elsewhere: [server.md](server.md). The same as an OpenAPI document: \`GET /api/v1/openapi.json\`.

Each request but \`GET /health\` and \`POST /api/v1/pair\` carries \`Authorization: Bearer TOKEN\`; a body is JSON. What worked is
\`{"success": true, "data": ..., "message": ...}\`; what did not is
\`{"success": false, "error": WORD, "message": SENTENCE, "failure": {...}}\`, by status 400 (usage error), 401 (no valid
token), 403 (not allowed), 404 (not there), 409 (refused, since it could do harm), 413 (too large), 421 (not a name of this
server), 429 (too many wrong tokens), 501 (not built yet), 502 (the host cannot be reached) or 504 (too late).

A pane is named by its id (\`%5@1234:1690000000@gpu1\`), which never means another, or by a target (\`gpu1/api:0.1\`); a session
by its id (\`$3@1234:1690000000@gpu1\`), by \`host/name\`, or by the id of its record. In a path they are percent-encoded.

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

/** The names of the fields of a schema, required ones first; details are in the OpenAPI document. */
function fieldsOf(shape: z.ZodType): string {
  if (shape instanceof z.ZodUnion)
    return shape.options.map(each => fieldsOf(each as z.ZodType)).join('; or: ')
  const { properties = {}, required = [] } = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
  })
  const names = Object.keys(properties)
  if (names.length === 0) return 'the fields of a host, as in the configuration'
  const needed = names.filter(name => required.includes(name)).map(name => `\`${name}\``)
  const others = names.filter(name => !required.includes(name)).map(name => `\`${name}?\``)
  return [...needed, ...others].join(', ')
}
