import type { FleetRedis } from '@ccsp/fleet'

const EVENTS = 'bull:ccsp-queue:events'

/**
 * Follows the order in which Redis hands jobs out. BullMQ's script that makes a job active appends an event to a stream in the
 * same atomic step, so the stream's order is the order of handing out, whatever the daemons see of it. BullMQ keeps only the
 * last 10,000 events: the stream is read while it grows, and whoever uses the result checks that no job is missing in it.
 */
export interface HandOutJudge {
  /** Ends when no event came for a moment. @returns job ids in the order of handing out; a job handed out again is there again */
  finish(): Promise<string[]>
}

export function followHandOuts(redis: FleetRedis): HandOutJudge {
  const handedOut: string[] = []
  let isFinishing = false
  const follow = async (): Promise<void> => {
    for (let last = '0-0'; ;) {
      const answer = await redis.xread('COUNT', 5_000, 'BLOCK', 200, 'STREAMS', EVENTS, last)
      if (!answer && isFinishing) return
      for (const [id, fields] of answer?.[0]?.[1] ?? []) {
        last = id
        const event = new Map(fields.map((name, index) => [name, fields[index + 1]]))
        if (event.get('event') === 'active') handedOut.push(event.get('jobId') ?? '')
      }
    }
  }
  const following = follow()
  return {
    async finish() {
      isFinishing = true
      await following
      return handedOut
    },
  }
}
