import type { Fleet } from '../../state/fleet-handle.ts'
import type { RecipientTarget } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select-sessions.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { placesOf, placesTo } from '../args/host-arguments.ts'
import { type Flag, type Flags, usage } from '../command/flag.ts'

/** Flags that select recipients. */
export const SELECTION: Readonly<Record<string, Flag>> = {
  to: { kind: 'each', of: 'target', about: 'To this target too; may be repeated' },
  select: {
    kind: 'each',
    about: 'To all sessions that match: host=, tag=, session=, agent=, state=, command=',
  },
  all: { kind: 'switch', about: 'To every session of this machine and of all hosts' },
}

/** Recipients on one host, before they are looked up on the host. */
export interface RecipientSpec {
  readonly host: string
  /** The recipient as written on the command line. */
  readonly name: string
  /** The target, or `select`: all panes that match these terms ('' matches all panes). */
  readonly aim: RecipientTarget | { readonly select: string }
  /** Set if the text is already typed into the pane, and only Enter is missing. */
  readonly entered?: boolean
  /** Set if the text is an answer to the open question in the pane. */
  readonly answer?: true
}

export interface AskedRecipients {
  readonly named: readonly RecipientSpec[]
  readonly selects: readonly string[]
}

/**
 * Reads the recipients and checks them before connecting to any host. With `--remote`, targets given as arguments are
 * sessions on each of those hosts, as in atmux.
 * @throws FailureError if there are none, or a target or selector is invalid.
 */
export function readAsked(
  flags: Flags,
  targets: readonly string[],
  word: string,
  answered: readonly string[] = [],
): AskedRecipients {
  const places = [
    ...targets.flatMap(target => placesOf(flags, target)),
    ...flags.each('to').flatMap(target => placesTo(flags, target)),
  ]
  const answers = answered.flatMap(target => placesTo(flags, target))
  const toWish = ({ host, name, written }: (typeof places)[number]): RecipientSpec => ({
    host,
    name,
    aim: written,
  })
  const named = [
    ...answers.map(place => ({ ...toWish(place), answer: true as const })),
    ...places.map(toWish),
  ]
  const selects = [...flags.each('select'), ...(flags.is('all') ? [''] : [])]
  for (const text of flags.each('select')) parseSelector(text)
  if (named.length + selects.length > 0) return { named, selects }
  throw usage(
    `${word}: missing recipient.`,
    `${word === 'ask' ? 'Use' : 'Name a TARGET, or use'} --to TARGET, --select TERMS or --all.`,
  )
}

/** One spec for each named recipient, and one for each selector and each host that the selector could match. */
export function recipientSpecs(
  { named, selects }: AskedRecipients,
  { store, nameOf }: Fleet,
): RecipientSpec[] {
  const state = store.getState()
  const selected = selects.flatMap(text =>
    // No host has answered yet, so `unasked` lists all hosts that may have sessions that the selector matches.
    select(state, termsOf(text)).unasked.map(host => ({
      host,
      name: `${host}/*`,
      aim: { select: text },
    })),
  )
  return [...named.map(spec => inFleet(spec, nameOf(spec.host))), ...selected]
}

/** Replaces the host as written, which may be an address, by its name in the fleet. */
function inFleet(spec: RecipientSpec, host: string): RecipientSpec {
  if (spec.host === host) return spec
  const { aim } = spec
  return {
    ...spec,
    host,
    name: `${host}${spec.name.slice(spec.host.length)}`,
    aim: 'select' in aim ? aim : { ...aim, host },
  }
}

export function termsOf(text: string): ReturnType<typeof parseSelector> {
  return text === '' ? [] : parseSelector(text)
}
