/** The variable that tells a started agent the panes of the agents above it, the oldest first. */
export const STARTED_BY = 'FLEETMUX_STARTED_BY'

/** An agent that a person has started may start one, and that one another. What these start ends there. */
export const DEEPEST = 2

/** The panes that are named in the variable: `%5@1234:1690000000 %7@99:1690000000`. */
export function readAncestors(text: string | undefined): readonly string[] {
  return (text ?? '').split(' ').filter(each => /^%\d{1,9}@\d{1,9}:\d{1,12}$/.test(each))
}
