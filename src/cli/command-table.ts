import type { Command } from './command/command.ts'
import { conversations } from './commands/agents/conversations.ts'
import { detect } from './commands/agents/detect.ts'
import { install, uninstall, update } from './commands/agents/install.ts'
import { attach } from './commands/attach.ts'
import { benchmark } from './commands/benchmark/benchmark.ts'
import { complete } from './commands/complete.ts'
import { completion } from './commands/completion.ts'
import { config } from './commands/config.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { fetch } from './commands/fetch.ts'
import { files } from './commands/files/files.ts'
import { grep } from './commands/grep.ts'
import { history } from './commands/history.ts'
import { hosts } from './commands/hosts/hosts.ts'
import { interrupt } from './commands/interrupt.ts'
import { kill } from './commands/kill.ts'
import { list } from './commands/list.ts'
import { ls } from './commands/ls.ts'
import { mcp } from './commands/mcp/mcp.ts'
import { newSession } from './commands/new.ts'
import { output } from './commands/output.ts'
import { playbook } from './commands/playbook/playbook.ts'
import { pool } from './commands/pool.ts'
import { reassign } from './commands/reassign.ts'
import { record } from './commands/record.ts'
import { recover } from './commands/recover.ts'
import { run } from './commands/run/run.ts'
import { runOn } from './commands/run-on.ts'
import { secrets } from './commands/secrets.ts'
import { send } from './commands/send.ts'
import { server } from './commands/server.ts'
import { skill } from './commands/skill.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { ask } from './commands/talk/ask.ts'
import { talks } from './commands/talk/talks.ts'
import { term } from './commands/term.ts'
import { wait } from './commands/wait.ts'
import { watch } from './commands/watch.ts'
import { work } from './commands/work/work.ts'

/** Every word of the command line, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ls,
  output,
  explain,
  watch,
  wait,
  grep,
  history,
  record,
  send,
  ask,
  talks,
  interrupt,
  attach,
  newSession,
  term,
  kill,
  start,
  list,
  status,
  pool,
  exec,
  run,
  runOn,
  files,
  playbook,
  benchmark,
  work,
  fetch,
  recover,
  reassign,
  secrets,
  hosts,
  detect,
  install,
  update,
  uninstall,
  conversations,
  server,
  mcp,
  skill(() => COMMANDS),
  config,
  doctor,
  completion,
  demo,
]

/** Those, the one that only shells say, and another name of one. */
export const ALL_COMMANDS: readonly Command[] = [
  ...COMMANDS,
  complete(() => COMMANDS),
  { ...conversations, name: 'agent-sessions' },
]
