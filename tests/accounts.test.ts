/** People, organisations and what they may do, through the doors. */

import { operations, permissions, roles, rolesOf, sharedOperations, type OrganisationKind, type Role } from '@drystone/access';
import { openDatabase, sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { aClaim, administratorKey, anInvoice, anObligation, aProcess, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { bidsOn } from './support/bids.ts';
import { insertedContribution } from './support/citizens.ts';
import { insertedAlarm, type Alarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function organisation(kind: OrganisationKind, name = `The ${kind}`): Promise<string> {
  const { status, body } = await server.call('POST', '/api/accounts/organisations', { kind, name }, asAdministrator);
  expect(status).toBe(201);
  return (body as { id: string }).id;
}

async function keyFor(id: string, some: readonly Role[]): Promise<string> {
  const { status, body } = await server.call('POST', `/api/accounts/organisations/${id}/keys`, { name: 'A program', roles: some }, asAdministrator);
  expect(status).toBe(201);
  return (body as { key: string }).key;
}

/** The browser of somebody who opened the link that was mailed to them. */
async function signIn(email: string): Promise<{ cookie: string }> {
  await post('/sign-in?/link', { email });
  const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = ${email} order by at desc, id desc limit 1`.execute(transaction));
  const token = /token=([\w-]+)/.exec(rows[0]!.body)![1]!;
  const { headers, status } = await post('/sign-in/link', { token });
  expect(status).toBe(303);
  return { cookie: headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') };
}

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: server.url, accept: 'text/html', ...headers }, redirect: 'manual' });
}

describe('signing in', () => {
  it('works by a link that is mailed and opens once', async () => {
    const { cookie } = await signIn('roisin@example.com');
    const me = await server.call('GET', '/api/accounts/me', undefined, { cookie });
    expect(me.body).toMatchObject({ administrator: false, memberships: [] });
    const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail order by at desc limit 1`.execute(transaction));
    const again = await post('/sign-in/link', { token: /token=([\w-]+)/.exec(rows[0]!.body)![1]! });
    expect(again.status).toBe(404);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('answers the same whether an address is known or not, and refuses what is none', async () => {
    await signIn('known@example.com');
    const [known, unknown, none] = [await post('/sign-in?/link', { email: 'known@example.com' }), await post('/sign-in?/link', { email: 'nobody@example.com' }), await post('/sign-in?/link', { email: 'not an address' })];
    expect([known.status, known.headers.get('location')]).toEqual([unknown.status, unknown.headers.get('location')]);
    expect(none.status).toBe(400);
  });

  it('does not open by merely looking at the link, as mail scanners do', async () => {
    await post('/sign-in?/link', { email: 'scanned@example.com' });
    const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = 'scanned@example.com'`.execute(transaction));
    const token = /token=([\w-]+)/.exec(rows[0]!.body)![1]!;
    const looked = await fetch(`${server.url}/sign-in/link?token=${token}`);
    expect(looked.headers.getSetCookie()).toEqual([]);
    expect((await post('/sign-in/link', { token })).status).toBe(303);
  });

  it('ends when it is ended, here and elsewhere', async () => {
    const [here, there] = [await signIn('two@example.com'), await signIn('two@example.com')];
    const page = await (await fetch(`${server.url}/account`, { headers: here })).text();
    const other = [...page.matchAll(/name="session" value="([0-9a-f-]+)"/g)].map((match) => match[1]!);
    expect(other).toHaveLength(1);
    expect((await post('/account?/end', { session: other[0]! }, here)).status).toBe(303);
    expect((await server.call('GET', '/api/accounts/me', undefined, there)).status).toBe(401);
    expect((await server.call('GET', '/api/accounts/me', undefined, here)).status).toBe(200);
    await post('/account?/signOut', {}, here);
    expect((await server.call('GET', '/api/accounts/me', undefined, here)).status).toBe(401);
  });

  it('of a forged or foreign cookie is nobody', async () => {
    for (const cookie of ['drystone.session_token=forged.forged', 'drystone.session_token=', `drystone.session_token=${'x'.repeat(4000)}`]) {
      expect((await server.call('GET', '/api/accounts/me', undefined, { cookie })).status).toBe(401);
    }
  });
});

describe('the table of permissions', () => {
  const commissioning = commissioningOn(() => server);
  const bids = bidsOn(() => server);
  interface Bought {
    readonly draft: string;
    readonly published: string;
    readonly award: string;
    readonly obligation: string;
    readonly claim: string;
    readonly invoice: string;
    readonly submitted: string;
    /** A bid of its own where it provides, else of some provider. */
    readonly bid: string;
    readonly opened: string;
    /** What a citizen said of a problem of its own. */
    readonly contribution: string;
    /** Of a local unit whose alarms it answers. */
    readonly alarm: Alarm;
    readonly serviceUser: string;
  }
  const bought = new Map<string, Bought>();
  /** What this buyer, or for who is none some other buyer, has bought and is about to buy. */
  async function arrange(id: string, kind: OrganisationKind, partner?: string): Promise<void> {
    const buyer = kind === 'buyer' ? id : await commissioning.organisation('buyer');
    const draft = async () => {
      const made = await commissioning.draft(buyer);
      if (partner !== undefined) {
        const buyers = `/api/commissioning/processes/${made.id}/buyers`;
        await commissioning.ask('POST', buyers, { buyer: partner, sharePercent: 40 }, 204);
        await commissioning.ask('POST', `${buyers}/${partner}/answer`, { answer: 'join' }, 204);
      }
      return made;
    };
    const published = await commissioning.publish(await draft());
    const provider = kind === 'buyer' ? await commissioning.organisation('provider') : id;
    const award = await commissioning.award(published, provider);
    const { id: obligation } = await commissioning.ask<{ id: string }>('POST', `/api/commissioning/awards/${award.id}/obligations`, anObligation, 201);
    const { id: claim } = await commissioning.ask<{ id: string }>('POST', `/api/commissioning/obligations/${obligation}/claims`, aClaim(), 201);
    const { id: invoice } = await commissioning.ask<{ id: string }>('POST', `/api/commissioning/awards/${award.id}/invoices`, anInvoice(), 201);
    bought.set(id, { obligation, claim, invoice, draft: (await draft()).id, published: published.id, award: award.id, submitted: (await commissioning.submit(provider)).id, bid: await bids.insertedBid(kind === 'buyer' ? provider : id), opened: await bids.insertedOpenedBid(buyer), contribution: await insertedContribution(server, published.id), alarm: await insertedAlarm(server, id), serviceUser: (await commissioning.ask<{ id: string }>('POST', '/api/home/service-users', { organisation: id, dwelling: 'Flat', name: 'Somebody' }, 201)).id });
  }
  const of = (id: string) => bought.get(id)!;
  const hidden: readonly string[] = ['process.read-draft', 'opened-bid.read', 'bid.submit', 'case.take', 'local-unit.read', 'key-safe-code.read', 'case-note.write', 'consent.read', 'consent.edit'];

  /** One call through the door for each operation. */
  const calls: Readonly<Record<keyof typeof permissions, (id: string) => readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>]>> = {
    'organisation.register': () => ['POST', '/api/accounts/organisations', { kind: 'provider', name: 'Another' }],
    'organisation.register-buyer': () => ['POST', '/api/accounts/organisations', { kind: 'buyer', name: 'Another' }],
    'organisation.read': (id) => ['GET', `/api/accounts/organisations/${id}`],
    'organisation.edit': (id) => ['PATCH', `/api/accounts/organisations/${id}`, { name: 'Renamed' }, { 'if-match': '"0"' }],
    'member.read': (id) => ['GET', `/api/accounts/organisations/${id}/members`],
    'member.invite': (id) => ['POST', `/api/accounts/organisations/${id}/invitations`, { email: 'x@example.com', roles: ['operator'] }],
    'member.edit': (id) => ['PUT', `/api/accounts/organisations/${id}/members/00000000-0000-4000-8000-00000000ffff`, { roles: [] }],
    'api-key.read': (id) => ['GET', `/api/accounts/organisations/${id}/keys`],
    'api-key.create': (id) => ['POST', `/api/accounts/organisations/${id}/keys`, { name: 'Key', roles: ['not-a-role'] }],
    'api-key.revoke': (id) => ['DELETE', `/api/accounts/organisations/${id}/keys/00000000-0000-4000-8000-00000000ffff`],
    'process.create': (id) => ['POST', '/api/commissioning/processes', { buyer: id, ...aProcess }],
    'process.read-draft': (id) => ['GET', `/api/commissioning/processes/${of(id).draft}`],
    'process.edit': (id) => ['PUT', `/api/commissioning/processes/${of(id).draft}`, aProcess, { 'if-match': '"0"' }],
    'process.publish': (id) => ['POST', `/api/commissioning/processes/${of(id).draft}/publication`, undefined, { 'if-match': '"0"' }],
    'process.amend': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/amendments`, { description: 'None at all.', content: aProcess }, { 'if-match': '"0"' }],
    'process.withdraw': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/closure`, { reason: 'None at all.' }, { 'if-match': '"0"' }],
    'openers.read': (id) => ['GET', `/api/commissioning/processes/${of(id).published}/openers`],
    'openers.name': (id) => ['PUT', `/api/commissioning/processes/${of(id).published}/openers`, { openers: [] }],
    'opened-bid.read': (id) => ['GET', `/api/commissioning/bids/${of(id).opened}/opened`],
    'profile.read': (id) => ['GET', `/api/commissioning/providers/${id}/profile`],
    'profile.edit': (id) => ['PATCH', `/api/commissioning/providers/${id}/profile`, { people: 3 }, { 'if-match': '"0"' }],
    'partners.seek': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/partners`, { organisation: id, lot: 'none', offers: 'Paths.', lacks: 'Time.' }],
    'bid.read': (id) => ['GET', `/api/commissioning/bids?organisation=${id}`],
    'bid.edit': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/bids`, { organisation: id, lot: 'none' }],
    'bid.submit': (id) => ['POST', `/api/commissioning/bids/${of(id).bid}/members/${id}/confirmation`],
    'evaluation.manage': (id) => ['GET', `/api/commissioning/processes/${of(id).published}/evaluation`],
    'evaluation.score': (id) => ['GET', `/api/commissioning/processes/${of(id).published}/evaluation/lots/glens/desk`],
    'panel.score': (id) => ['GET', `/api/commissioning/scoring?panelOf=${id}`],
    'decision.make': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/evaluation/lots/none/decision`, { outcome: 'unsuccessful', reason: 'None at all.' }],
    'evaluation.answer': (id) => ['GET', `/api/commissioning/bidders/${id}/assessment-summaries`],
    'measures.import': (id) => ['PUT', `/api/commissioning/buyers/${id}/measures`, { edition: 'None', licence: 'None', content: 'none' }],
    'award.make': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/awards`, { lot: 'none', provider: '00000000-0000-4000-8000-00000000ffff', reason: 'None.' }],
    'process.share': (id) => ['POST', `/api/commissioning/processes/${of(id).draft}/buyers`, { buyer: '00000000-0000-4000-8000-00000000ffff', sharePercent: 10 }],
    'process.join': (id) => ['POST', `/api/commissioning/processes/${of(id).draft}/buyers/${id}/answer`, { answer: 'decline' }],
    'problem.open': (id) => ['DELETE', `/api/commissioning/processes/${of(id).draft}/problem/opening`],
    'problem.moderate': (id) => ['POST', `/api/commissioning/contributions/${of(id).contribution}/decision`, { decision: 'show' }, { 'if-match': '"0"' }],
    'problem.take-part': (id) => ['PUT', `/api/commissioning/processes/${of(id).draft}/problem/support`, { weight: 2 }],
    'engagement.open': (id) => ['DELETE', `/api/commissioning/processes/${of(id).draft}/engagement`],
    'enquiry.answer': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/enquiries/none/decision`, { decision: 'refuse', reason: 'None at all.' }, { 'if-match': '"0"' }],
    'enquiry.ask': (id) => ['POST', `/api/commissioning/processes/${of(id).published}/enquiries`, { organisation: id, text: 'May we?' }],
    'barrier.record': () => ['POST', '/api/commissioning/barriers', { said: 'We cannot, because we never have.', heardFrom: 'procurement' }],
    'barrier.sort': (id) => ['POST', '/api/commissioning/barriers/00000000-0000-4000-8000-00000000ffff/moderation', { as: id, decision: 'show' }, { 'if-match': '"1"' }],
    'contract.edit': (id) => ['POST', `/api/commissioning/awards/${of(id).award}/payment-rules`, { metric: 'none', pay: { by: 'level', levels: [{ reach: 1, pence: 1 }] }, mostPenceAMonth: 1 }],
    'obligation.claim': (id) => ['POST', `/api/commissioning/obligations/${of(id).obligation}/claims`, aClaim()],
    'obligation.decide': (id) => ['PUT', `/api/commissioning/claims/${of(id).claim}/decision`, { decision: 'return', reason: 'Not yet.' }],
    'invoice.read': (id) => ['GET', `/api/commissioning/awards/${of(id).award}/invoices`],
    'invoice.submit': (id) => ['POST', `/api/commissioning/awards/${of(id).award}/invoices`, anInvoice()],
    'invoice.decide': (id) => ['PUT', `/api/commissioning/invoices/${of(id).invoice}/decision`, { decision: 'accept' }],
    'kpi.rebuild': () => ['POST', '/api/commissioning/kpis/rebuild'],
    'signal.read': (id) => ['GET', `/api/home/signals?organisation=${id}`],
    'case.read': (id) => ['GET', `/api/home/cases?organisation=${id}`],
    // Before anybody has the case: refused for that, and known to be there.
    'key-safe-code.read': (id) => ['POST', `/api/home/cases/${of(id).alarm.caseId}/key-safe-code`],
    'case.take': (id) => ['POST', `/api/home/cases/${of(id).alarm.caseId}/steps`, { to: 'acknowledged' }],
    'protocol.read': (id) => ['GET', `/api/home/protocols/${id}`],
    'protocol.edit': (id) => ['PUT', `/api/home/protocols/${id}/fall`, { text: { title: 'Fall', steps: ['Speak to them.'], approvedBy: 'Dr Ann Lee', approvedOn: '2026-01-01' } }, { 'if-match': '"0"' }],
    'local-unit.read': (id) => ['GET', `/api/home/local-units/dc09/${of(id).alarm.account}`],
    'local-unit.edit': (id) => ['PUT', `/api/home/local-units/dc09/${of(id).alarm.account}`, { organisation: id, dwelling: { reference: 'Flat 1' } }],
    'person.read': (id) => ['GET', `/api/home/service-users?organisation=${id}`],
    'person.edit': (id) => ['PUT', `/api/home/dwellings/${id}/Flat`, {}],
    'consent.read': (id) => ['GET', `/api/home/service-users/${of(id).serviceUser}/consents`],
    'consent.edit': (id) => ['POST', `/api/home/service-users/${of(id).serviceUser}/consents`, { recipientName: 'Ann', email: 'ann@example.com', categories: ['alarms'], how: 'spoken', givenOn: '2026-01-01' }],
    'family.read': () => ['GET', '/api/home/family'],
    'case-note.write': (id) => ['POST', `/api/home/cases/${of(id).alarm.caseId}/notes`, { text: 'She is well.' }],
    'response-endpoint.read': (id) => ['GET', `/api/provider/${id}/response-endpoint`],
    'response-endpoint.edit': (id) => ['PUT', `/api/provider/${id}/response-endpoint`, { url: 'https://provider.example/alarms' }],
    'test-call.read': (id) => ['GET', `/api/home/test-calls?organisation=${id}`],
    'disclosure.read': (id) => ['GET', `/api/home/disclosures?organisation=${id}`],
    'duty.name': () => ['PUT', '/api/home/duty', { organisation: '00000000-0000-4000-8000-00000000ffff' }],
    'home-kpi.read': (id) => ['GET', `/api/home/kpis?from=2026-10-01&to=2026-10-31&organisation=${id}`],
    'home-kpi.report': (id) => ['GET', `/api/home/kpis/report?month=2026-10&organisation=${id}`],
    'content.read': (id) => ['GET', `/api/provider/${id}/content`],
    'content.edit': (id) => ['PUT', `/api/provider/${id}/content/a-place`, { slug: 'another' }],
    'content.curate': (id) => ['POST', `/api/visit/curation/${of(id).submitted}`, { decision: 'return', reason: 'Not yet.' }],
    'award.change': (id) => ['PUT', `/api/commissioning/awards/${of(id).award}/suspension`],
  };
  const kindsOf = (role: Role) => (Object.keys(rolesOf) as OrganisationKind[]).filter((kind) => rolesOf[kind].includes(role));

  it.each(roles.flatMap((role) => kindsOf(role).map((kind) => [role, kind] as const)))('lets %s of a %s do in their own organisation what it says, and nothing in another', async (role, kind) => {
    const [own, other] = [await organisation(kind), await organisation(kind)];
    for (const each of [own, other]) await arrange(each, kind);
    const key = await keyFor(own, [role]);
    for (const [operation, callOf] of Object.entries(calls) as [keyof typeof permissions, (typeof calls)[keyof typeof permissions]][]) {
      for (const [id, isOwn] of [[own, true], [other, false]] as const) {
        const [method, path, body, headers] = callOf(id);
        const { status } = await server.call(method, path, body, { ...headers, ...bearer(key) });
        const allowed: readonly string[] = permissions[operation];
        const may = allowed.includes('anyone') || (isOwn && (allowed.includes('member') || allowed.includes(role)));
        // What is allowed may still be refused for what was sent, but never for who sent it. A body that does not fit is seen first.
        // Somebody else's draft, or bid, is not even known to be there.
        const refused = hidden.includes(operation) ? 404 : 403;
        if (may) expect([operation, isOwn, status]).not.toEqual([operation, isOwn, refused]);
        else expect([operation, isOwn, status]).toEqual([operation, isOwn, status === 400 ? 400 : refused]);
      }
    }
  });

  it.each(rolesOf.buyer)('lets %s of a partner do what is shared with it, and nothing else of what its lead does', async (role) => {
    const [lead, partner] = [await organisation('buyer'), await organisation('buyer')];
    await arrange(lead, 'buyer', partner);
    const key = await keyFor(partner, [role]);
    for (const [operation, callOf] of Object.entries(calls) as [keyof typeof permissions, (typeof calls)[keyof typeof permissions]][]) {
      const [method, path, body, headers] = callOf(lead);
      const { status } = await server.call(method, path, body, { ...headers, ...bearer(key) });
      const allowed: readonly string[] = permissions[operation];
      const refused = hidden.includes(operation) ? 404 : 403;
      if (allowed.includes('anyone') || (sharedOperations.has(operation) && allowed.includes(role))) expect([operation, status]).not.toEqual([operation, refused]);
      else expect([operation, status]).toEqual([operation, status === 400 ? 400 : refused]);
    }
  });

  it('lets nobody do anything who is not signed in', async () => {
    const id = await organisation('provider');
    await arrange(id, 'provider');
    for (const [operation, callOf] of Object.entries(calls)) {
      const [method, path, body, headers] = callOf(id);
      expect(operation === 'process.read-draft' ? [404] : [401, 400]).toContain((await server.call(method, path, body, headers)).status);
    }
  });

  it('names an operation for every call, and a call for every operation', () => {
    expect(Object.keys(calls).sort()).toEqual([...operations].sort());
  });
});

