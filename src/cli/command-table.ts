import type { Command } from './command/command.ts'
import { agentHooks } from './commands/agents/agent-hooks.ts'
import { conversations } from './commands/agents/conversations.ts'
import { detect } from './commands/agents/detect.ts'
import { install, uninstall, update } from './commands/agents/install.ts'
import { attach } from './commands/attach.ts'
import { benchmark } from './commands/benchmark/benchmark.ts'
import { explain } from './commands/explain.ts'
import { files } from './commands/files/files.ts'
import { grep } from './commands/grep.ts'
import { history } from './commands/history.ts'
import { hosts } from './commands/hosts/hosts.ts'
import { interrupt } from './commands/interrupt.ts'
import { kill } from './commands/kill.ts'
import { ls } from './commands/ls.ts'
import { mcp } from './commands/mcp/mcp.ts'
import { newSession } from './commands/new.ts'
import { output } from './commands/output.ts'
import { playbook } from './commands/playbook/playbook.ts'
import { record } from './commands/record.ts'
import { run } from './commands/run/run.ts'
import { runOn } from './commands/run-on.ts'
import { send } from './commands/send.ts'
import { complete } from './commands/setup/complete.ts'
import { completion } from './commands/setup/completion.ts'
import { config } from './commands/setup/config.ts'
import { demo } from './commands/setup/demo.ts'
import { doctor } from './commands/setup/doctor.ts'
import { server } from './commands/setup/server.ts'
import { skill } from './commands/setup/skill.ts'
import { ask } from './commands/talk/ask.ts'
import { talks } from './commands/talk/talks.ts'
import { term } from './commands/term.ts'
import { exec } from './commands/tracked/exec.ts'
import { fetch } from './commands/tracked/fetch.ts'
import { list } from './commands/tracked/list.ts'
import { pool } from './commands/tracked/pool.ts'
import { reassign } from './commands/tracked/reassign.ts'
import { recover } from './commands/tracked/recover.ts'
import { secrets } from './commands/tracked/secrets.ts'
import { start } from './commands/tracked/start.ts'
import { status } from './commands/tracked/status.ts'
import { wait } from './commands/wait.ts'
import { watch } from './commands/watch.ts'
import { work } from './commands/work/work.ts'

/** All commands, in the order of the help, below a heading each. */
export const COMMAND_GROUPS: Readonly<Record<string, readonly Command[]>> = {
  'Look at sessions': [ls, output, explain, watch, wait, grep, record],
  'Type, attach, start and end': [send, interrupt, attach, newSession, term, kill],
  'Sessions from prompts': [start, exec, list, status, fetch, pool, recover, reassign, secrets],
  'Agents at work': [run, playbook, work, benchmark, ask, talks, history],
  'Hosts and their files': [hosts, runOn, files],
  'Agents on hosts': [detect, install, update, uninstall, agentHooks, conversations, mcp],
  'fleetmux itself': [server, skill(() => COMMANDS), config, doctor, completion, demo],
}

export const COMMANDS: readonly Command[] = Object.values(COMMAND_GROUPS).flat()

/** All commands, including the hidden command for shell completion, and aliases. */
export const ALL_COMMANDS: readonly Command[] = [
  ...COMMANDS,
  complete(() => COMMANDS),
  { ...conversations, name: 'agent-sessions' },
]
