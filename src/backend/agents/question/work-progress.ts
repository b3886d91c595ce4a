import type { View } from '../rule.ts'
import type { Menu } from './menu.ts'

/** A line that counts what a program has done: `replayed 3 of 90 screens`, `Downloading 12 %`. */
const COUNT = /^\p{L}.*(?:\b\d+ ?(?:of|\/) ?\d+\b|\d ?%)/u

/** Whether the list shows the progress of several tasks: each row has a percentage or a progress bar. */
export function isProgress({ first, last }: Menu, { lines }: View): boolean {
  return lines.slice(first, last + 1).every(line => /\d ?%|[█░▒▓#=]{3}/u.test(line))
}

/**
 * Whether a line below the list counts what the program has done. The list is then output of a working program, and not
 * a menu that waits for the user.
 */
export function isCountBelow({ last }: Menu, { lines }: View): boolean {
  return lines.slice(last + 1).some(line => COUNT.test(line))
}
