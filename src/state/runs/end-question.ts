/** The question before a run is stopped or removed. */
export function endQuestion(
  verb: 'Stop' | 'Remove',
  run: { readonly agent: string; readonly host: string; readonly title: string },
): string {
  return `${verb} the run of ${run.agent} on ${run.host}: ${run.title}?`
}
