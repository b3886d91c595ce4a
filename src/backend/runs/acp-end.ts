/** Matches a JSON-RPC error response to any of our requests. */
export const REFUSED = '"id":[0-9]+,"error":|"error":.*"id":[0-9]+'

/** Matches the answer to a prompt or an error response; the agent's stdin is then closed. */
export const ACP_END = `"stopReason":"|${REFUSED}`
