/** The answer of the user, or of the user's rules, to an `approval_request` or `input_required`. */
export type Decision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly reason: string }
  /** For `input_required`: a text, or the label of an option. */
  | { readonly kind: 'answer'; readonly text: string }
