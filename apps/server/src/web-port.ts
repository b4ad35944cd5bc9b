/** What a refused port means, in one line that says what to do. */

import { StartError } from './configuration.ts';

export function portProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') return new StartError(`port ${port} on ${host} is taken: stop what uses it, or set PORT to another`);
  if (error.code === 'EACCES') return new StartError(`port ${port} may not be used by this user: set PORT to one above 1023`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new StartError(`${host} is not an address of this machine: mend HOST`);
  return error;
}
