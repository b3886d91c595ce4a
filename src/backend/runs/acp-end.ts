/** Pattern of a JSON-RPC error response to a request of fleetmux. */
export const REFUSED = '"id":[0-9]+,"error":|"error":.*"id":[0-9]+'

/** Pattern of the answer to a prompt, or of an error response. After such a line the agent's stdin is closed. */
export const ACP_END = `"stopReason":"|${REFUSED}`
