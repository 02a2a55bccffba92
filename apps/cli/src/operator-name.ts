import { hostname, userInfo } from 'node:os'

/** Who gives an order, `user@host`: other operators read it. */
export function operatorName(): string {
  return `${userName()}@${hostname()}`
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the user database, as in some containers.
    return `uid-${process.getuid?.() ?? 0}`
  }
}
