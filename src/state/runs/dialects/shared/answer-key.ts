/** The key of an answer. The host accepts each key once, so only the first of several decisions counts. */
export function answerKey(interactionId: string | number): string {
  return `answer.${safeId(interactionId)}`
}

/** An id of the agent in a form that a key may contain. */
export function safeId(id: string | number): string {
  return String(id)
    .replaceAll(/[^A-Za-z0-9.-]/g, '-')
    .slice(0, 70)
}
