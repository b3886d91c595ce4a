/** A JSON value whose numbers keep their source text, such as 1.0 and 12345678901234567890. */
export type Json = null | boolean | string | number | RawNumber | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** The result of `JSON.rawJSON`. `JSON.stringify` prints it unchanged. */
interface RawNumber {
  readonly rawJSON: string
}

/**
 * `JSON.rawJSON`, and `JSON.parse` whose reviver also gets the source text of each value, so that numbers keep their
 * digits. V8 has both since Node 21, but TypeScript's library types lack them.
 */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: Json, context: { readonly source?: string }) => Json,
  ): Json
  rawJSON(text: string): RawNumber
}

const exact: ExactJson = JSON as unknown as ExactJson

/** Parses JSON and keeps the source text of numbers. @throws SyntaxError if the text is not JSON. */
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
