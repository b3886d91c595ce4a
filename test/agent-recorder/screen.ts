/** What tmux tells of a pane at one moment. */
export interface Shot {
  readonly command: string
  readonly title: string
  readonly alternate: string
  readonly size: string
  /** `12 30`, or `hidden`. */
  readonly cursor: string
  readonly dead: string | null
  /** The command lines in the foreground of its terminal. */
  readonly foreground: readonly string[]
  readonly text: string
}

/** A screen that an agent drew, and what it shows. */
export interface Screen extends Shot {
  readonly agent: string
  readonly version: string
  readonly scene: string
  /** A state, and the kind of a question. */
  readonly shows: string
  readonly how: string
  /** Whether it has changed within a moment. */
  readonly moves?: boolean
}

/** As test/fixtures/agent/README.md describes it. */
export function toText(screen: Screen): string {
  const head = [
    `program: ${screen.agent} ${screen.version}`,
    ...(['size', 'command', 'title', 'alternate', 'cursor'] as const).map(
      name => `${name}: ${screen[name]}`,
    ),
    ...(screen.dead ? [`dead: ${screen.dead}`] : []),
    ...screen.foreground.map(args => `foreground: ${args}`),
    ...(screen.moves ? ['moves: yes'] : []),
    `state: ${screen.shows}`,
    `how: ${screen.how}`,
  ]
  return `${head.join('\n')}\n---\n${screen.text}`
}