describe('row-level security', () => {
  const protectedTables = [
    'commissioning.process',
    'commissioning.award',
    'commissioning.release',
    'commissioning.process_version',
    'commissioning.amendment',
    'commissioning.kpi_count',
    'commissioning.kpi_thing',
    'commissioning.obligation',
    'commissioning.claim',
    'commissioning.payment_rule',
    'commissioning.invoice',
    'commissioning.figures_published',
    'commissioning.opened_bid',
    'commissioning.evaluation',
    'commissioning.evaluator',
    'commissioning.conflict',
    'commissioning.score',
    'commissioning.consensus',
    'commissioning.moderation_change',
    'commissioning.price_question',
    'commissioning.set_aside',
    'commissioning.decision',
    'commissioning.decision_record',
    'commissioning.assessment_summary',
    'commissioning.challenge',
    'commissioning.measure',
    'visit.provided_version',
    'visit.provided_attraction',
    'accounts.person',
    'accounts.session',
    'accounts.sign_in_method',
    'accounts.verification',
    'accounts.passkey',
    'accounts.organisation',
    'accounts.membership',
    'accounts.invitation',
    'accounts.api_key',
    'accounts.administrator',
    'platform.mail',
    'commissioning.bid',
    'commissioning.bid_document',
    'commissioning.bid_key',
    'commissioning.sealed_bid',
    'commissioning.tender_key',
    'commissioning.opener',
    'commissioning.provider_profile',
    'commissioning.provider_document',
    'commissioning.lot_alert',
    'commissioning.alerted_tender',
    'commissioning.partner_note',
    'commissioning.partner_request',
    'commissioning.partnership',
    'commissioning.problem_opening',
    'commissioning.panel_invitation',
    'commissioning.panel_member',
    'commissioning.panel_group',
    'commissioning.contribution',
    'commissioning.support',
    'commissioning.engagement',
    'commissioning.market_alert',
    'commissioning.enquirer',
    'commissioning.enquiry',
    'commissioning.enquiry_original',
    'home.dwelling',
    'home.local_unit',
    'home.activation_device',
    'home.alarm_case',
    'home.signal',
    'home.duty',
    'home.webhook',
    'home.service_user',
    'home.keyholder',
    'home.case_note',
    'home.consent',
    'home.former_home',
    'home.response_endpoint',
    'home.response_delivery',
    'home.protocol',
    'commissioning.barrier',
    'commissioning.barrier_sorting',
  ];

  it('shows nothing of any protected table to whoever has not said who acts', async () => {
    await signIn('somebody@example.com');
    const published = await commissioningOn(() => server).publish(await commissioningOn(() => server).draft(await organisation('buyer')));
    const provider = await organisation('provider');
    await commissioningOn(() => server).award(published, provider);
    const { id: version } = await commissioningOn(() => server).submit(provider);
    await commissioningOn(() => server).ask('POST', `/api/visit/curation/${version}`, { decision: 'publish' }, 200);
    for (const table of protectedTables) {
      const { rows } = await server.database.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
      expect([table, rows[0]!.count]).toEqual([table, 0]);
    }
    await expect(server.database.pool.query("insert into platform.mail (id, recipient, subject, body, at) values (gen_random_uuid(), 'x', 'x', 'x', now())")).rejects.toThrow(/row-level security/);
  });

  it('stands for every table that belongs to somebody', async () => {
    const { rows } = await server.database.pool.query<{ name: string }>("select format('%s.%s', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname in ('accounts', 'commissioning', 'home') and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)");
    expect(rows).toEqual([]);
  });

  it('shows two actors in turn on one pooled connection only their own', async () => {
    const [one, two] = [await organisation('provider', 'One'), await organisation('provider', 'Two')];
    const single = openDatabase({ ...server.prepared, connections: 1 });
    try {
      const seen = (id: string) =>
        single.as({ actor: 'account:00000000-0000-4000-8000-000000000abc', organisations: [id] }, async (transaction) => (await sql<{ name: string }>`select name from accounts.organisation`.execute(transaction)).rows);
      expect(await seen(one)).toEqual([{ name: 'One' }]);
      expect(await seen(two)).toEqual([{ name: 'Two' }]);
      const { rows } = await single.pool.query('select name from accounts.organisation');
      expect(rows).toEqual([]);
    } finally {
      await single.close();
    }
  });
});

