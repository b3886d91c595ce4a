/** What a person, or a rule of theirs, says to an `approval_request` or `input_required`. */
export type Decision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly reason: string }
  /** To `input_required`: a text, or the label of an option. */
  | { readonly kind: 'answer'; readonly text: string }
