/** A council's own sign-in (OpenID Connect), through our door and a real provider's, and what a hostile one is refused. */

import { createServer, type AddressInfo } from 'node:net';
import { sql } from '@drystone/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCouncil, Wanderer, type Claims, type Council } from './support/council.ts';
import { testServer, type TestServer } from './support/server.ts';

let council: Council;
let server: TestServer;
beforeAll(async () => {
  council = await aCouncil();
  server = await testServer({ OIDC_PROVIDERS: JSON.stringify([council.setting]) });
  council.open(`${server.url}/api/auth/callback/council`);
});
beforeEach(() => {
  council.forge = undefined;
});

/** Presses the council's button on the sign-in page. @returns where the page leads. */
async function start(wanderer: Wanderer, at: TestServer = server): Promise<string> {
  const response = await wanderer.go(`${at.url}/sign-in?/provider`, { provider: 'council' });
  const page = await response.text();
  const away = /http-equiv="refresh" content="0;\s*url=([^"]+)"/.exec(page)?.[1];
  expect([response.status, away]).toEqual([200, expect.any(String)]);
  return away!.replaceAll('&amp;', '&');
}

/** All the way. @returns the path we end at. */
async function signIn(wanderer: Wanderer, login: string): Promise<string> {
  const back = await wanderer.authorise(await start(wanderer), login, council);
  return locationOf(await wanderer.go(back));
}

function locationOf(response: Response): string {
  const { pathname, search } = new URL(response.headers.get('location') ?? '', server.url);
  return pathname + search;
}

async function whoAmI(wanderer: Wanderer): Promise<{ readonly status: number; readonly name?: string; readonly personId?: string }> {
  const { status, body } = await server.call('GET', '/api/accounts/me', undefined, { cookie: wanderer.cookie(server.url) });
  return { status, ...(status === 200 ? (body as { name: string; personId: string }) : {}) };
}

async function alertAt(path: string): Promise<string> {
  const page = await (await fetch(server.url + path)).text();
  return /role="alert"[^>]*>([^<]+)</.exec(page)?.[1] ?? '';
}

