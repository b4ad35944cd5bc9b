/** The certificate of the doors over TLS: read from its files, and again when they have changed. */

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Certificate, CertificatePair } from '@drystone/home/intake';
import { StartError, type Configuration } from './configuration.ts';

export interface KeptCertificate extends Certificate {
  /** Reads no more. */
  stop(): void;
}

const lookAgainMs = 60_000;

/** @throws StartError where a file cannot be read, or one is not for the other. */
export async function keepCertificate(files: NonNullable<Configuration['homeTls']>, onError: (error: Error) => void, everyMs = lookAgainMs): Promise<KeptCertificate> {
  const listeners = new Set<(pair: CertificatePair) => void>();
  let pair = await read(files);
  const timer = setInterval(() => {
    void read(files).then((newer) => {
      if (newer.cert === pair.cert && newer.key === pair.key) return;
      pair = newer;
      for (const listener of listeners) listener(newer);
    }, onError);
  }, everyMs);
  return {
    current: () => pair,
    endsAt: () => Temporal.Instant.fromEpochMilliseconds(new X509Certificate(pair.cert).validToDate.getTime()),
    onRenewed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => clearInterval(timer),
  };
}

async function read({ certificate, key }: NonNullable<Configuration['homeTls']>): Promise<CertificatePair> {
  const pair = { cert: await readPem('HOME_TLS_CERTIFICATE', certificate), key: await readPem('HOME_TLS_KEY', key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new StartError(`HOME_TLS_CERTIFICATE and HOME_TLS_KEY do not fit (${(error as Error).message}): set them to a certificate in PEM and the key that it was made with, without a password`);
  }
  return pair;
}

async function readPem(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(`${setting}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): mend the path, or its rights`);
  }
}
