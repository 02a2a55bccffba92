import type { Instance } from '../contract/instance.ts'
import { type Answers, numberOrNull, parseObject, textOr } from './batch.ts'

export function instancesOf(first: Answers, second: Answers): Instance[] {
  return Object.entries(first.hash('instances')).flatMap(([instanceId, text]) => {
    const known = parseObject(text)
    if (known === null) return []
    const load = parseObject(second.text(`load:${instanceId}`))
    return [
      {
        instanceId,
        hostname: textOr(known['hostname'], ''),
        pid: numberOrNull(known['pid']) ?? 0,
        startTime: textOr(known['startTime'], ''),
        lastUpdate: textOr(known['lastUpdate'], ''),
        isAlive: second.text(`health:${instanceId}`) !== null,
        activeRequests: numberOrNull(load?.['activeRequests']),
        capacity: numberOrNull(load?.['capacity']),
        mode: known['mode'] === 'claude' || known['mode'] === 'simulator' ? known['mode'] : null,
      },
    ]
  })
}
