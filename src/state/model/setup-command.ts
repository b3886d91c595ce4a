/** A set-up command that a repository contains. It runs only after the user has seen it. */
export interface SetupCommand {
  readonly repository: string
  readonly command: string
  /** Hash of the command's content. */
  readonly digest: string
}

/** Shows the user a set-up command and asks whether it may run. */
export type Confirm = (setup: SetupCommand) => Promise<boolean>
