import type { TmuxCommand } from './command.ts'
import { piecesOf } from './text-pieces.ts'

/**
 * Sets a buffer on one server. `seekMark` looks for it through another host name: when it is found, both names lead to
 * the same server.
 */
export function leaveMark(buffer: string): readonly TmuxCommand[] {
  return [['set-buffer', '-b', buffer, '--', buffer]]
}

export function seekMark(buffer: string): readonly TmuxCommand[] {
  return [['show-buffer', '-b', buffer]]
}

/**
 * Fills a buffer of our own in pieces. Each piece is a line of its own, so that tmux serves other clients in between.
 */
export function fillBuffer(buffer: string, text: string): readonly TmuxCommand[] {
  return piecesOf(text).map((piece, at) => [
    ...['set-buffer', ...(at > 0 ? ['-a'] : []), '-b', buffer, '--'],
    piece,
  ])
}

/**
 * Pastes the buffer byte for byte and deletes it. `marks`: uses bracketed paste when the program has enabled it. `raw`:
 * without `-S`, tmux 3.7 makes control characters visible.
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
