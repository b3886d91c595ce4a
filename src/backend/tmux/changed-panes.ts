/**
 * Reads one pushed value of the subscription (`%5=figures %6=figures `) against the one before:
 * which panes are new there, or have other figures.
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
