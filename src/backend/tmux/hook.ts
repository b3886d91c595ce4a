/** Hooks that run when a control client attaches, detaches or switches to another session (tmux 3.2 to 3.6). */
const HOOKS = [
  'client-attached',
  'client-detached',
  'client-session-changed',
  'pane-focus-in',
  'pane-focus-out',
] as const

/** Indexes of a hook's commands after the first. A format can only read one index at a time. */
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A format: the first command of each of these hooks, for the session that the format is expanded for. */
export const FIRST_HOOKS = HOOKS.map(name => `#{${name}[0]}`).join('')

/** A format: the names of the hooks that are set, each followed by `+`. */
export const HOOK_NAMES = HOOKS.map(name => `#{?#{${name}[0]},${name}+,}`).join('')

/**
 * A format: the names of the hooks that have commands after the first. It is too long to be expanded for every session.
 */
export const MORE_HOOK_NAMES = HOOKS.map(
  name => `#{?${PLACES.map(at => `#{${name}[${at}]}`).join('')},${name}+,}`,
).join('')
