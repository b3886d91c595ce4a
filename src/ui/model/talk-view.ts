import type { Member } from '../../state/group-talk/member.ts'
import type { CleanAnswer } from '../../state/group-talk/prompts.ts'

/** A question to several agents, and the answers until now. */
export interface TalkView {
  readonly talk: string
  readonly question: string
  readonly members: readonly Omit<Member, 'agent'>[]
  readonly answers: readonly CleanAnswer[]
}

export type TalkIntent =
  | {
      readonly type: 'begin-talk'
      readonly question: string
      readonly members: readonly Omit<Member, 'agent'>[]
    }
  | { readonly type: 'show-talk' }
  /** Waits until a shell that was just opened on this host is listed as a session, then attaches to it. */
  | { readonly type: 'await-terminal'; readonly host: string }
