import * as z from 'zod'

/** What is wrong with a body, in words. Of a body with several forms, the form that it fits best is told. */
export function issuesText(shape: z.ZodType, value: unknown, error: z.ZodError): string {
  return z.prettifyError(closest(shape, value) ?? error).replace(/\n\s*/g, ' ')
}

/** The union itself reports the form whose values are right, even if the body has none of its keys. */
function closest(shape: z.ZodType, value: unknown): z.ZodError | undefined {
  if (!(shape instanceof z.ZodUnion)) return undefined
  const forms = shape.options as readonly z.ZodType[]
  const errors = forms.flatMap(form => form.safeParse(value).error ?? [])
  return errors.toSorted((one, other) => misfit(one) - misfit(other)).at(0)
}

/** A key that a form does not have weighs more than a value that it does not take. */
function misfit({ issues }: z.ZodError): number {
  const foreign = issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  return foreign.length * 100 + issues.length
}
