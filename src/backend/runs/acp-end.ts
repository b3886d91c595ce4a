/** Any request of ours that is refused, in JSON-RPC. */
export const REFUSED = '"id":[0-9]+,"error":|"error":.*"id":[0-9]+'

/** The answer to a prompt, or to any request its refusal: then the agent's input is closed. */
export const ACP_END = `"stopReason":"|${REFUSED}`
