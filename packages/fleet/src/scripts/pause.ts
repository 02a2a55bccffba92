import { pause } from 'bullmq/dist/esm/scripts/pause-7.js'

/**
 * Ends a pause whose time has come, if it is still the one that was read: reason and pause go in one step, so that no crash
 * leaves a queue that is paused for no reason. BullMQ's own script does the resuming; its version is pinned for that.
 *
 * KEYS 1 pause, 2.. BullMQ's own keys; ARGV 1 the pause as read
 * Returns 1 when the queue was resumed.
 */
export const END_PAUSE_LUA: string = `
local function resumeBull(KEYS, ARGV)
${pause.content}
end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local bullKeys = {}
for index = 2, #KEYS do bullKeys[#bullKeys + 1] = KEYS[index] end
resumeBull(bullKeys, {'resumed', '1'})
redis.call('DEL', KEYS[1])
return 1
`
export const BULL_PAUSE_KEYS = ['paused', 'wait', 'meta', 'prioritized', 'events', 'delayed', 'marker'] as const
