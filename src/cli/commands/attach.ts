import type { AttachHow } from '../../state/model/attach-how.ts'
import { asksStrategy, STRATEGIES } from '../../state/sessions/attach.ts'
import { suggest } from '../../state/text/suggest.ts'
import { orList } from '../../state/text/word-list.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { untimedReceipt } from '../command/wait.ts'
import { type ResolvedTarget, resolveTarget } from '../recipients/resolve-target.ts'

const WAYS = ['ssh', 'mosh'] as const
const PLACES = ['auto', 'replace', 'new-window', 'split', 'popup'] as const
type Place = Exclude<(typeof PLACES)[number], 'auto'>

export const attach: Command = {
  name: 'attach',
  usage: '[--via ssh|mosh] [--read-only] [--window] [--strategy WHERE] TARGET',
  summary: 'Attach this terminal to a session, until you detach',
  details: `
Inside tmux, --strategy determines where the session is shown: in a new-window, split or popup of that tmux, or
by replacing the current pane. fleetmux asks once and stores the answer in the configuration; auto uses that answer.`,
  examples: [
    ['attach build/claude', 'Over the open ssh connection, as `ssh -t build tmux attach` would'],
    ['attach --via mosh build/claude', 'Over mosh, which survives a change of networks'],
    ['attach --window build/claude:2.1', 'Show this window and pane in this terminal only'],
    ['attach --read-only notes', 'Watch without typing'],
  ],
  flags: {
    via: { kind: 'text', about: 'ssh or mosh; default as configured for the host' },
    'read-only': { kind: 'switch', about: 'Attach read-only: tmux ignores what you type' },
    window: { kind: 'switch', about: 'Show the window and pane of TARGET in this terminal only' },
    strategy: {
      kind: 'text',
      about: 'Place inside tmux: auto, replace, new-window, split or popup',
    },
  },
  takes: [1, 1],
  first: 'target',
  run: lend,
}

async function lend(call: Call): Promise<number> {
  const how = howOf(call)
  if (!call.terminal.stdin || !call.terminal.stdout) {
    throw usage('attach needs a terminal.', 'To read what a session shows, use `fleetmux output`.')
  }
  const picked = await resolveTarget(call, call.args[0] ?? '')
  const { fleet, target } = picked
  const answer = await askPlace(call, picked, how)
  fleet.store.dispatch({ type: 'attach', target, ...how, ...answer, ref: 'attach' })
  // There is no timeout, because the user works in the attached session.
  const { text } = await untimedReceipt(fleet.store, 'attach')
  call.say(text)
  return DONE
}

function howOf({ flags }: Call): AttachHow {
  const via = oneOf('via', flags.text('via'), WAYS)
  const strategy = oneOf('strategy', flags.text('strategy'), PLACES)
  return {
    ...(via && { via }),
    ...(strategy && { strategy }),
    readOnly: flags.is('read-only'),
    window: flags.is('window'),
  }
}

function oneOf<T extends string>(
  flag: string,
  given: string | undefined,
  known: readonly T[],
): T | undefined {
  if (given === undefined) return undefined
  const one = known.find(each => each === given)
  if (one) return one
  const near = suggest(given, known)
  const now = near ? `Did you mean ${near}?` : `Use ${orList(known)}.`
  throw usage(`Invalid value for --${flag}: ${JSON.stringify(given)}.`, now)
}

/** Asks where to show the session if this is not configured yet, and requests that the answer is saved. */
async function askPlace(
  call: Call,
  { fleet, target }: ResolvedTarget,
  how: AttachHow,
): Promise<AttachHow> {
  if (!asksStrategy(fleet.store.getState(), target, how.strategy)) return {}
  const places = Object.keys(STRATEGIES) as Place[]
  call.say(
    'Where should the session be shown? fleetmux asks once, and stores the answer as `strategy` in the configuration.',
  )
  places.forEach((place, index) => {
    call.say(`  ${index + 1}  ${place}: ${STRATEGIES[place]}`)
  })
  const said = (await call.readLine()).trim()
  const strategy = places[Number(said) - 1] ?? places.find(place => place === said)
  if (strategy) return { strategy, remember: true }
  throw usage(
    `Invalid answer: ${JSON.stringify(said)}.`,
    `Nothing was attached. Answer with a number from 1 to ${places.length}.`,
  )
}
