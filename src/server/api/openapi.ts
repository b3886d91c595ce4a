import * as z from 'zod'
import type { Route } from './request/route.ts'
import { ROUTES } from './routes.ts'

/** The OpenAPI document of all routes. */
export function openApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'fleetmux', version },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths,
  }
}

function operation({ path, summary, role, body, query }: Route) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  return {
    summary,
    'x-role': role,
    parameters: [...inPath, ...(query ? inQuery(query) : [])],
    ...(body && {
      requestBody: { content: { 'application/json': { schema: schemaOf(body) } } },
    }),
    responses: {
      default: { description: '{success, data, message} or {success: false, error, message}' },
    },
  }
}

function inQuery(query: z.ZodType) {
  const { properties = {}, required = [] } = schemaOf(query)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(shape: z.ZodType) {
  return z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
}
