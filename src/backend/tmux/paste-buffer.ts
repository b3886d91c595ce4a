import type { TmuxCommand } from './command.ts'
import { piecesOf } from './text-pieces.ts'

/**
 * Sets a buffer on one server. If `seekMark` then finds the buffer through another host name, both names lead to the
 * same server.
 */
export function leaveMark(buffer: string): readonly TmuxCommand[] {
  return [['set-buffer', '-b', buffer, '--', buffer]]
}

export function seekMark(buffer: string): readonly TmuxCommand[] {
  return [['show-buffer', '-b', buffer]]
}

/**
 * Sets a buffer to a text, in pieces. Each piece is a separate command line, so that tmux serves other clients in
 * between.
 */
export function fillBuffer(buffer: string, text: string): readonly TmuxCommand[] {
  return piecesOf(text).map((piece, at) => [
    ...['set-buffer', ...(at > 0 ? ['-a'] : []), '-b', buffer, '--'],
    piece,
  ])
}

/**
 * Pastes the buffer byte for byte and deletes it. `marks`: use bracketed paste if the program has enabled it. `raw`:
 * pass `-S`, without which tmux 3.7 replaces control characters by visible ones.
 */
export function pasteBuffer(
  pane: string,
  buffer: string,
  { marks, raw }: { readonly marks: boolean; readonly raw: boolean },
): TmuxCommand {
  return [
    'paste-buffer',
    ...(marks ? ['-p'] : []),
    ...(raw ? ['-S'] : []),
    '-d',
    '-r',
    '-b',
    buffer,
    '-t',
    pane,
  ]
}

export function deleteBuffer(buffer: string): readonly TmuxCommand[] {
  return [['delete-buffer', '-b', buffer]]
}
