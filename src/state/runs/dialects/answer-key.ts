/** The key of an answer: the host takes each once, so only one decision of several wins. */
export function answerKey(interactionId: string): string {
  return `answer.${interactionId.replace(/[^A-Za-z0-9.-]/g, '-')}`.slice(0, 80)
}
