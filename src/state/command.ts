import type { HostConfig, Target } from './model.ts'

/** What the backend shall do. Values: one executor carries them out, results come back as events. */
export type Command =
  /** Opens the host's channel and keeps it up: dialled again with back-off until `hang-up`. */
  | { readonly type: 'dial'; readonly host: HostConfig }
  | { readonly type: 'hang-up'; readonly host: string }
  /** Listens to this pane (and to no other) and sends its screen whenever it changes. */
  | { readonly type: 'follow'; readonly target: Target | null }
  /** Fetches scrollback and screen: the newest `lines` of it, or all. */
  | { readonly type: 'history'; readonly target: Target; readonly lines: number | 'all' }
  | { readonly type: 'send'; readonly target: Target; readonly text: string; readonly enter: boolean; readonly ref?: string }
  /** Keys in tmux's names and pieces of literal text, in order. */
  | { readonly type: 'keys'; readonly target: Target; readonly keys: readonly Key[] }
  | {
      readonly type: 'new-session'
      readonly host: string
      readonly name?: string
      readonly directory?: string
      readonly command?: readonly string[] | string
      readonly ref?: string
    }
  | {
      readonly type: 'kill-session'
      readonly host: string
      readonly server: string
      readonly session: string
      readonly name: string
      readonly ref?: string
    }
  | { readonly type: 'attach'; readonly target: Target; readonly ref?: string }
  | { readonly type: 'examine' }
  | { readonly type: 'close-masters'; readonly host?: string; readonly ref?: string }
  /** A `tick` event at that time; replaces the one asked for before. */
  | { readonly type: 'wake'; readonly at: number | null }
  | { readonly type: 'quit' }

export type Key = { readonly key: string } | { readonly text: string } | { readonly paste: string }
