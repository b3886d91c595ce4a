/** The words after the program's own options. `takesValue`: whether the next word is the value of this option. */
export function operands(
  words: readonly string[],
  takesValue: (option: string) => boolean,
): readonly string[] {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return words.slice(at + 1)
    if (!word.startsWith('-')) break
    if (takesValue(word)) at++
  }
  return words.slice(at)
}
