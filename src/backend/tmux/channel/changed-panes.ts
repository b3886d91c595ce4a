/**
 * Creates a function for the values that tmux pushes for the subscription to pane changes: for each pane its id and
 * some figures, `%5=figures %6=figures `. The function compares a value with the previous one and returns the ids of
 * the panes that are new or whose figures changed.
 */
export function createChangedPanes(): (value: string) => string[] {
  let known = new Map<string, string>()
  return value => {
    const figures = new Map(
      [...value.matchAll(/(%\d{1,10})=(\S+)/g)].map(
        ([, pane = '', figure = '']) => [pane, figure] as const,
      ),
    )
    const moved = [...figures]
      .filter(([pane, figure]) => known.get(pane) !== figure)
      .map(([pane]) => pane)
    known = figures
    return moved
  }
}
