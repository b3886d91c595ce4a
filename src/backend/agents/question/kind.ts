import type { QuestionKind } from '../../../state/model/agents/agent.ts'

const KINDS: readonly (readonly [QuestionKind, RegExp])[] = [
  [
    'trust',
    /\btrust\b.{0,40}\b(?:folder|directory|files|authors|workspace|project|hooks?|contents)|\b(?:folder|workspace) (?:trust|access)\b|bypass permissions mode|running in .{0,60}without (?:git|version control)/isu,
  ],
  [
    'login',
    /\b(?:log(?:ging)?|sign(?:ing)?)[ -]?in\b|\blogin\b|\bapi key\b|\bauthenticat|\bpassword\b|\bpassphrase\b|\bcredentials?\b/isu,
  ],
  [
    'permission',
    /\ballow|\bapprov|\bpermission|do you want to|(?<!what )would you like to|wants? to|(?<!how (?:would you like )?to )\bproceed|\brun (?:this|the following)|\bdangerous\b|apply (?:this|these|the) (?:change|edit|patch)|\bexecute\b|exit plan mode|\byes\b[\s\S]{0,300}\bno\b/isu,
  ],
]

/**
 * A choice to type another answer. Only a question of the agent's model has such a choice; a permission dialog of the
 * agent's program does not.
 */
const OTHER = /^(?:type (?:something|your own)\b|other\b|none of (?:these|the above)\b)/i

/** The kind of a question, inferred from its text and choices. */
export function kindOf(text: string, labels: readonly string[]): QuestionKind {
  if (labels.some(label => OTHER.test(label))) return 'choice'
  const words = [text, ...labels].join('\n')
  const found = KINDS.find(([, pattern]) => pattern.test(words))
  if (found) return found[0]
  return labels.length > 0 ? 'choice' : 'text'
}
