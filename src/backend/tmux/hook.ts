/** Hooks that run when a control client attaches, detaches or switches to another session (tmux 3.2 to 3.6). */
export const CLIENT_HOOKS = [
  'client-attached',
  'client-detached',
  'client-session-changed',
  'pane-focus-in',
  'pane-focus-out',
] as const

/**
 * A session's hook is an array of commands, and a format can read only one index of it at a time: these indexes, which
 * people use, are read. 42 is the index in the example of tmux's manual. Global hooks are read by `show-options`, at all
 * indexes.
 */
const PLACES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 42, 50, 99, 100]

/** A format that expands to the commands of this hook; empty if there are none. */
export const anyOf = (name: string) => PLACES.map(at => `#{${name}[${at}]}`).join('')

/** A format that expands to the commands that are set for `CLIENT_HOOKS` in one session; empty if there are none. */
export const SESSION_HOOKS = CLIENT_HOOKS.map(anyOf).join('')

/** A format that expands to the names of those `CLIENT_HOOKS` for which commands are set, each followed by `+`. */
export const HOOK_NAMES = CLIENT_HOOKS.map(name => `#{?${anyOf(name)},${name}+,}`).join('')
