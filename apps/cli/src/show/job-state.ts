import type { JobState } from '@ccsp/fleet'
import type { Translate } from '../messages/index.ts'

/** A job's state in the user's language. */
export function jobStateOf(t: Translate, state: JobState): string {
  return t(`state.${state}`)
}
