/** Meanings of fields that several routes have, for docs/api.md and the OpenAPI document. */
export const HOST_OR_HERE = 'default: this machine'
export const PERMISSIONS =
  '`ask`: the agent asks before it changes anything, the default; `allow`: it may do everything; `deny`: it may only read'
export const MODE =
  '`submit`: pastes the text and presses Enter, the default; `no-enter`: pastes the text; `literal`: types the text without paste brackets; `keys`: presses the named keys, such as `C-c Up Enter`'
export const ONLY_AT_PROMPT = '`true`: only to shells and agents that fleetmux knows'
export const QUEUE =
  '`true`: holds the text while the host is down, or while the pane asks a question or contains a draft'
export const UNTIL = 'the receipt that ends the wait for the answer'
export const HOME_DIRECTORY = 'absolute, or relative to the home directory, the default'
export const DIRECTORY =
  'absolute, or relative to the directory that is configured for the host, by default the home directory'
