let made = 0

/** A text that no test has used before, nor an earlier try of the same test: whoever counts it counts this use. */
export const unique = (text: string) => `${text}-${++made}`
