/** A set-up command that a repository contains. It runs only after the user has seen it. */
export interface SetupCommand {
  readonly repository: string
  readonly command: string
  /** SHA-256 of the whole command, by which the user's approval is stored: a changed command is shown again. */
  readonly digest: string
}

/** Shows the user a set-up command and asks whether it may run. */
export type Confirm = (setup: SetupCommand) => Promise<boolean>
