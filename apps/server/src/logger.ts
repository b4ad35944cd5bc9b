/** Structured logs, one JSON line each, on standard error. */

import { pino, type Logger } from 'pino';
import type { Configuration } from './configuration.ts';

export function createLogger(configuration: Pick<Configuration, 'logLevel'>, role: string): Logger {
  return pino({ level: configuration.logLevel, base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
}
