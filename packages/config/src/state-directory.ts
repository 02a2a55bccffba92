import { isAbsolute, join } from 'node:path'

/** What the place of the state directory depends on. */
export interface StateDirectoryFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the installation: in a checkout, its top. */
  readonly applicationRoot: string
  readonly isCheckout: boolean
  readonly uid: number
}

/**
 * The state directory where no setting names one: what systemd made for the service, else a folder of the checkout, else
 * the user's state folder (XDG base directories), else one in /tmp for a user without a home. Always absolute, when
 * `applicationRoot` is.
 */
export function defaultStateDirectory({ env, applicationRoot, isCheckout, uid }: StateDirectoryFacts): string {
  // systemd joins several directories with colons.
  const ofSystemd = env['STATE_DIRECTORY']?.split(':')[0]
  if (isPath(ofSystemd)) return ofSystemd
  if (isCheckout) return join(applicationRoot, '.ccsp')
  if (isPath(env['XDG_STATE_HOME'])) return join(env['XDG_STATE_HOME'], 'ccsp')
  if (isPath(env['HOME'])) return join(env['HOME'], '.local', 'state', 'ccsp')
  return `/tmp/ccsp-${uid}`
}

function isPath(value: string | undefined): value is string {
  return value !== undefined && isAbsolute(value)
}
