import { DONE } from './exit.ts'
import { usage } from './flag.ts'
import { pick } from './pick.ts'
import { receipt } from './wait.ts'
import type { Call, Word } from './word.ts'

export const attach: Word = {
  name: 'attach',
  usage: 'TARGET',
  summary: 'Give this terminal to a session, until you detach',
  examples: [
    ['attach build/claude', 'Over the warm connection, as `ssh -t build tmux attach` would'],
    ['attach notes', 'A session of this machine'],
  ],
  flags: {},
  takes: [1, 1],
  first: 'target',
  run: lend,
}

async function lend(call: Call): Promise<number> {
  if (!call.terminal.stdin || !call.terminal.stdout) {
    throw usage('attach needs a terminal.', 'To read what a session shows, use `fleetmux output`.')
  }
  const { fleet, target, name } = await pick(call, call.args[0] ?? '')
  fleet.store.dispatch({ type: 'attach', target, ref: 'attach' })
  // A person may stay as long as they like.
  await receipt(fleet.store, 'attach', target.host, Number.POSITIVE_INFINITY)
  call.say(`Back from ${name}.`)
  return DONE
}
