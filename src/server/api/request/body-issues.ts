import * as z from 'zod'

/**
 * Describes what is wrong with a body. If the schema has several forms, describes the errors for the form that fits the
 * body best.
 */
export function issuesText(shape: z.ZodType, value: unknown, error: z.ZodError): string {
  return (closest(shape, value) ?? error).issues.map(issueText).join('; ')
}

/** The field, and what is wrong with its value: `agent: expected string, received number`. */
function issueText({ path, message }: z.core.$ZodIssue): string {
  const words = message.replace(/^Invalid input: /, '')
  return path.length === 0 ? words : `${path.join('.')}: ${words}`
}

/**
 * The errors for the form (alternative of a zod union) that fits the body best. zod itself prefers a form with valid
 * values, even if the body has none of the keys of this form.
 */
function closest(shape: z.ZodType, value: unknown): z.ZodError | undefined {
  if (!(shape instanceof z.ZodUnion)) return undefined
  const forms = shape.options as readonly z.ZodType[]
  const errors = forms.flatMap(form => form.safeParse(value).error ?? [])
  return errors.toSorted((one, other) => misfit(one) - misfit(other)).at(0)
}

/** How badly a body fits a form. A key that the form does not have counts more than an invalid value. */
function misfit({ issues }: z.ZodError): number {
  const foreign = issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  return foreign.length * 100 + issues.length
}
