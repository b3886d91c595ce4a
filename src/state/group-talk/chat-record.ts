/** Stores the messages of a talk, which is a discussion of several agents led by a moderator. */
export interface ChatRecord {
  readonly id: string
  /**
   * Appends a message to the log of the talk (`chat.log`). Another process may append a user's text at the same time.
   */
  say(from: string, content: string, readOnly?: boolean): void
  /**
   * Appends an entry to the list of the talk's steps (`history.jsonl`): the moderator's question to an agent
   * (`delegation`), an answer, a summary or an error.
   */
  note(
    type: 'delegation' | 'response' | 'synthesis' | 'error',
    summary: string,
    from: string,
    milliseconds?: number,
  ): void
  /** Texts that a user has added to the talk from another process since the last call. */
  heard(): readonly string[]
}
