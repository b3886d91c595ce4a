/** The environment variable that lists the panes of the agents in the chain that started this session, oldest first. */
export const STARTED_BY = 'FLEETMUX_STARTED_BY'

/**
 * The HTTP header of requests to the path `/mcp` that lists the same panes as the environment variable
 * FLEETMUX_STARTED_BY.
 */
export const STARTED_BY_HEADER = 'fleetmux-started-by'

/** A pane id that no pane has. It stands for an agent whose pane is unknown. */
export const UNKNOWN_AGENT = '%0@0:0'

/** Maximum depth of starts: an agent that a user started may start another, which may start one more. */
export const DEEPEST = 2

/** Parses the panes in FLEETMUX_STARTED_BY or in its HTTP header, such as `%5@1234:1690000000 %7@99:1690000000`. */
export function readAncestors(text: string | undefined): readonly string[] {
  return (text ?? '').split(' ').filter(each => /^%\d{1,9}@\d{1,9}:\d{1,12}$/.test(each))
}
