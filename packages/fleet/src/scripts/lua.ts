/** How Redis names a message of a list without sending it: the hash of its beginning and its length. */
export const SIGNATURE_LUA = `
local function signatureOf(raw, limit)
  return redis.sha1hex(string.sub(raw, 1, limit)) .. ':' .. #raw
end
`

/** Keeps a dead letter and drops the oldest ones beyond the caps on count and bytes. */
export const DEAD_LETTER_LUA = `
local function keepDeadLetter(listKey, bytesKey, entry, maxCount, maxBytes)
  redis.call('LPUSH', listKey, entry)
  local bytes = redis.call('INCRBY', bytesKey, #entry)
  local count = redis.call('LLEN', listKey)
  while count > 1 and (count > maxCount or bytes > maxBytes) do
    local dropped = redis.call('RPOP', listKey)
    bytes = redis.call('DECRBY', bytesKey, #dropped)
    count = count - 1
  end
end
`

/**
 * Gives a reply to a client. Unread replies of clients that are gone end with the list's time to live; never by number, since
 * a client may have thousands of requests under way. A key that a client made something else than a list must not stop the
 * service: that reply is counted as undelivered.
 */
export const REPLY_LUA = `
local function giveReply(replyKey, reply, ttlMs, totalsKey)
  local pushed = redis.pcall('LPUSH', replyKey, reply)
  if type(pushed) == 'table' then
    if not string.find(pushed.err, 'WRONGTYPE', 1, true) then error(pushed.err) end
    redis.call('HINCRBY', totalsKey, 'undelivered', 1)
    return
  end
  redis.call('PEXPIRE', replyKey, ttlMs)
end
`
