/** The key of an answer: the host takes each once, so that of several decisions the first alone is heard. */
export function answerKey(interactionId: string | number): string {
  return `answer.${safeId(interactionId)}`
}

/** An id of the agent as a part of a key. */
export function safeId(id: string | number): string {
  return String(id)
    .replaceAll(/[^A-Za-z0-9.-]/g, '-')
    .slice(0, 70)
}
