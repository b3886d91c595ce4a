/** The answer to a prompt, or to any request its refusal: then the agent's input is closed. */
export const ACP_END = '"stopReason":"|"id":[0-9]+,"error":|"error":.*"id":[0-9]+'
