import type { Config } from '@ccsp/config'
import { addressOf, type ServiceResponse } from '@ccsp/fleet'
import type { Say } from './messages.ts'

/** What a person at the terminal reads when the daemon is up. */
export function bannerOf(facts: { config: Config; httpUrl: string; isSimulated: boolean }, say: Say): string {
  const { config, httpUrl, isSimulated } = facts
  const rule = '*'.repeat(96)
  const lines = [
    say('listening', { http: httpUrl }),
    say('redis', { redis: addressOf(config.redis), runtimeFile: config.paths.runtimeFile }),
    say('submit'),
    say('status'),
    isSimulated ? say('login') : say('stop'),
  ]
  return [...(isSimulated ? [rule, say('simulating'), rule] : []), ...lines, ''].join('\n')
}

/** The daemon's own first request and what came of it. */
export function firstExchangeOf(prompt: string, response: ServiceResponse | null, say: Say): string {
  const reply = response === null ? say('noReply') : say('firstReply', { reply: response.result ?? response.error ?? '' })
  return `${say('firstRequest', { prompt })}\n${reply}\n`
}
