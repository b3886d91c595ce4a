/** A key as tmux names it, a text that is typed, or what the screen has to show before the next. */
export type Step =
  | { readonly key: string }
  | { readonly type: string }
  /** Where it does not come, the scene goes on with what is there. */
  | { readonly sees: RegExp }

/** An agent of the npm registry, as it is installed and pointed at the stand-in of its service. */
export interface RecordedAgent {
  readonly name: string
  readonly npm: string
  /** Its command; default: its name. */
  readonly bin?: string
  readonly args?: readonly string[]
  /** What points it at the stand-in: files of its home, and variables. */
  home(url: string): AgentHome
  /** From its first screen to its empty prompt; null: without a login it does not get there. */
  readonly begin: readonly Step[] | null
  /** Empties its prompt. Default: Ctrl-U. */
  readonly clear?: readonly string[]
  /** Stops its work and leaves its questions. Default: Escape. */
  readonly stop?: readonly string[]
  /** Arguments that offer the tools of mcp-server.mjs, where no file of the project does. */
  readonly mcp?: readonly string[]
  /** Arguments that take up its last session again. */
  readonly resume?: readonly string[]
  /** What a person does before that scene. */
  readonly before?: Readonly<Record<string, readonly Step[]>>
  /** What scenes show of it, where other agents show something else. */
  readonly shows?: Readonly<Record<string, string>>
}

export interface AgentHome {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}
