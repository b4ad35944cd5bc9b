/** What a refused port means, in one line that says what to do. */

import { StartError } from './configuration.ts';

/** A place to listen at, and the settings that say so. */
export interface NamedPlace {
  readonly host: string;
  readonly port: number;
  /** For example `PORT`. */
  readonly setting: string;
  /** For example `HOST`. */
  readonly hostSetting: string;
}

export function portProblem(error: NodeJS.ErrnoException, { host, port, setting, hostSetting }: NamedPlace): Error {
  if (error.code === 'EADDRINUSE') return new StartError(`port ${port} on ${host} is taken: stop what uses it, or set ${setting} to another`);
  if (error.code === 'EACCES') return new StartError(`port ${port} may not be used by this user: set ${setting} to one above 1023`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new StartError(`${host} is not an address of this machine: mend ${hostSetting}`);
  return error;
}
