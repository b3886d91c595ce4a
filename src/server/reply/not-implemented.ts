/** Thrown for a feature that this version does not have yet. The response has the status 501 and the reason. */
export class UnbuiltError extends Error {}