/** Somebody who signs in by the link that is mailed to them. */
async function byLink(email: string): Promise<Wanderer> {
  const wanderer = new Wanderer();
  await wanderer.go(`${server.url}/sign-in?/link`, { email });
  const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = ${email} order by at desc, id desc limit 1`.execute(transaction));
  await wanderer.go(`${server.url}/sign-in/link`, { token: /token=([\w-]+)/.exec(rows[0]!.body)![1]! });
  return wanderer;
}

describe("a council's own sign-in", () => {
  it('leads from our page through the council and back, signed in under the name it gave', async () => {
    council.people.set('aoife', { email: 'aoife@carrickmore.example', email_verified: true, name: 'Aoife Quinn' });
    const aoife = new Wanderer();
    expect(await signIn(aoife, 'aoife')).toBe('/account');
    expect(await whoAmI(aoife)).toMatchObject({ status: 200, name: 'Aoife Quinn' });
    expect(await (await aoife.go(`${server.url}/account`)).text()).toContain('aoife@carrickmore.example');
  });

  it('asks the council with a challenge of its own each time, and for no more than who somebody is', async () => {
    const asked = [await start(new Wanderer()), await start(new Wanderer())].map((address) => new URL(address).searchParams);
    for (const search of asked) {
      expect(Object.fromEntries(search)).toMatchObject({ client_id: 'drystone', response_type: 'code', code_challenge_method: 'S256', redirect_uri: `${server.url}/api/auth/callback/council`, scope: 'openid profile email' });
    }
    for (const each of ['state', 'nonce', 'code_challenge']) expect([each, new Set(asked.map((search) => search.get(each))).size]).toEqual([each, 2]);
  });

  it('knows somebody again, by the link in their mail and by who the council says they are', async () => {
    council.people.set('brid', { email: 'brid@carrickmore.example', email_verified: true, name: 'Bríd' });
    const linked = await byLink('brid@carrickmore.example');
    const brid = new Wanderer();
    await signIn(brid, 'brid');
    expect((await whoAmI(brid)).personId).toBe((await whoAmI(linked)).personId);
    // The council has given her another address since: it is still her.
    council.people.set('brid', { email: 'brid.new@carrickmore.example', email_verified: true, name: 'Bríd' });
    const again = new Wanderer();
    await signIn(again, 'brid');
    expect((await whoAmI(again)).personId).toBe((await whoAmI(brid)).personId);
  });

  it('sets a cookie that no script reads, and ends when it is ended', async () => {
    council.people.set('conor', { email: 'conor@carrickmore.example', email_verified: true });
    const conor = new Wanderer();
    const response = await conor.go(await conor.authorise(await start(conor), 'conor', council));
    expect(response.headers.getSetCookie().find((line) => line.startsWith('drystone.session_token='))).toMatch(/HttpOnly; SameSite=Lax/i);
    await conor.go(`${server.url}/account?/signOut`, {});
    expect((await whoAmI(conor)).status).toBe(401);
  });
});

describe('a hostile way back', () => {
  beforeAll(() => {
    council.people.set('mallory', { email: 'mallory@elsewhere.example', email_verified: true, name: 'Mallory' });
  });

  it('with a state that nobody was given is refused in words', async () => {
    const victim = new Wanderer();
    const back = new URL(await victim.authorise(await start(victim), 'mallory', council));
    back.searchParams.set('state', 'x'.repeat(32));
    const path = locationOf(await victim.go(back.href));
    expect(path).toMatch(/^\/sign-in\?failed/);
    expect(await alertAt(path)).toContain('That did not work');
    expect((await whoAmI(victim)).status).toBe(401);
  });

  it.each([
    ['without a state', (back: URL) => back.searchParams.delete('state')],
    ['with a code that was never given', (back: URL) => back.searchParams.set('code', 'x'.repeat(43))],
    ['from another issuer', (back: URL) => back.searchParams.set('iss', 'https://login.elsewhere.example')],
    ['with a refusal', (back: URL) => {
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', '<img src=x onerror=alert(1)>');
    }],
  ])('%s is refused in words', async (_, change) => {
    const victim = new Wanderer();
    const back = new URL(await victim.authorise(await start(victim), 'mallory', council));
    change(back);
    const path = locationOf(await victim.go(back.href));
    expect(path).toMatch(/^\/sign-in\?failed/);
    const page = await (await fetch(server.url + path)).text();
    expect(page).toContain('That did not work');
    expect(page).not.toContain('<img src=x');
    expect((await whoAmI(victim)).status).toBe(401);
  });

  it("made in another's browser does not sign the victim in as that other", async () => {
    const mallory = new Wanderer();
    const back = await mallory.authorise(await start(mallory), 'mallory', council);
    const victim = new Wanderer();
    await start(victim);
    expect(locationOf(await victim.go(back))).toMatch(/^\/sign-in\?failed/);
    expect((await whoAmI(victim)).status).toBe(401);
  });

  it('works once', async () => {
    const mallory = new Wanderer();
    const back = await mallory.authorise(await start(mallory), 'mallory', council);
    expect(locationOf(await mallory.go(back))).toBe('/account');
    const thief = new Wanderer();
    expect(locationOf(await thief.go(back))).toMatch(/^\/sign-in\?failed/);
    expect((await whoAmI(thief)).status).toBe(401);
  });

  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, (claims: Claims) => { claims: Claims; foreignKey?: boolean }]>([
    ['of another issuer', (claims) => ({ claims: { ...claims, iss: 'https://login.elsewhere.example' } })],
    ['for another audience', (claims) => ({ claims: { ...claims, aud: 'another-client' } })],
    ['for another question', (claims) => ({ claims: { ...claims, nonce: 'of another sign-in' } })],
    ['without the question', ({ nonce: _, ...claims }) => ({ claims })],
    ['that has run out', (claims) => ({ claims: { ...claims, exp: now() - 3_600 } })],
    ['signed by somebody else', (claims) => ({ claims, foreignKey: true })],
  ])('with an ID token %s opens nothing', async (_, forge) => {
    council.people.set('dara', { email: 'dara@carrickmore.example', email_verified: true, name: 'Dara' });
    council.forge = forge;
    const dara = new Wanderer();
    const path = await signIn(dara, 'dara');
    expect(path).toMatch(/^\/sign-in\?failed/);
    expect(await alertAt(path)).toContain('That did not work');
    expect((await whoAmI(dara)).status).toBe(401);
    // The same person with the token as the council gives it gets in: it is the change that was refused.
    council.forge = (claims) => ({ claims });
    expect(await signIn(dara, 'dara')).toBe('/account');
  });

  it("with another's subject in the ID token than in the profile does not open that other's account", async () => {
    council.people.set('eimear', { email: 'eimear@carrickmore.example', email_verified: true, name: 'Eimear' });
    const eimear = new Wanderer();
    await signIn(eimear, 'eimear');
    council.forge = (claims) => ({ claims: { ...claims, sub: 'eimear' } });
    const mallory = new Wanderer();
    await signIn(mallory, 'mallory');
    const { personId } = await whoAmI(eimear);
    expect(personId).toEqual(expect.any(String));
    expect((await whoAmI(mallory)).personId).not.toBe(personId);
  });

  it.each([false, undefined, 'false', 'true', 1])("with somebody else's address that the council has not verified (%j) does not open their account", async (email_verified) => {
    const owner = await byLink('fiadh@example.com');
    council.people.set('mallory-too', { email: 'Fiadh@example.com', name: 'Mallory', ...(email_verified !== undefined && { email_verified }) });
    const mallory = new Wanderer();
    const path = await signIn(mallory, 'mallory-too');
    expect(path).toMatch(/^\/sign-in\?failed/);
    expect(await alertAt(path)).toContain('have not confirmed');
    expect((await whoAmI(mallory)).status).toBe(401);
    expect((await whoAmI(owner)).status).toBe(200);
  });

  it('with an address that nobody has yet, not verified, makes no account that its owner would later walk into', async () => {
    council.people.set('early', { email: 'gobnait@example.com', email_verified: false, name: 'Mallory' });
    expect(await signIn(new Wanderer(), 'early')).toMatch(/^\/sign-in\?failed/);
    const { rows } = await server.database.as('system:identity', (transaction) => sql`select 1 from accounts.person where email = 'gobnait@example.com'`.execute(transaction));
    expect(rows).toEqual([]);
  });
});

describe('a council that is not to be reached', () => {
  it('is said so on the page, and signs in as soon as it is back, with no start in between', async () => {
    const late = await aCouncil();
    const other = await testServer({ OIDC_PROVIDERS: JSON.stringify([late.setting]) });
    const refused = await new Wanderer().go(`${other.url}/sign-in?/provider`, { provider: 'council' });
    expect(refused.status).toBe(502);
    expect(await refused.text()).toMatch(/Carrickmore Council does not answer\. Try again, or use an e-mail link\./);
    late.open(`${other.url}/api/auth/callback/council`);
    expect(await start(new Wanderer(), other)).toMatch(late.issuer);
  });

  it('half-way is said so on the page', async () => {
    council.people.set('hugh', { email: 'hugh@carrickmore.example', email_verified: true });
    const hugh = new Wanderer();
    const back = await hugh.authorise(await start(hugh), 'hugh', council);
    council.close();
    try {
      const path = locationOf(await hugh.go(back));
      expect(path).toMatch(/^\/sign-in\?failed/);
      expect(await alertAt(path)).toContain('That did not work');
      expect((await whoAmI(hugh)).status).toBe(401);
    } finally {
      council.open(`${server.url}/api/auth/callback/council`);
    }
    expect(await signIn(hugh, 'hugh')).toBe('/account');
  });

  it('that takes calls and never answers keeps nobody else out', async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    afterAll(() => mute.close());
    const issuer = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const other = await testServer({ OIDC_PROVIDERS: JSON.stringify([{ ...council.setting, issuer }]) });
    const signedIn = await fetch(`${other.url}/sign-in?/demonstration`, { method: 'POST', body: new URLSearchParams({ person: 'trails' }), headers: { origin: other.url, accept: 'text/html' }, redirect: 'manual' });
    expect(signedIn.headers.get('location')).toBe('/account');
    const refused = await new Wanderer().go(`${other.url}/sign-in?/provider`, { provider: 'council' });
    expect([refused.status, await refused.text()]).toEqual([502, expect.stringContaining('does not answer')]);
  });

  it('that says it is another issuer than the one that was set is not asked', async () => {
    const posing = await aCouncil();
    const other = await testServer({ OIDC_PROVIDERS: JSON.stringify([{ ...posing.setting, issuer: posing.issuer.replace('127.0.0.1', 'localhost') }]) });
    posing.open(`${other.url}/api/auth/callback/council`);
    expect((await new Wanderer().go(`${other.url}/sign-in?/provider`, { provider: 'council' })).status).toBe(502);
  });
});

describe("the identity library's own door", () => {
  it.each([
    ['POST', 'update-user', { name: 'x'.repeat(5_000) }],
    ['POST', 'sign-in/social', { provider: 'council', callbackURL: '/account' }],
    ['POST', 'sign-in/magic-link', { email: 'x@example.com' }],
    ['GET', 'magic-link/verify?token=x', undefined],
    ['GET', 'get-session', undefined],
    ['GET', 'list-sessions', undefined],
    ['GET', 'list-accounts', undefined],
    ['GET', 'error', undefined],
  ])('is shut for %s %s: our pages do that', async (method, path, body) => {
    const somebody = await byLink('irial@example.com');
    const { status, text } = await server.call(method, `/api/auth/${path}`, body, { cookie: somebody.cookie(server.url), origin: server.url });
    expect([status, text]).toEqual([404, expect.stringContaining('There is nothing at')]);
  });
});