describe('an organisation', () => {
  it('is joined by invitation, for the address it was sent to, once', async () => {
    const id = await organisation('provider', 'Glen Walks');
    await server.call('POST', `/api/accounts/organisations/${id}/invitations`, { email: 'Declan@Example.com', roles: ['editor'] }, asAdministrator);
    const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = 'declan@example.com' and body like '%invitation%'`.execute(transaction));
    const token = /token=([\w-]+)/.exec(rows[0]!.body)![1]!;

    const stranger = await signIn('stranger@example.com');
    expect((await post('/account/invitation', { token }, stranger)).status).toBe(404);
    const declan = await signIn('declan@example.com');
    expect((await post('/account/invitation', { token }, declan)).status).toBe(303);
    expect((await post('/account/invitation', { token }, declan)).status).toBe(404);
    expect((await server.call('GET', `/api/accounts/organisations/${id}/members`, undefined, declan)).body).toMatchObject({ items: [{ email: 'declan@example.com', roles: ['editor'] }] });
  });

  it('is found by words of its name, by whoever is signed in', async () => {
    const id = await organisation('provider', 'Slieve Gullion Wayfarers');
    const key = await keyFor(id, ['operator']);
    const named = async (query: string, headers: Record<string, string> = bearer(key)) => server.call('GET', `/api/accounts/organisations/named?${query}`, undefined, headers);
    expect((await named('q=wayfarers%20GULL&kind=provider')).body).toEqual({ items: [{ id, kind: 'provider', name: 'Slieve Gullion Wayfarers', companyNumber: null, charityNumber: null }], next: null });
    for (const query of ['q=wayfarers&kind=buyer', 'q=%25%25', "q=Gull'%20or%20true", 'q=way_farers']) expect([query, (await named(query)).body]).toEqual([query, { items: [], next: null }]);
    for (const query of ['q=x', 'q=a%00b', `q=${'x'.repeat(121)}`, 'q=Gullion&kind=king', '']) expect([query, (await named(query)).status]).toEqual([query, 400]);
    expect((await named('q=Gullion', {})).status).toBe(401);
  });

  it('keeps somebody who leads it', async () => {
    const founder = await signIn('founder@example.com');
    const { body } = await server.call('POST', '/api/accounts/organisations', { kind: 'provider', name: 'Two of us' }, founder);
    const { id } = body as { id: string };
    const me = (await server.call('GET', '/api/accounts/me', undefined, founder)).body as { personId: string };
    const { status, text } = await server.call('PUT', `/api/accounts/organisations/${id}/members/${me.personId}`, { roles: ['operator'] }, founder);
    expect(status).toBe(422);
    expect(text).toContain('nobody else here is editor');
  });

  it('changed by two at once keeps the first and tells the second', async () => {
    const id = await organisation('provider');
    const change = (name: string) => server.call('PATCH', `/api/accounts/organisations/${id}`, { name }, { ...asAdministrator, 'if-match': '"1"' });
    const [one, two] = await Promise.all([change('First'), change('Second')]);
    expect([one.status, two.status].sort()).toEqual([200, 412]);
  });

  it.each([
    [{ kind: 'provider' }, /name/],
    [{ kind: 'king', name: 'Somebody' }, /kind/],
    [{ kind: 'provider', name: 'x'.repeat(121) }, /name/],
    [{ kind: 'provider', name: 'a\u0000b' }, /name: holds a character/],
    [{ kind: 'provider', name: 'Fine', companyNumber: '123' }, /companyNumber: use the eight characters/],
    [{ kind: 'provider', name: 'Fine', charityNumber: 'NI12' }, /charityNumber: use the number/],
    [{ kind: 'provider', name: 'Fine', wealth: 3 }, /wealth: is not a field/],
  ])('is refused as %j', async (form, message) => {
    const { status, text } = await server.call('POST', '/api/accounts/organisations', form, asAdministrator);
    expect(status).toBe(400);
    expect(text).toMatch(message);
  });

  it('has keys that work until they are revoked, and may do no more than whoever made them', async () => {
    const id = await organisation('provider');
    const key = await keyFor(id, ['editor']);
    expect((await server.call('POST', `/api/accounts/organisations/${id}/keys`, { name: 'More', roles: ['operator'] }, bearer(key))).text).toContain('you do not have operator yourself');
    const { body } = await server.call('GET', `/api/accounts/organisations/${id}/keys`, undefined, bearer(key));
    const [first] = (body as { items: { id: string; lastUsedAt: string }[] }).items;
    expect(first!.lastUsedAt).toMatch(/Z$/);
    expect((await server.call('DELETE', `/api/accounts/organisations/${id}/keys/${first!.id}`, undefined, bearer(key))).status).toBe(204);
    expect((await server.call('GET', '/api/accounts/me', undefined, bearer(key))).status).toBe(401);
  });

  it('stands in the log without names or addresses', async () => {
    const { rows } = await server.database.pool.query<{ type: string; data: object }>("select type, data from platform.event where type ~ '^(organisation|member|api_key|session)'");
    expect(new Set(rows.map(({ type }) => type)).size).toBeGreaterThan(4);
    expect(JSON.stringify(rows)).not.toMatch(/@|example|Glen Walks/);
  });
});

describe('a demonstration', () => {
  it('signs in with one click, and is named so', async () => {
    const answer = await post('/sign-in?/demonstration', { person: 'trails' });
    expect(answer.status).toBe(303);
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    expect((await server.call('GET', '/api/accounts/me', undefined, { cookie })).body).toMatchObject({ name: 'Demo: Declan, trail company', memberships: [{ kind: 'provider', roles: ['editor'] }] });
    expect(await (await fetch(`${server.url}/mail`)).text()).toContain('Mail of this machine');
  });

  it.each([{ DEMO: '0' }, { PUBLIC_URL: 'https://guide.example' }])('is not there with %j', async (environment) => {
    const other = await testServer(environment);
    expect(await (await fetch(`${other.url}/sign-in`)).text()).not.toContain('Demo:');
    expect((await fetch(`${other.url}/mail`)).status).toBe(404);
    const answer = await fetch(`${other.url}/sign-in?/demonstration`, { method: 'POST', body: new URLSearchParams({ person: 'administrator' }), headers: { origin: environment.PUBLIC_URL ?? other.url, accept: 'text/html' }, redirect: 'manual' });
    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    [{ DEMO: '1', PUBLIC_URL: 'https://guide.example' }, /DEMO is 1 while PUBLIC_URL lets others in/],
    [{ DEMO: '1', HOST: '0.0.0.0' }, /DEMO is 1 while HOST lets others in/],
    [{ ADMIN_API_KEY: 'short' }, /ADMIN_API_KEY: use at least 32 characters/],
    [{ OIDC_PROVIDERS: '{' }, /OIDC_PROVIDERS: is not JSON/],
  ])('stops the start with %j', async (environment, message) => {
    await expect(testServer(environment as Record<string, string>)).rejects.toThrow(message);
  });
});
