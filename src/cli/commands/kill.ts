import { strip } from '../../state/text/text.ts'
import { isSessionId } from '../../state/tracked/registry.ts'
import { placeOf } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE, FAILED } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { receipt } from '../command/wait.ts'
import { isYes } from '../recipients/confirm.ts'
import { type ResolvedTarget, resolveTarget } from '../recipients/resolve-target.ts'
import { killRecord } from '../tracked/kill.ts'

export const kill: Command = {
  name: 'kill',
  usage: '[--yes] TARGET | [--force] ID',
  summary: 'End a session and everything that runs in it',
  details: `
On a terminal, kill asks for confirmation with host and session; elsewhere it needs --yes.
Names match exactly: s1 does not match s10.
The id of a session that was started from a prompt (see \`fleetmux list\`) ends that session without confirmation and
frees its place in the pool. With --force it counts as ended even if its host does not answer.`,
  examples: [
    ['kill build/tests', 'Ask for confirmation, then end the session'],
    ['kill --yes build/tests', 'Without a confirmation, for scripts'],
    ['kill sess-20260502-203014-4f2a --force', 'Remove a session whose machine no longer exists'],
  ],
  flags: {
    yes: { kind: 'switch', letter: 'y', about: 'Do not ask for confirmation' },
    force: {
      kind: 'switch',
      about: 'For an ID: remove the session from the state file even if its host does not answer',
    },
  },
  takes: [1, 1],
  first: 'target',
  run: end,
}

async function end(call: Call): Promise<number> {
  const written = call.args[0] ?? ''
  if (isSessionId(written)) return killRecord(call, written)
  if (call.flags.is('force'))
    throw usage(
      '--force is only for the id of a session that was started from a prompt.',
      '`fleetmux list` shows the ids. To end another session without a confirmation, use --yes.',
    )
  if (placeOf(call.flags, written).written.window !== undefined) {
    const end = written.lastIndexOf(':')
    throw usage(
      'kill ends whole sessions, not single windows or panes.',
      `Give the target without ${written.slice(end)}, as ${written.slice(0, end)}.`,
    )
  }
  if (!call.terminal.stdin && !call.flags.is('yes')) {
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      'Use --yes to end the session without a confirmation.',
    )
  }
  const picked = await resolveTarget(call, written)
  if (!call.flags.is('yes') && !(await confirmed(call, picked))) {
    call.say('Nothing was ended.')
    return FAILED
  }
  const { fleet, host, session: found, target, limit } = picked
  const { id, name } = found
  const asked = { host: host.config.name, server: target.server, session: id, name }
  fleet.store.dispatch({ type: 'kill', ...asked, ref: 'kill' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'kill', host: target.host, limit: limit * 3 },
    effect: `the session ${name} was ended`,
    check: `fleetmux ls --host ${target.host}`,
  })
  call.say(text)
  return DONE
}

/** Asks for confirmation: ending a session cannot be undone. */
function confirmed(call: Call, { session, host }: ResolvedTarget): Promise<boolean> {
  const panes = session.panes.length === 1 ? '1 pane' : `${session.panes.length} panes`
  return isYes(call, `End session ${strip(session.name)} on ${host.config.name}, with ${panes}?`)
}
