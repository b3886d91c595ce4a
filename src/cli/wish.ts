import { THIS_MACHINE } from '../state/host-config.ts'
import type { Aim } from '../state/recipient.ts'
import { select } from '../state/select.ts'
import { parseSelector } from '../state/selector.ts'
import { parseTarget } from '../state/target.ts'
import type { Fleet } from '../state/world.ts'
import { type Flag, type Flags, usage } from './flag.ts'

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
export interface Wish {
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
  readonly named: readonly Wish[]
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
  const remotes = flags.list('remote')
  const named = targets.flatMap(target =>
    remotes.length > 0 ? remotes.map(host => onRemote(host, target)) : [toWish(target)],
  )
  const selects = [...flags.each('select'), ...(flags.is('all') ? [''] : [])]
  for (const text of flags.each('select')) parseSelector(text)
  const answers = answered.map(text => ({ ...toWish(text), answer: true as const }))
  const all = [...answers, ...named, ...flags.each('to').map(toWish)]
  if (all.length + selects.length > 0) return { named: all, selects }
  throw usage(
    `${word} wants to know to whom.`,
    'Name a TARGET, or say --to TARGET, --select TERMS or --all.',
  )
}

function toWish(text: string): Wish {
  const written = parseTarget(text)
  if (written.session === '')
    throw usage(`${JSON.stringify(text)} names no session.`, 'Write host/session.')
  const name = text.includes('/') ? text : `${THIS_MACHINE}/${text}`
  return { host: written.host, name, aim: written }
}

function onRemote(host: string, target: string): Wish {
  const [first] = target.split('/')
  if (target.includes('/') && first === host) {
    throw usage(
      `With --remote, TARGET is a session on each of those hosts, not ${JSON.stringify(target)}.`,
      `Leave out ${host}/, or leave out --remote.`,
    )
  }
  return toWish(`${host}/${target}`)
}

/** With the selectors taken apart, a wish for each host that they could mean. */
export function wishesOf({ named, selects }: Asked, { store }: Fleet): Wish[] {
  const state = store.getState()
  const selected = selects.flatMap(text =>
    // Nobody is dialled yet, so these are all.
    select(state, termsOf(text)).unasked.map(host => ({
      host,
      name: `${host}/*`,
      aim: { select: text },
    })),
  )
  return [...named, ...selected]
}

export function termsOf(text: string): ReturnType<typeof parseSelector> {
  return text === '' ? [] : parseSelector(text)
}
