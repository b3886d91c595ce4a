import * as z from 'zod'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { HOME_DIRECTORY, HOST_OR_HERE, PERMISSIONS } from '../request/field-meaning.ts'

/** Fields of the requests about playbooks. */
export const answerBody = z.strictObject({
  answer: z.enum(['go', 'stop']).describe('`go`: continue; `stop`: end the playbook'),
})

export const budgetsBody = z
  .strictObject({
    loops: z.int().min(0).max(1_000_000).optional(),
    seconds: z.int().min(0).max(31_536_000).optional(),
    tasks: z.int().min(0).max(1_000_000).optional(),
    tokens: z.int().min(0).optional(),
    /** Maximum cost, in US dollars. */
    cost: z.number().min(0).max(1_000_000).optional(),
    taskSeconds: z.int().min(0).max(31_536_000).optional(),
    stall: z.int().min(1).max(1000).optional(),
    tries: z.int().min(1).max(1000).optional(),
  })
  .describe(
    'an object of limits, each optional: `loops`, `seconds`, `tasks`, `tokens`, `cost` (in US dollars) and `taskSeconds` (for each task), where 0 means no limit; `stall` (rounds without a change) and `tries` (for each task), at least 1',
  )

export const resumeBody = z
  .strictObject({ budgets: budgetsBody.default({}) })
  .default({ budgets: {} })

const name = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^\P{Cc}*$/u)

export const lookQuery = z.strictObject({
  path: z.string().max(20_000).default('').describe(HOME_DIRECTORY),
  name: name.optional().describe('one of these playbooks or documents'),
})

export const startBody = z.strictObject({
  host: z.string().min(1).default(THIS_MACHINE).describe(HOST_OR_HERE),
  directory: z.string().max(20_000).default('').describe(HOME_DIRECTORY),
  names: z.array(name).min(1).max(50).describe('the name of a playbook, or names of documents'),
  agent: z.string().min(1).max(200).optional().describe('default: `claude`'),
  model: z.string().min(1).max(200).optional().describe('the name that the agent uses'),
  permissions: z.enum(['ask', 'allow', 'deny']).default('ask').describe(PERMISSIONS),
  mode: z
    .enum(['task', 'document'])
    .optional()
    .describe('one agent for each `task`, the default, or for each `document`'),
  budgets: budgetsBody.default({}),
  verify: z
    .string()
    .max(10_000)
    .optional()
    .describe('a command on the host that must succeed before a task counts as done'),
  strict: z
    .boolean()
    .default(false)
    .describe('`true`: opens tasks again that were ticked without any change'),
  branch: z
    .string()
    .max(200)
    .optional()
    .describe('a new branch to work on, in a worktree beside the repository'),
  target: z.string().max(200).optional().describe('the base branch of the pull request'),
  setup: z.string().max(20_000).optional().describe('a command to run once in that worktree'),
  history: z
    .boolean()
    .default(false)
    .describe('`true`: records each task in the shared history of the project'),
  openPullRequest: z
    .boolean()
    .default(false)
    .describe('`true`: pushes the branch, and opens a pull request with gh on the host'),
})
