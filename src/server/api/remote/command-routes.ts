import * as z from 'zod'
import { parseCanary } from '../../../state/host-commands/canary.ts'
import { groupOutput } from '../../../state/host-commands/grouped-output.ts'
import { isFailed } from '../../../state/host-commands/host-command.ts'
import { runStages } from '../../../state/host-commands/run-stages.ts'
import { hostOutcomeJson } from '../../../state/json/host-outcome-json.ts'
import { placeIn } from '../request/host-place.ts'
import { type ApiCall, type Route, route } from '../request/route.ts'

const commandBody = z.strictObject({
  hosts: z.array(z.string().min(1)).min(1).max(1000).describe('names of hosts'),
  command: z
    .union([z.string().min(1), z.array(z.string()).min(1).max(1000)])
    .describe('a line for the shell, or a program and its arguments'),
  directory: z
    .string()
    .max(20_000)
    .default('')
    .describe(
      'absolute, or relative to the home directory; default: the directory that is configured for the host',
    ),
  canary: z
    .string()
    .max(200)
    .default('all')
    .describe('number of hosts in each stage, such as `1,10%,all`'),
  parallel: z.int().min(1).max(64).default(16).describe('maximum number of hosts at once'),
  timeout: z.int().min(1).max(3600).default(300).describe('limit for each host in seconds'),
})

/** Routes that run one command on hosts. */
export const commandRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/commands',
    summary:
      'Runs a command on several hosts, in stages if `canary` is given: after a stage with a failure, no further stage begins. The command is ended if the request ends before it',
    role: 'admin',
    intents: [],
    body: commandBody,
    content: 'command',
    run: async call => runCommand(call),
  }),
]

async function runCommand(call: ApiCall<z.output<typeof commandBody>>) {
  const { hosts, command, directory, canary, parallel, timeout } = call.body
  const words = typeof command === 'string' ? [command] : command
  const names = [...new Set(hosts.map(host => call.fleet.nameOf(host)))]
  for (const host of names) await placeIn({ ...call, params: { host } }, directory)
  const outcomes = await runStages(
    await call.fleet.onHosts.commands(),
    names,
    {
      command: { words, directory },
      ...{ canary: parseCanary(canary), parallel, timeout: timeout * 1000 },
    },
    { signal: call.request.signal },
  )
  call.note({
    ran: outcomes.filter(each => !isFailed(each) && each.state === 'ran').length,
    failed: outcomes.filter(isFailed).length,
    'not-run': outcomes.filter(({ state }) => state === 'not-run').length,
  })
  const groups = groupOutput(outcomes).map(each => ({ hosts: each.hosts, ...each.output }))
  return { hosts: outcomes.map(hostOutcomeJson), groups }
}
