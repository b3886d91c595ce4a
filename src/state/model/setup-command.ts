/** A set-up command that a repository brings along. It runs only after a person has seen it. */
export interface SetupCommand {
  readonly repository: string
  readonly command: string
  /** Names the content of the command. */
  readonly digest: string
}

/** Shows the person a set-up command and asks whether it may run. */
export type Confirm = (setup: SetupCommand) => Promise<boolean>
