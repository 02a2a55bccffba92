import { addDelayedJob } from 'bullmq/dist/esm/scripts/addDelayedJob-6.js'
import { addPrioritizedJob } from 'bullmq/dist/esm/scripts/addPrioritizedJob-9.js'
import { SIGNATURE_LUA } from './lua.ts'

/**
 * Puts one request on the queue and, when it came from the request list, takes it off there: in one step, so that no crash
 * loses or doubles it. BullMQ's own script does the adding; its version is pinned for that.
 *
 * KEYS  1 requests list, 2 id sequence, 3 in-flight key, 4 reply list, 5 ledger totals, 6.. BullMQ's own keys
 * ARGV  1 expected signature of the list's oldest message ('' = not from the list), 2 size limit the signature was made with,
 *       3 BullMQ key prefix, 4 job name, 5 timestamp ms, 6 job data, 7 job options as JSON, 8 most requests that may wait (0 = any),
 *       9 how many unread replies are searched for one that answers the same id
 * Returns {status, job id}: queued | duplicate | moved (the list's oldest message is another one) | full
 */
const enqueueLua = (bullScript: string): string => `${SIGNATURE_LUA}
local function addToBull(KEYS, ARGV)
${bullScript}
end
local isFromList = ARGV[1] ~= ''
if isFromList then
  local head = redis.call('LINDEX', KEYS[1], -1)
  if not head or signatureOf(head, tonumber(ARGV[2])) ~= ARGV[1] then return {'moved', ''} end
end

local prefix = ARGV[3]
local function isInFlight(jobId)
  return redis.call('EXISTS', prefix .. jobId) == 1 and not redis.call('HGET', prefix .. jobId, 'finishedOn')
    and redis.call('EXISTS', 'ccsp:outcome:' .. jobId) == 0
end
local function isReplyUnread(sha1)
  if redis.call('TYPE', KEYS[4]).ok ~= 'list' then return false end
  for _, reply in ipairs(redis.call('LRANGE', KEYS[4], 0, tonumber(ARGV[9]) - 1)) do
    if redis.sha1hex(reply) == sha1 then return true end
  end
  return false
end
local known = redis.call('GET', KEYS[3])
if known then
  local kind, rest = string.sub(known, 1, 1), string.sub(known, 2)
  if (kind == 'j' and isInFlight(rest)) or (kind == 'r' and isReplyUnread(rest)) then
    redis.call('HINCRBY', KEYS[5], 'duplicates', 1)
    if isFromList then redis.call('RPOP', KEYS[1]) end
    return {'duplicate', kind == 'j' and rest or ''}
  end
end

local limit = tonumber(ARGV[8])
if limit > 0 then
  local waiting = redis.call('ZCARD', prefix .. 'prioritized') + redis.call('ZCARD', prefix .. 'delayed') + redis.call('LLEN', prefix .. 'wait')
  if waiting >= limit then return {'full', ''} end
end

local jobId = string.format('r%016d', redis.call('INCR', KEYS[2]))
local options = cjson.decode(ARGV[7])
options['jobId'] = jobId
local bullKeys = {}
for index = 6, #KEYS do bullKeys[#bullKeys + 1] = KEYS[index] end
addToBull(bullKeys, {cmsgpack.pack({prefix, jobId, ARGV[4], ARGV[5]}), ARGV[6], cmsgpack.pack(options)})
-- Longer than the longest delay. It heals before that: a job that vanished does not count.
redis.call('SET', KEYS[3], 'j' .. jobId, 'PX', 34560000000)
redis.call('HINCRBY', KEYS[5], 'accepted', 1)
if isFromList then redis.call('RPOP', KEYS[1]) end
return {'queued', jobId}
`

export const ENQUEUE_PRIORITIZED_LUA: string = enqueueLua(addPrioritizedJob.content)
export const ENQUEUE_DELAYED_LUA: string = enqueueLua(addDelayedJob.content)
export const OWN_KEYS = 5
export const BULL_PRIORITIZED_KEYS = [
  'marker',
  'meta',
  'id',
  'prioritized',
  'delayed',
  'completed',
  'active',
  'events',
  'pc',
] as const
export const BULL_DELAYED_KEYS = ['marker', 'meta', 'id', 'delayed', 'completed', 'events'] as const
