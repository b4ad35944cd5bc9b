/** Passkeys in the browser: what the device asks is asked here, what it answers is checked by the server. */

import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';

const door = '/api/auth/passkey';

/** Whether this browser, at this address, can have passkeys: WebAuthn knows no addresses in numbers. */
export const canHavePasskeys = (): boolean => 'PublicKeyCredential' in window && !/^[\d.]+$|:/.test(location.hostname);

/** Whether it worked; somebody who thought better of it has not failed. */
export async function signInWithPasskey(): Promise<boolean> {
  try {
    const { startAuthentication } = await import('@simplewebauthn/browser');
    const optionsJSON = await answer<PublicKeyCredentialRequestOptionsJSON>(fetch(`${door}/generate-authenticate-options`));
    await answer(send(`${door}/verify-authentication`, { response: await startAuthentication({ optionsJSON }) }));
    return true;
  } catch {
    return false;
  }
}

export async function addPasskey(name: string): Promise<boolean> {
  try {
    const { startRegistration } = await import('@simplewebauthn/browser');
    const optionsJSON = await answer<PublicKeyCredentialCreationOptionsJSON>(fetch(`${door}/generate-register-options`));
    await answer(send(`${door}/verify-registration`, { response: await startRegistration({ optionsJSON }), name }));
    return true;
  } catch {
    return false;
  }
}

const send = (path: string, body: unknown): Promise<Response> => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function answer<Body>(request: Promise<Response>): Promise<Body> {
  const response = await request;
  if (!response.ok) throw new Error(`passkey: ${response.status}`);
  return (await response.json()) as Body;
}
