/** Hooks that run when a control client attaches, detaches or switches to another session (tmux 3.2 to 3.6). */
export const CLIENT_HOOKS = [
  'client-attached',
  'client-detached',
  'client-session-changed',
  'pane-focus-in',
  'pane-focus-out',
] as const

/**
 * Indexes of commands that people give a hook of one session; 42 is that of tmux's manual. A format can only read one
 * index at a time. Hooks of all sessions are found at any index, by `show-options`.
 */
const PLACES = [0, 1, 2, 42]

const anyOf = (name: string) => PLACES.map(at => `#{${name}[${at}]}`).join('')

/** A format: commands of these hooks, for the session that the format is expanded for; empty: there are none. */
export const SESSION_HOOKS = CLIENT_HOOKS.map(anyOf).join('')

/** A format: the names of the hooks that are set, each followed by `+`. */
export const HOOK_NAMES = CLIENT_HOOKS.map(name => `#{?${anyOf(name)},${name}+,}`).join('')
