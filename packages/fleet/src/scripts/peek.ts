import { SIGNATURE_LUA } from './lua.ts'

/**
 * Looks at the oldest messages of the request list without taking them. A message over the size limit is named, not sent.
 * KEYS requests; ARGV max count, max bytes of one message, max bytes of all, bytes shown of an oversized one.
 * Returns triples: signature, size in bytes, text (the beginning only when oversized).
 */
export const PEEK_LUA: string = `${SIGNATURE_LUA}
local found, total = {}, 0
for index = 1, tonumber(ARGV[1]) do
  local raw = redis.call('LINDEX', KEYS[1], -index)
  if not raw then break end
  local size = #raw
  local shown = size > tonumber(ARGV[2]) and string.sub(raw, 1, tonumber(ARGV[4])) or raw
  total = total + #shown
  if index > 1 and total > tonumber(ARGV[3]) then break end
  found[#found + 1] = signatureOf(raw, tonumber(ARGV[2]))
  found[#found + 1] = size
  found[#found + 1] = shown
end
return found
`
