/**
 * Compares each pushed value of the subscription (`%5=figures %6=figures `) with the previous value. Returns the ids of
 * panes that are new or whose figures changed.
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
