import type {
  AgentHooks,
  HookChange,
  HookedAgent,
} from '../../../state/model/agents/agent-hooks.ts'
import { clean } from '../../../state/text/clean.ts'
import { type HostFile, readHostFile, writeHostFile } from '../../mcp-servers/host-file.ts'
import { failIfNotEditable, NotEditable } from '../../mcp-servers/json-servers.ts'
import type { Transport } from '../../transport/transport.ts'
import { addHooks, countHooks, hasOurs, hookDocument, removeHooks } from './hook-document.ts'
import { HOOK_FILES, type HookFile } from './hook-events.ts'

/** Reads the state of an agent's hooks on a host. @throws FailureError if their file cannot be read. */
export async function readHooks(transport: Transport, agent: HookedAgent): Promise<AgentHooks> {
  const form = HOOK_FILES[agent]
  const file = await readHostFile(transport, form)
  const state = within(transport.host, agent, file, () => stateOf(form, file.text))
  return { file: clean(file.path), state, text: form.whole ?? hookDocument(form.hooks) }
}

/**
 * Adds fleetmux's hooks to the agent's hook file and keeps everything else. @throws FailureError; the file is then
 * unchanged.
 */
export async function installHooks(transport: Transport, agent: HookedAgent): Promise<HookChange> {
  const form = HOOK_FILES[agent]
  const note = form.note ?? null
  return change(transport, agent, { outcome: 'installed', note }, text => {
    if (stateOf(form, text) === 'installed') return text
    return form.whole ?? addHooks(text ?? '', form.hooks)
  })
}

/**
 * Removes fleetmux's hooks from the agent's hook file and keeps everything else. @throws FailureError; the file is then
 * unchanged.
 */
export async function removeAgentHooks(
  transport: Transport,
  agent: HookedAgent,
): Promise<HookChange> {
  const form = HOOK_FILES[agent]
  return change(transport, agent, { outcome: 'removed', note: null }, text => {
    if (stateOf(form, text) === 'absent') return text
    // A plugin file is emptied, not deleted, since fleetmux never deletes a host's files. The agent ignores an empty
    // plugin.
    return form.whole === undefined ? removeHooks(text ?? '') : REMOVED
  })
}

const REMOVED = '// Was a plugin of fleetmux. Safe to remove.\nexport {}\n'

function stateOf(form: HookFile, text: string | null): AgentHooks['state'] {
  if (text === null) return 'absent'
  if (form.whole !== undefined) return stateOfWhole(form.whole, text)
  const count = countHooks(text, form.hooks)
  if (count === form.hooks.length) return 'installed'
  return count > 0 || hasOurs(text) ? 'partly' : 'absent'
}

function stateOfWhole(whole: string, text: string): AgentHooks['state'] {
  if (text === whole) return 'installed'
  if (text === REMOVED || text.trim() === '') return 'absent'
  if (text.startsWith('// fleetmux hook')) return 'partly'
  throw new NotEditable('the file was not written by fleetmux')
}

async function change(
  transport: Transport,
  agent: HookedAgent,
  done: Pick<HookChange, 'outcome' | 'note'>,
  edit: (text: string | null) => string | null,
): Promise<HookChange> {
  const file = await readHostFile(transport, HOOK_FILES[agent])
  const edited = within(transport.host, agent, file, () => edit(file.text))
  const path = clean(file.path)
  if (edited === file.text || edited === null) return { outcome: 'same', file: path, note: null }
  await writeHostFile(transport, file, edited, false)
  return { ...done, file: path }
}

function within<T>(host: string, agent: HookedAgent, { path }: HostFile, work: () => T): T {
  const hint = `Edit the file by hand: \`fleetmux hooks print ${agent}\` prints the lines of fleetmux.`
  return failIfNotEditable({ host, path, hint }, work)
}
