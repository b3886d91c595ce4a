/** A JSON value whose numbers stand as they were written: 1.0 and 12345678901234567890 too. */
export type Json = null | boolean | string | number | RawNumber | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** What `JSON.rawJSON` makes; `JSON.stringify` prints it letter for letter. */
interface RawNumber {
  readonly rawJSON: string
}

/** V8 has these since Node 21; TypeScript's library does not know them yet. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: Json, context: { readonly source?: string }) => Json,
  ): Json
  rawJSON(text: string): RawNumber
}

const exact: ExactJson = JSON as unknown as ExactJson

/** @throws SyntaxError where it is no JSON. */
export function parseExact(text: string): Json {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? exact.rawJSON(source)
      : value,
  )
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
