import {
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import * as z from 'zod'
import { nameOf } from '../../state/broadcast/recipient.ts'
import { clean } from '../../state/text/clean.ts'
import { counted } from '../../state/text/counted.ts'
import type { Role } from '../access/role.ts'
import type { ApiContext } from '../api/request/route.ts'

/** Maximum number of characters of a text shown to the user. */
const SHOWN = 1500

const shape = z.object({ yes: z.boolean().describe('Do it') })

/**
 * The user's answer, given in the agent's own window. `asking`: the user has not been asked yet, and this result makes
 * the MCP client ask the user.
 */
export type PersonAnswer =
  | { readonly is: 'yes' }
  | { readonly is: 'no'; readonly why: string }
  | { readonly is: 'asking'; readonly asking: ReturnType<typeof inputRequired> }

/** Asks the user, for each call, whether an action is allowed. The MCP client shows the question. */
export function askPerson(
  { server }: McpServer,
  { mcpReq }: ServerContext,
  question: string,
  role: Role,
): PersonAnswer {
  const given = inputResponse(mcpReq.inputResponses, 'allow')
  if (given.kind === 'elicit') {
    const isYes = given.action === 'accept' && shape.safeParse(given.content).data?.yes === true
    return isYes ? { is: 'yes' } : { is: 'no', why: 'The user denied this. Nothing was done.' }
  }
  if (!server.getClientCapabilities()?.elicitation)
    return {
      is: 'no',
      why: `The user must confirm this, but your MCP client cannot ask (it does not support elicitation). Ask the user to do it, or to start \`fleetmux mcp --role ${role}\`.`,
    }
  const allow = inputRequired.elicit({ message: question, requestedSchema: shape })
  return { is: 'asking', asking: inputRequired({ inputRequests: { allow } }) }
}

/** The question for the user: the action, its target, and the text (written by the agent) as it would be typed. */
export function questionOf(
  name: string,
  input: Readonly<Record<string, unknown>>,
  { fleet, plans }: Pick<ApiContext, 'fleet' | 'plans'>,
): string {
  const { plan, ...rest } = input
  const aims = typeof plan === 'string' ? plans.show(plan) : null
  const state = fleet.store.getState()
  const to = aims?.map(aim => ('server' in aim ? nameOf(state, aim) : `${aim.host}/${aim.session}`))
  return [
    `Allow the agent to do this? ${name}`,
    ...Object.entries(rest).map(([key, value]) => line(key, value)),
    ...(to ? [line(`to ${counted(to.length, 'pane')}`, to.join(', '))] : []),
  ].join('\n')
}

function line(key: string, value: unknown): string {
  return `${key}: ${clean(typeof value === 'string' ? value : JSON.stringify(value), SHOWN)}`
}
