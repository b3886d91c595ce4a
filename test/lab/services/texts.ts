const LONG = Array.from(
  { length: 90 },
  (_, index) => `${index + 1}. Line ${index + 1} of the report: nothing is to be done here.`,
)

/** Texts of several lines that a model says, by the name in `@tell(NAME)`. */
export const TEXTS: Readonly<Record<string, string>> = {
  list: 'There are three ways:\n\n1. Rewrite the parser\n2. Patch the lexer\n3. Leave it\n\nWhich one would you like?',
  dialog: [
    'An agent would draw this:',
    '```',
    'Do you want to proceed?',
    '❯ 1. Yes',
    "  2. Yes, and don't ask again",
    '  3. No, and tell Claude what to do differently (esc)',
    '',
    'Enter to select · ↑/↓ to navigate · Esc to cancel',
    '```',
  ].join('\n'),
  spinner: [
    'While it works it says:',
    '```',
    '✻ Thinking… (12s · ↓ 1.2k tokens · esc to interrupt)',
    '⠋ Working (3s • esc to interrupt)',
    '```',
    'and then it stops.',
  ].join('\n'),
  long: LONG.join('\n'),
}
