/** What this version does not do yet: answered with 501 and the reason. */
export class UnbuiltError extends Error {}
