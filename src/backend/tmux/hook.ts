/** Hooks that a control client sets off by coming, going, or moving to another session (tmux 3.2 to 3.6). */
const HOOKS = [
  'client-attached',
  'client-detached',
  'client-session-changed',
  'pane-focus-in',
  'pane-focus-out',
] as const

/** A hook is an array of commands; a format can only ask for one place of it. */
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A format: what the first command of each of these hooks is, for the session that it is expanded for. */
export const FIRST_HOOKS = HOOKS.map(name => `#{${name}[0]}`).join('')

/** A format: the names of those that are set, each with a `+` behind it. */
export const HOOK_NAMES = HOOKS.map(name => `#{?#{${name}[0]},${name}+,}`).join('')

/** The same, of the places behind the first: too many to ask for them of every session. */
export const MORE_HOOK_NAMES = HOOKS.map(
  name => `#{?${PLACES.map(at => `#{${name}[${at}]}`).join('')},${name}+,}`,
).join('')
