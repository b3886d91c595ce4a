/** A feature that this version does not have yet: answered with 501 and the reason. */
export class UnbuiltError extends Error {}
