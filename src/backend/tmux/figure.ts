/** tmux's ids: of a session, a window, a pane. It counts them in 32 bits. */
const ID = /^[$@%]\d{1,10}$/

/** Whether a host's word is an id of that kind: ids go into commands as they are. */
export function isId(word: string, kind: '$' | '@' | '%'): boolean {
  return word.startsWith(kind) && ID.test(word)
}

/** The largest time, in whole seconds, that is still exact in milliseconds. */
export const LATEST = 99_999_999_999
/** Columns or rows: tmux itself allows a sixth of it. */
export const WIDEST = 65_535
/** What 32 bits hold: pids, indexes, lines of history. */
const MOST = 4_294_967_295

/** A count or size that a host tells: a whole number, 0 where it is none, and never more than `most`. */
export function toCount(word: string | undefined, most = MOST): number {
  return /^\d+$/.test(word ?? '') ? Math.min(Number(word), most) : 0
}
