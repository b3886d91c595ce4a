/** The key of an answer to the agent. The host accepts each key once, so only the first of several answers counts. */
export function answerKey(interactionId: string | number): string {
  return `answer.${safeId(interactionId)}`
}

/** An id that the agent has chosen, with only the characters that a key may contain. */
export function safeId(id: string | number): string {
  return String(id)
    .replaceAll(/[^A-Za-z0-9.-]/g, '-')
    .slice(0, 70)
}
