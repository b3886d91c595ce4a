import * as z from 'zod'
import { type Exported, exportText, FORMATS } from '../../../state/json/worktree-export.ts'
import { sentence } from '../../../state/model/failure.ts'
import { hostsAtLimit } from '../../../state/runs/list-everywhere.ts'
import { clean } from '../../../state/text/clean.ts'
import type { ApiCall } from '../request/route.ts'
import { type Route, route } from '../request/route.ts'
import { findWorktree, listEverywhere } from './worktree-requests.ts'

const TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  markdown: 'text/markdown',
} as const

const exportQuery = z.object({
  format: z.enum(FORMATS).default('json'),
  id: z.string().optional().describe('only this session; default: all'),
})

export const worktreeExportRoute: Route = route({
  method: 'GET',
  path: '/api/v1/worktree-export',
  summary:
    'Exports worktree sessions with their iterations (each prompt with its changes); the header X-Failed-Hosts of the answer names the hosts that could not be read, and X-Incomplete-Hosts those that list only their newest sessions (`incomplete` in JSON)',
  role: 'viewer',
  intents: [],
  query: exportQuery,
  run: async call => {
    const { format } = call.query
    const { all, failed } = await readAll(call)
    const incomplete = hostsAtLimit(all.map(({ row }) => row))
    const text = exportText(format, all, (value, indent) => JSON.stringify(value, null, indent))
    return new Response(`${text.join('\n')}\n`, {
      headers: {
        'content-type': `${TYPES[format]}; charset=utf-8`,
        'content-disposition': `attachment; filename="worktrees.${format === 'markdown' ? 'md' : format}"`,
        ...(failed.length > 0 && { 'x-failed-hosts': encodeURI(failed.join('; ')) }),
        ...(incomplete.length > 0 && { 'x-incomplete-hosts': encodeURI(incomplete.join('; ')) }),
      },
    })
  },
})

async function readAll(call: ApiCall<unknown, z.output<typeof exportQuery>>) {
  const worktrees = await call.fleet.onHosts.worktrees()
  const { id } = call.query
  const found =
    id === undefined
      ? await listEverywhere(call, host => worktrees.list(host))
      : { rows: [await findWorktree({ ...call, params: { id } })], failures: [] }
  const all: Exported[] = []
  for (const row of found.rows) all.push({ row, iterations: await worktrees.iterations(row) })
  return { all, failed: found.failures.map(each => clean(sentence(each))) }
}
