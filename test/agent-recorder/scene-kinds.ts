import type { Scene } from './scenes.ts'

/** Scenes that a prompt leads to, by what the agent then shows. */
export const allows = (
  name: string,
  prompt: string,
  how: string,
  more: Partial<Scene> = {},
): Scene => ({
  ...{ name, shows: 'waiting permission', prompt, how, ...more },
})

export const asks = (
  name: string,
  prompt: string,
  how: string,
  more: Partial<Scene> = {},
): Scene => ({
  ...{ name, shows: 'waiting choice', prompt, how, ...more },
})

export const rests = (
  name: string,
  prompt: string,
  how: string,
  more: Partial<Scene> = {},
): Scene => ({
  ...{ name, shows: 'idle', prompt, how, ...more },
})
