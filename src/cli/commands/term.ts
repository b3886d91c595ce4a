import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import { find } from '../../state/targets/target.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { hostsOf } from '../args/host-arguments.ts'
import { readHomePath } from '../args/host-path.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { receipt, untimedReceipt } from '../command/wait.ts'
import { limitOf } from '../connect/connect.ts'
import { shellWord } from '../print/shell-word.ts'
import { connectTmux } from '../recipients/resolve-target.ts'

export const term: Command = {
  name: 'term',
  usage: 'HOST[:DIRECTORY] [--name NAME]',
  summary: 'Open a persistent shell on a host, or return to it',
  details: `
The shell runs in a session of its own, named term, or term-NAME after the last part of the directory, with the
directory and environment that are configured for the host. If that session exists already, you return to
it. Detach to leave it running; exit the shell to end it.`,
  examples: [
    ['term gpu1', 'Open a new shell, or return to the one that you left'],
    ['term gpu1:src/app', 'In a directory: relative to the home directory, absolute, or ~/...'],
    ['term gpu1 --name deploy', 'A second shell, under its own name'],
  ],
  flags: { name: { kind: 'text', about: "The session's name" } },
  takes: [1, 1],
  first: 'host',
  run,
}

async function run(call: Call): Promise<number> {
  if (!call.terminal.stdin || !call.terminal.stdout)
    throw usage('term needs a terminal.', 'To run one command, use `fleetmux run-on`.')
  const { address, path: directory } = readHomePath(call.args[0] ?? '')
  const name = call.flags.text('name') ?? nameFor(directory)
  const [asked = ''] = hostsOf(call.flags, [address], 'HOST')
  const fleet = await call.open([asked])
  const host = fleet.nameOf(asked)
  const limit = limitOf(call, fleet)
  await connectTmux(fleet, host, limit)
  const { store } = fleet
  const seek = (state: State) => {
    const found = find(state, { host, session: name })
    return 'kind' in found ? null : found
  }
  if (!seek(store.getState())) {
    store.dispatch({ type: 'new', host, ref: 'new', name, ...(directory && { directory }) })
    await receipt(store, {
      ...{ ref: 'new', host, limit: limit * 2 },
      effect: `the session ${name} was started`,
      check: `fleetmux ls --host ${host}`,
    })
  }
  // The list with the new session arrives shortly after the result of the command.
  const found = await waitUntil(store, seek, limit)
  if (!found) throw new FailureError(notListed(host, name, limit))
  store.dispatch({
    type: 'attach',
    target: found.target,
    readOnly: false,
    window: false,
    ref: 'attach',
  })
  // There is no timeout, because the user works in the attached session.
  const { text } = await untimedReceipt(store, 'attach')
  call.say(text)
  return DONE
}

/** The failure for a session that was started, but does not appear in the list of its host. */
function notListed(host: string, name: string, limit: number): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `The session ${name} was started, but tmux has not listed it within ${limit / 1000} s.`,
    hint: `To attach to it later: \`fleetmux attach ${shellWord(`${host}/${name}`)}\`. To find the cause, run \`fleetmux hosts test ${host}\`.`,
  })
}

/** A session name for the directory. tmux allows neither dots nor colons in session names. */
function nameFor(directory: string): string {
  const last = directory.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const word = last.replace(/[^\p{L}\p{N}_-]/gu, '-')
  return word === '' || word === '-' ? 'term' : `term-${word}`
}
