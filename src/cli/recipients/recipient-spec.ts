import type { Fleet } from '../../state/fleet-handle.ts'
import type { Aim } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { placesOf, placesTo } from '../args/host-arguments.ts'
import { type Flag, type Flags, usage } from '../command/flag.ts'

/** Flags that say who is meant. */
export const SELECTION: Readonly<Record<string, Flag>> = {
  to: { kind: 'each', of: 'target', about: 'To this target too; may be repeated' },
  select: {
    kind: 'each',
    about: 'To all that match: host=, tag=, session=, agent=, state=, command=',
  },
  all: { kind: 'switch', about: 'To every session of this machine and of all hosts' },
}

/** Somebody who is meant, on one host, before it is looked up there. */
export interface RecipientSpec {
  readonly host: string
  /** As it was written. */
  readonly name: string
  /** `select`: whoever matches these terms there; '' is everybody. */
  readonly aim: Aim | { readonly select: string }
  /** The text is in the pane already: only Enter is missing. */
  readonly entered?: boolean
  /** The text is meant for what is asked there. */
  readonly answer?: true
}

export interface Asked {
  readonly named: readonly RecipientSpec[]
  readonly selects: readonly string[]
}

/**
 * Who is asked for, checked before any host is dialled. With `--remote` the targets that stand as arguments
 * are sessions of each of those hosts, as atmux has it.
 * @throws FailureError where nobody is, or a target or selector is not one.
 */
export function readAsked(
  flags: Flags,
  targets: readonly string[],
  word: string,
  answered: readonly string[] = [],
): Asked {
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
    `${word} wants to know to whom.`,
    'Name a TARGET, or say --to TARGET, --select TERMS or --all.',
  )
}

/** With the selectors taken apart, a wish for each host that they could mean. */
export function recipientSpecs(
  { named, selects }: Asked,
  { store, nameOf }: Fleet,
): RecipientSpec[] {
  const state = store.getState()
  const selected = selects.flatMap(text =>
    // Nobody is dialled yet, so these are all.
    select(state, termsOf(text)).unasked.map(host => ({
      host,
      name: `${host}/*`,
      aim: { select: text },
    })),
  )
  return [...named.map(wish => inFleet(wish, nameOf(wish.host))), ...selected]
}

/** A host that was written by its address goes by its name. */
function inFleet(wish: RecipientSpec, host: string): RecipientSpec {
  if (wish.host === host) return wish
  const { aim } = wish
  return {
    ...wish,
    host,
    name: `${host}${wish.name.slice(wish.host.length)}`,
    aim: 'select' in aim ? aim : { ...aim, host },
  }
}

export function termsOf(text: string): ReturnType<typeof parseSelector> {
  return text === '' ? [] : parseSelector(text)
}
