/** Bids through the doors: sealed until the deadline, opened together by two of three, read by nobody else. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, sql } from '@drystone/database';
import { signReport, thumbprint, type ConformanceReport } from '@drystone/part';
import { createTelling } from '../services/commissioning/src/providers/telling.ts';
import { bidsOn } from './support/bids.ts';
import { administratorKey, aLot, aProcess, commissioningOn } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let commissioner: Record<string, string>;
const { ask, organisation, keyFor } = commissioningOn(() => server);
const { asOwner, lettersTo, tender, keyed, passDeadline, give, open, bidder, written, submit } = bidsOn(() => server);
type Bidder = Awaited<ReturnType<typeof bidder>>;

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  buyer = await organisation('buyer', 'Carrickmore Borough Council');
  commissioner = await keyFor(buyer, ['commissioner']);
});

const call = (method: string, path: string, by: Record<string, string> | undefined, body?: unknown) => server.call(method, `/api/commissioning${path}`, body, by);
const fields = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
/** The job that tells people by mail, with addresses of the tests. */
const telling = (addresses: (organisation: string) => readonly string[]) => createTelling({ database: server.database, clock: () => Temporal.Now.instant(), organisations: { addresses: async (id) => addresses(id) }, origin: 'https://x.example', timeZone: 'Europe/London' });
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

describe('a bid', () => {
  let by: Bidder;
  beforeAll(async () => {
    by = await bidder();
  });

  it('is written, handed in, taken back, handed in again, opened and read again by its bidder', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bid = await written(process, by);
    expect(bid.wanting).toEqual([]);
    const first = await submit(bid, by);
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ taking: 'open', submitted: expect.objectContaining({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), revision: bid.revision }) })]);
    expect((await call('DELETE', `/bids/${bid.id}/submission`, by.headers)).status).toBe(200);
    expect((await call('DELETE', `/bids/${bid.id}/submission`, by.headers)).status).toBe(409);
    const changed = await ask<{ id: string; revision: number }>('PATCH', `/api/commissioning/bids/${bid.id}`, { pricePence: 900_000 }, 200, { ...by.headers, 'if-match': `"${bid.revision}"` });
    expect((await submit(bid, by)).status).toBe(412);
    expect((await submit(changed, by)).status).toBe(200);
    expect((await submit(changed, by)).status).toBe(200);
    expect((await call('GET', `/bids/${bid.id}/opened`, by.headers)).status).toBe(404);
    await open(process, openers);
    expect((await call('GET', `/bids/${bid.id}/opened`, by.headers)).body).toMatchObject({ provider: { id: by.id, name: 'Three Glens Trails' }, pricePence: 900_000, answers: expect.objectContaining({}) });
    expect((await call('GET', `/bids/${bid.id}/opened`, by.headers)).text).toContain('The waterfall, because nobody goes there.');
    expect((await call('GET', `/bids/${bid.id}/opened`, commissioner)).status).toBe(200);
    expect((await call('GET', `/bids/${bid.id}`, by.headers)).body).toMatchObject({ taking: 'opened' });
  });

  it('is nobody else’s to read, change, hand in or take back, and not even known to be there', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bid = await written(process, by);
    const with_ = await ask<{ content: { documents: { id: string }[] }; revision: number }>('POST', `/api/commissioning/bids/${bid.id}/documents`, { name: 'method.pdf', content: pdf.toString('base64') }, 201, by.headers);
    const document = with_.content.documents[0]!.id;
    expect((await submit({ ...bid, revision: with_.revision }, by)).status).toBe(200);
    const evaluator = await keyFor(buyer, ['evaluator']);
    const other = await bidder('Somebody else');
    for (const who of [other.headers, commissioner, evaluator, { authorization: `Bearer ${administratorKey}` }]) {
      for (const [method, path, body] of [
        ['GET', ''],
        ['GET', '/opened'],
        ['GET', `/documents/${document}`],
        ['DELETE', `/documents/${document}`],
        ['PATCH', '', { pricePence: 1 }],
        ['POST', '/submission'],
        ['DELETE', '/submission'],
        ['DELETE', ''],
        ['PUT', '/members', { members: [{ id: by.id, share: 100 }] }],
        ['POST', `/members/${by.id}/confirmation`],
        ['DELETE', `/members/${by.id}`],
      ] as const) {
        const answer = await call(method, `/bids/${bid.id}${path}`, { 'if-match': `"${with_.revision}"`, 'x-bid-code': by.headers['x-bid-code']!, ...who }, body);
        expect([method, path, answer.status]).toEqual([method, path, 404]);
      }
    }
    expect((await call('GET', `/bids/${bid.id}`, undefined)).status).toBe(401);
    expect((await call('GET', `/bids?process=${process.id}`, other.headers)).body).toEqual({ items: [], next: null });
    await open(process, openers);
    for (const [who, status] of [[commissioner, 200], [evaluator, 200], [by.headers, 200], [other.headers, 404]] as const) {
      expect((await call('GET', `/bids/${bid.id}/opened`, who)).status).toBe(status);
      expect((await call('GET', `/bids/${bid.id}/documents/${document}`, who)).status).toBe(status);
    }
    const file = await fetch(`${server.url}/api/commissioning/bids/${bid.id}/documents/${document}`, { headers: evaluator });
    expect([file.headers.get('content-disposition'), file.headers.get('content-type')]).toEqual(["attachment; filename*=UTF-8''method.pdf", 'application/pdf']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(pdf);
  });

  it('opens with its own code only, and says so', async () => {
    const bid = await written(await tender(buyer), by);
    const { 'x-bid-code': code, ...bare } = by.headers;
    const wrong = (await bidder('Another')).headers['x-bid-code']!;
    const seen = async (headers: Record<string, string>) => (await call('GET', `/bids/${bid.id}`, headers)).body as { code: string; content: unknown };
    expect(await seen(bare)).toMatchObject({ code: 'needed', content: null });
    expect(await seen({ ...bare, 'x-bid-code': wrong })).toMatchObject({ code: 'wrong', content: null });
    expect(await seen({ ...bare, 'x-bid-code': code!.toLowerCase().replaceAll('-', ' ') })).toMatchObject({ code: 'opens' });
    for (const other of [undefined, wrong, 'x']) expect((await call('PATCH', `/bids/${bid.id}`, { ...bare, ...(other === undefined ? {} : { 'x-bid-code': other }), 'if-match': `"${bid.revision}"` }, { pricePence: 1 })).status).toBe(403);
    // A new code, made with the former one, opens what the former one did.
    const made = await ask<{ code: string; lost: number }>('POST', `/api/commissioning/providers/${by.id}/bid-code`, { former: code, replace: true }, 201);
    expect(made.lost).toBe(0);
    expect(await seen({ ...bare, 'x-bid-code': code! })).toMatchObject({ content: null });
    by = { ...by, headers: { ...bare, 'x-bid-code': made.code } };
    expect(await seen(by.headers)).toMatchObject({ code: 'opens' });
    expect((await call('POST', `/providers/${by.id}/bid-code`, by.headers, {})).status).toBe(409);
  });

  it('is changed by one at a time: the other is told', async () => {
    const bid = await written(await tender(buyer), by);
    const change = (pricePence: number) => call('PATCH', `/bids/${bid.id}`, { ...by.headers, 'if-match': `"${bid.revision}"` }, { pricePence });
    expect((await Promise.all([change(1), change(2)])).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('begun twice is one', async () => {
    const { id } = await tender(buyer);
    const begin = () => call('POST', `/processes/${id}/bids`, by.headers, { organisation: by.id, lot: aLot.id });
    const both = await Promise.all([begin(), begin()]);
    expect(new Set(both.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
  });

  it.each([
    ['a lot there is not', { lot: 'nothing' }, 422, 'lot'],
    ['a buyer', { organisation: 'buyer' }, 403, undefined],
  ])('for %s is refused', async (_, change, status, field) => {
    const { id } = await tender(buyer);
    const answer = await call('POST', `/processes/${id}/bids`, by.headers, { organisation: by.id, lot: aLot.id, ...change, ...('organisation' in change ? { organisation: buyer } : {}) });
    expect([answer.status, fields(answer)[0]]).toEqual([status, field]);
  });

  it('of a direct award, of a draft or after the deadline cannot be begun', async () => {
    const direct = await commissioningOn(() => server).publish(await commissioningOn(() => server).draft(buyer));
    const late = await tender(buyer);
    await passDeadline(late);
    const draft = await commissioningOn(() => server).draft(buyer, { method: 'below-threshold-quotation' });
    const begin = async (id: string) => (await call('POST', `/processes/${id}/bids`, by.headers, { organisation: by.id, lot: aLot.id })).status;
    expect([await begin(direct.id), await begin(late.id), await begin(draft.id)]).toEqual([422, 409, 404]);
  });

  it('takes documents by what is in them, so many and so large', async () => {
    const bid = await written(await tender(buyer), by);
    const add = (name: string, content: Buffer) => call('POST', `/bids/${bid.id}/documents`, by.headers, { name, content: content.toString('base64') });
    expect(fields(await add('bid.pdf', Buffer.from('<html><script>alert(1)</script>\u0000')))).toEqual(['file']);
    expect(fields(await add('bid.pdf', Buffer.alloc(0)))).toEqual(['file']);
    expect((await add('huge.pdf', Buffer.alloc(12 * 1024 * 1024))).status).toBe(413);
    const made = await add('../../<b>x</b>.exe', pdf);
    const { content } = made.body as { content: { documents: { id: string; name: string; type: string }[] } };
    expect(content.documents).toMatchObject([{ name: 'b.pdf', type: 'application/pdf' }]);
    expect((await call('DELETE', `/bids/${bid.id}/documents/${content.documents[0]!.id}`, by.headers)).status).toBe(200);
    expect((await call('GET', `/bids/${bid.id}/documents/${content.documents[0]!.id}`, by.headers)).status).toBe(404);
    expect((await asOwner('select from commissioning.bid_document where bid = $1', [bid.id])).length).toBe(0);
  });
});

describe('a conformance report', () => {
  const report: ConformanceReport = {
    format: 'drystone-conformance/1',
    part: 'visit.content',
    suite: '1',
    endpoint: 'https://provider.example/feed',
    startedAt: '2027-01-11T09:00:00Z',
    tookMs: 1200,
    runner: 'drystone 0.1.0',
    items: 3,
    checks: [{ id: 'items-fit', aspect: 'correct', title: 'Each item fits', outcome: 'passed', wanted: 'every item', measured: '3 of 3', findings: [], findingsLeftOut: 0 }],
    passed: true,
  };
  async function signed(of: ConformanceReport) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const x = publicKey.export({ format: 'jwk' }).x!;
    return signReport(of, { keyId: await thumbprint(x), publicKey: x, sign: async (data) => sign(null, data, privateKey) });
  }

  it('goes with the bid where its signature holds and it is of the part, and is shown to whoever reads the bid', async () => {
    const by = await bidder('Proven Trails');
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bid = await written(process, by);
    const attach = async (conformance: object) => call('PATCH', `/bids/${bid.id}`, { ...by.headers, 'if-match': `"${bid.revision}"` }, { conformance });
    const good = await signed(report);
    expect(fields(await attach({ ...good, report: { ...report, items: 4 } }))).toEqual(['conformance']);
    expect(fields(await attach({ ...(await signed({ ...report, part: 'visit.recommender' })) }))).toEqual(['conformance']);
    expect(fields(await attach({ anything: true }))).toEqual(['conformance']);
    const attached = await attach(good);
    expect(attached.status).toBe(200);
    expect((await submit({ ...bid, revision: (attached.body as { revision: number }).revision }, by)).status).toBe(200);
    await open(process, openers);
    expect((await call('GET', `/bids/${bid.id}/opened`, commissioner)).body).toMatchObject({ conformance: { report: { endpoint: 'https://provider.example/feed', passed: true } } });

    // The platform runs it again, for the same people.
    const prove = (who: Record<string, string>, of = bid.id) => call('POST', `/bids/${of}/proofs`, who);
    const run = await prove(commissioner);
    expect([run.status, (await prove(by.headers)).status]).toEqual([202, 202]);
    const { id, proof } = run.body as { id: string; proof: string };
    expect((await server.call('GET', proof)).body).toMatchObject({ id, provider: by.id, endpoint: 'https://provider.example/feed', report: null });
    expect((await call('GET', `/bids/${bid.id}/proofs`, by.headers)).body).toMatchObject({ items: [{}, { id, proof }] });
    for (const stranger of [(await bidder('Somebody else')).headers, await keyFor(await organisation('buyer'), ['commissioner'])]) {
      expect([(await prove(stranger)).status, (await call('GET', `/bids/${bid.id}/proofs`, stranger)).status]).toEqual([404, 404]);
    }
  });
});

describe('the seal', () => {
  it('keeps everything from whoever may read every row and every file, until two openers come', async () => {
    const marker = 'Unmistakable7Waterfall';
    const by = await bidder('Sealed Trails');
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bid = await written(process, by, { answers: { [(await asked(process, by))]: `The ${marker}.` } });
    const document = await ask<{ revision: number }>('POST', `/api/commissioning/bids/${bid.id}/documents`, { name: `${marker}.txt`, content: Buffer.from(`In the file: ${marker}`).toString('base64') }, 201, by.headers);
    expect((await submit({ ...bid, revision: document.revision }, by)).status).toBe(200);

    // Every row of every table, as the login that may do anything.
    const tables = await asOwner<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
    const secrets = [marker, ...openers.flatMap(({ code }) => [code, code.replaceAll('-', '')]), by.headers['x-bid-code']!];
    let rows = 0;
    for (const { name } of tables) {
      for (const { row } of await asOwner<{ row: string }>(`select (each.*)::text as row from ${name} as each`)) {
        rows++;
        // Bytes as PostgreSQL prints them, and what they say.
        const bytes = [...row.matchAll(/\\\\?x([0-9a-f]{8,})/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1')).join('\n');
        for (const secret of secrets) expect([name, row.includes(secret) || bytes.includes(secret)]).toEqual([name, false]);
      }
    }
    expect(rows).toBeGreaterThan(100);

    // Every file of the server's data directory, write-ahead log and all, but those of other tests' databases.
    await asOwner('checkpoint');
    const [at] = await asOwner<{ folder: string; own: string }>("select current_setting('data_directory') as folder, oid::text as own from pg_database where datname = current_database()");
    const { folder, own } = at!;
    const files = (await stat(folder).then(() => readdir(folder, { recursive: true, withFileTypes: true }), () => [])).filter(({ parentPath }) => !/\/base\/\d+$/.test(parentPath) || parentPath.endsWith(`/${own}`));
    let read = 0;
    for (const file of files) {
      if (!file.isFile()) continue;
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
      read++;
      for (const secret of secrets) if (bytes.includes(secret)) throw new Error(`"${secret.slice(0, 8)}…" is in ${file.name}`);
    }
    if (files.length > 0) expect(read).toBeGreaterThan(300);

    // The shares in the database are each sealed to an opener; no two of them are there in the open.
    const shares = await asOwner<{ sealed_share: Buffer | null; given_share: Buffer | null }>('select sealed_share, given_share from commissioning.opener where process = $1', [process.id]);
    expect(shares.map((each) => [each.sealed_share === null, each.given_share])).toEqual([[false, null], [false, null], [false, null]]);
    await open(process, openers);
    expect((await call('GET', `/bids/${bid.id}/opened`, commissioner)).text).toContain(marker);
    const after = await asOwner<{ sealed_share: Buffer | null; given_share: Buffer | null }>('select sealed_share, given_share from commissioning.opener where process = $1', [process.id]);
    expect(after).toEqual([{ sealed_share: null, given_share: null }, { sealed_share: null, given_share: null }, { sealed_share: null, given_share: null }]);
  });

  const asked = async (process: { id: string }, by: Bidder) => (await ask<{ asked: { questions: { id: string }[] } }>('POST', `/api/commissioning/processes/${process.id}/bids`, { organisation: by.id, lot: aLot.id }, 201, by.headers)).asked.questions[0]!.id;

  it('hides from the buyer how many there are, also in the database', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const by = await bidder();
    await submit(await written(process, by), by);
    const database = openDatabase({ ...server.prepared, connections: 1 });
    try {
      for (const actor of ['key:x', 'system:opening', 'system:commissioning'] as const) {
        const { rows } = await database.as({ actor, organisations: [buyer] }, (transaction) => sql`select (select count(*)::int from commissioning.bid where process = ${process.id}) as bids, (select count(*)::int from commissioning.sealed_bid where process = ${process.id}) as sealed`.execute(transaction));
        expect([actor, rows]).toEqual([actor, [{ bids: 0, sealed: 0 }]]);
      }
    } finally {
      await database.close();
    }
    expect((await call('GET', `/processes/${process.id}/sealing`, commissioner)).body).toEqual({ madeAt: expect.any(String), openedAt: null, deadline: expect.stringMatching(/on \w+day \d/) });
    await open(process, openers);
  });

  it('is there only once all three openers have kept their codes', async () => {
    const process = await tender(buyer);
    const by = await bidder();
    const bid = await written(process, by);
    const early = await submit(bid, by);
    expect([early.status, early.text]).toEqual([409, expect.stringContaining('have not all kept their codes')]);
    await keyed(process);
    expect((await submit(bid, by)).status).toBe(200);
    const openers = [1, 2, 3].map((each) => ({ name: `Another ${each}`, email: `${each}@x.example` }));
    expect((await call('PUT', `/processes/${process.id}/openers`, commissioner, { openers })).status).toBe(409);
  });

  it.each([
    ['two people', [['a', 'a@x.example'], ['b', 'b@x.example']]],
    ['one address twice', [['ab', 'a@x.example'], ['bc', 'A@x.example'], ['cd', 'c@x.example']]],
    ['no address', [['ab', 'a'], ['bc', 'b@x.example'], ['cd', 'c@x.example']]],
    ['a name of control characters', [['a\u0000b', 'a@x.example'], ['bc', 'b@x.example'], ['cd', 'c@x.example']]],
  ])('is not made with %s', async (_, people) => {
    const { id } = await tender(buyer);
    expect((await call('PUT', `/processes/${id}/openers`, commissioner, { openers: people.map(([name, email]) => ({ name, email })) })).status).toBe(400);
  });

  it('lets an opener ask for another code until it is confirmed, by typing back its end', async () => {
    const process = await tender(buyer);
    const people = [1, 2, 3].map((each) => ({ name: `Opener ${each}`, email: `asks-${each}@openers.example` }));
    await ask('PUT', `/api/commissioning/processes/${process.id}/openers`, { openers: people }, 200);
    const [letter] = await lettersTo('asks-1@openers.example');
    const token = /opening\/([\w-]{32})/.exec(letter!.body)![1]!;
    const confirm = (part: string) => call('POST', `/opening/${token}/confirmation`, undefined, { part });
    expect((await confirm('AAAA BBBB')).status).toBe(422);
    const first = (await call('POST', `/opening/${token}/code`, undefined)).body as { code: string };
    const second = (await call('POST', `/opening/${token}/code`, undefined)).body as { code: string };
    expect((await confirm(first.code.slice(-9))).status).toBe(400);
    expect((await confirm(second.code.slice(-9).toLowerCase())).status).toBe(200);
    expect((await call('POST', `/opening/${token}/code`, undefined)).status).toBe(409);
    // Somebody is exchanged: whoever stays keeps what they have, whoever goes has a link that opens nothing.
    const changed = await ask<{ openers: { email: string; state: string }[] }>('PUT', `/api/commissioning/processes/${process.id}/openers`, { openers: [people[0]!, people[1]!, { name: 'Another', email: 'another@openers.example' }] }, 200);
    expect(changed.openers.map(({ state }) => state)).toEqual(['confirmed', 'named', 'named']);
    const [gone] = await lettersTo('asks-3@openers.example');
    expect((await call('GET', `/opening/${/opening\/([\w-]{32})/.exec(gone!.body)![1]!}`, undefined)).status).toBe(404);
    expect((await call('GET', '/opening/x', undefined)).status).toBe(404);
  });
});

describe('the opening', () => {
  it('is refused before the deadline, even with all three codes', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    for (const opener of openers) expect((await give(opener)).status).toBe(409);
    expect((await asOwner('select given_share from commissioning.opener where process = $1 and given_share is not null', [process.id])).length).toBe(0);
  });

  it('takes two, forgives a wrong code, and opens all at once', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bidders = [await bidder('One'), await bidder('Two'), await bidder('Three')];
    const made = [];
    for (const each of bidders) made.push(await written(process, each));
    for (const [index, each] of bidders.slice(0, 2).entries()) await submit(made[index]!, each);
    await passDeadline(process);
    const [first, second, third] = openers as [typeof openers[0], typeof openers[0], typeof openers[0]];
    const wrong = await call('POST', `/opening/${first.token}/share`, undefined, { code: second.code });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('another code than the one you confirmed')]);
    expect((await call('POST', `/opening/${first.token}/share`, undefined, { code: first.code.replace(/^./, (letter) => (letter === '7' ? '8' : '7')) })).text).toContain('mistyped');
    expect((await give(first)).body).toMatchObject({ openedAt: null, me: { state: 'gave' } });
    // The same opener again is still one.
    expect((await give(first)).body).toMatchObject({ openedAt: null });
    expect((await asOwner('select from commissioning.opened_bid where process = $1', [process.id])).length).toBe(0);
    expect((await give(third)).body).toMatchObject({ openedAt: expect.any(String) });
    const opened = await asOwner<{ provider_name: string }>('select provider_name from commissioning.opened_bid where process = $1 order by provider_name', [process.id]);
    expect(opened.map((each) => each.provider_name)).toEqual(['One', 'Two']);
    expect(await asOwner("select data->'bids' as bids from platform.event where type = 'bids.opened' and subject = $1", [process.id])).toEqual([{ bids: 2 }]);
    // Too late to change anything, by anybody.
    expect((await give(second)).status).toBe(200);
    expect((await submit(made[2]!, bidders[2]!)).status).toBe(409);
    expect((await call('DELETE', `/bids/${made[0]!.id}/submission`, bidders[0]!.headers)).status).toBe(409);
  });

  it('by two at the same moment happens once', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const by = await bidder();
    await submit(await written(process, by), by);
    await passDeadline(process);
    expect((await Promise.all(openers.map(give))).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await asOwner('select from commissioning.opened_bid where process = $1', [process.id])).length).toBe(1);
  });

  it('goes on past a bid that somebody changed in the database, and says which', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const [one, two] = [await bidder('Whole'), await bidder('Broken')];
    await submit(await written(process, one), one);
    const broken = await written(process, two);
    await submit(broken, two);
    await asOwner("update commissioning.sealed_bid set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where bid = $1", [broken.id]);
    await open(process, openers);
    expect((await asOwner('select from commissioning.opened_bid where process = $1', [process.id])).length).toBe(1);
    const named = [{ bid: broken.id, lot: aLot.id, lead: { id: two.id, name: 'Broken' } }];
    expect((await call('GET', `/processes/${process.id}/openers`, commissioner)).body).toMatchObject({ unreadable: named });
    expect((await call('GET', `/processes/${process.id}/evaluation`, commissioner)).body).toMatchObject({ unreadable: named, lots: [{ bids: [{ provider: { name: 'Whole' } }] }] });
    expect((await call('GET', `/bids/${broken.id}`, two.headers)).body).toMatchObject({ submitted: { unreadable: true } });
    expect(await asOwner("select type, data from platform.event where subject = $1 and type in ('bids.opened', 'bid.unreadable') order by type", [process.id])).toMatchObject([{ data: { lot: aLot.id, bid: broken.id } }, { data: { bids: 1, unreadable: 1 } }]);
    const told = telling((id) => (id === two.id ? ['broken@provider.example'] : []));
    await told.tellOfTenders();
    expect((await lettersTo('broken@provider.example')).map(({ subject }) => subject)).toContain(`Your bid could not be opened: ${aProcess.title}`);
  });

  it('of a withdrawn tender never happens: its shares are gone', async () => {
    const process = await tender(buyer);
    await keyed(process);
    const closed = await call('POST', `/processes/${process.id}/closure`, { ...commissioner, 'if-match': `"${process.revision}"` }, { as: 'withdrawn', reason: 'The money is gone.' });
    expect([closed.status, await asOwner('select from commissioning.opener where process = $1 and (sealed_share is not null or given_share is not null or public_key is not null)', [process.id])]).toEqual([200, []]);
  });

  it('of one that was withdrawn after the deadline is refused', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const by = await bidder();
    const bid = await written(process, by);
    await submit(bid, by);
    await passDeadline(process);
    await asOwner("update commissioning.process set stage = 'withdrawn' where id = $1", [process.id]);
    expect((await give(openers[0]!)).status).toBe(409);
    expect((await submit(bid, by)).status).toBe(409);
  });
});

describe('the deadline', () => {
  it('counts to the second by the database’s clock, also for whoever came before it and had to wait', async () => {
    const process = await tender(buyer);
    await keyed(process);
    const by = await bidder();
    const bid = await written(process, by);
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    try {
      // Somebody holds the box shut; meanwhile the deadline passes.
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`bids of ${process.id}`]);
      await client.query("update commissioning.process set deadline = clock_timestamp() + interval '400 milliseconds' where id = $1", [process.id]);
      const answer = submit(bid, by);
      await client.query('select pg_sleep(0.6)');
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [`bids of ${process.id}`]);
      expect((await answer).status).toBe(409);
      await client.query("update commissioning.process set deadline = clock_timestamp() + interval '1 minute' where id = $1", [process.id]);
      expect((await submit(bid, by)).status).toBe(200);
    } finally {
      await client.end();
    }
  });

  it('holds against a program that believes otherwise: the database itself refuses', async () => {
    const process = await tender(buyer);
    await keyed(process);
    const by = await bidder();
    const bid = await written(process, by);
    await passDeadline(process);
    const database = openDatabase({ ...server.prepared, connections: 1 });
    try {
      await expect(database.as({ actor: 'key:x', organisations: [by.id] }, (transaction) => sql`insert into commissioning.sealed_bid (bid, process, member_ids, sealed, hash, revision, process_revision, documents) values (${bid.id}, ${process.id}, ${[by.id]}, 'x', 'x', 1, 1, '{}')`.execute(transaction))).rejects.toThrow(/row-level security/);
    } finally {
      await database.close();
    }
  });
});

describe('several providers in one bid', () => {
  it('hand it in together, with shares that everybody has said yes to', async () => {
    const process = await tender(buyer);
    const openers = await keyed(process);
    const [lead, other] = [await bidder('The lead'), await bidder('The other')];
    const bid = await written(process, lead);
    const setMembers = (members: readonly object[], revision: number) => call('PUT', `/bids/${bid.id}/members`, { ...lead.headers, 'if-match': `"${revision}"` }, { members });
    const revisionOf = ({ body }: { body: never }) => (body as { revision: number }).revision;
    expect(fields(await setMembers([{ id: other.id, share: 100 }], bid.revision))).toEqual(['members']);
    expect(fields(await setMembers([{ id: lead.id, share: 50 }, { id: buyer, share: 50 }], bid.revision))).toEqual(['members.1.id']);
    expect((await setMembers([{ id: lead.id, share: -1 }], bid.revision)).status).toBe(400);
    expect((await setMembers([{ id: lead.id, share: 101 }], bid.revision)).status).toBe(400);
    expect((await setMembers([{ id: lead.id, share: 50 }, { id: lead.id, share: 50 }], bid.revision)).status).toBe(400);
    const short = await setMembers([{ id: lead.id, share: 60 }, { id: other.id, share: 30 }], bid.revision);
    expect((await submit({ ...bid, revision: revisionOf(short) }, lead)).text).toContain('add up to 90 %');
    const whole = await setMembers([{ id: lead.id, share: 60 }, { id: other.id, share: 40 }], revisionOf(short));
    expect((await submit({ ...bid, revision: revisionOf(whole) }, lead)).text).toContain('has not said yes yet');
    // The member reads it, and does not write it.
    expect((await call('POST', `/bids/${bid.id}/members/${other.id}/confirmation`, lead.headers)).status).toBe(403);
    expect((await call('POST', `/bids/${bid.id}/members/${other.id}/confirmation`, other.headers)).status).toBe(200);
    expect((await call('PATCH', `/bids/${bid.id}`, { ...other.headers, 'if-match': `"${revisionOf(whole)}"` }, { pricePence: 1 })).status).toBe(403);
    const saved = await call('PATCH', `/bids/${bid.id}`, { ...lead.headers, 'if-match': `"${revisionOf(whole)}"` }, { pricePence: 5 });
    expect((await call('GET', `/bids/${bid.id}`, other.headers)).body).toMatchObject({ code: 'opens', content: { pricePence: 5 } });
    expect((await submit({ ...bid, revision: revisionOf(saved) }, lead)).status).toBe(200);
    expect((await submit({ ...bid, revision: revisionOf(saved) }, { ...other })).status).toBe(403);

    // Who leaves takes the bid back with them.
    expect((await call('DELETE', `/bids/${bid.id}/members/${other.id}`, other.headers)).status).toBe(204);
    expect((await call('GET', `/bids/${bid.id}`, other.headers)).status).toBe(404);
    expect((await call('GET', `/bids/${bid.id}`, lead.headers)).body).toMatchObject({ submitted: null, members: [{ id: lead.id, share: 60 }] });
    const again = await setMembers([{ id: lead.id, share: 70 }, { id: other.id, share: 30 }], revisionOf(await call('GET', `/bids/${bid.id}`, lead.headers)));
    await call('POST', `/bids/${bid.id}/members/${other.id}/confirmation`, other.headers);
    expect((await submit({ ...bid, revision: revisionOf(again) }, lead)).status).toBe(200);
    await open(process, openers);
    expect((await call('GET', `/bids/${bid.id}/opened`, other.headers)).body).toMatchObject({ members: [{ id: lead.id, share: 70 }, { id: other.id, name: 'The other', share: 30 }] });
    expect((await call('DELETE', `/bids/${bid.id}/members/${other.id}`, other.headers)).status).toBe(409);
  });

  it('find each other on the lot, without anybody’s address', async () => {
    const process = await tender(buyer);
    const [lead, other, third] = [await bidder('Seeks'), await bidder('Joins'), await bidder('Neither')];
    const note = await ask<{ id: string }>('POST', `/api/commissioning/processes/${process.id}/partners`, { organisation: lead.id, lot: aLot.id, offers: 'We know <b>paths</b>.', lacks: 'Somebody who writes.' }, 201, lead.headers);
    const notes = await call('GET', `/processes/${process.id}/partners`, undefined);
    expect(notes.body).toMatchObject({ items: [{ offers: 'We know <b>paths</b>.', organisation: { id: lead.id, name: 'Seeks' } }] });
    expect(notes.text).not.toContain('@');
    const askToJoin = (by: Bidder) => call('POST', `/partners/${note.id}/requests`, by.headers, { organisation: by.id, message: 'We write.' });
    expect((await askToJoin(lead)).status).toBe(422);
    const request = (await askToJoin(other)).body as { id: string };
    expect((await askToJoin(other)).status).toBe(409);
    const requests = async (by: Bidder) => ((await call('GET', `/processes/${process.id}/partner-requests`, by.headers)).body as { items: object[] }).items.length;
    expect([await requests(lead), await requests(other), await requests(third)]).toEqual([1, 1, 0]);
    const answer = (by: Bidder) => call('POST', `/partner-requests/${request.id}/answer`, by.headers, { accept: true });
    expect([(await answer(third)).status, (await answer(other)).status]).toEqual([404, 404]);
    const both = await Promise.all([answer(lead), answer(lead)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { bid } = both.find(({ status }) => status === 200)!.body as { bid: string };
    expect((await call('GET', `/bids/${bid}`, other.headers)).body).toMatchObject({ lead: lead.id, members: [{ id: lead.id }, { id: other.id, share: 0 }] });
    await call('DELETE', `/partners/${note.id}`, lead.headers);
    expect((await call('GET', `/processes/${process.id}/partners`, undefined)).body).toMatchObject({ items: [] });
    expect((await askToJoin(third)).status).toBe(404);
  });
});

describe('a profile', () => {
  const profile = (by: Bidder, change: object, revision = 0) => call('PATCH', `/providers/${by.id}/profile`, { ...by.headers, 'if-match': `"${revision}"` }, change);
  const fits = { parts: ['visit.content'], areas: ['causeway-coast-and-glens'], people: 3, turnoverPence: 12_000_000 };

  it('is told once, a part of it in public, and goes with every bid', async () => {
    const by = await bidder('Profiled');
    expect((await call('GET', `/providers/${by.id}`, undefined)).status).toBe(404);
    expect((await profile(by, { ...fits, about: 'We walk <i>every</i> path.', companyNumber: 'ni 012345', insurances: [{ kind: 'public-liability', coverPence: 500_000_000, validUntil: '2020-01-01' }] })).status).toBe(200);
    const told = (await call('GET', `/providers/${by.id}/profile`, by.headers)).body as { revision: number; sections: { section: string; state: string }[]; content: object };
    expect(told.content).toMatchObject({ companyNumber: 'NI012345', about: 'We walk <i>every</i> path.' });
    expect(told.sections.find(({ section }) => section === 'insurance')).toMatchObject({ state: 'expired' });
    const open_ = await call('GET', `/providers/${by.id}`, undefined);
    expect(open_.body).toMatchObject({ name: 'Profiled', size: 'micro', parts: ['visit.content'] });
    expect(open_.text).not.toMatch(/turnover|insurance/);
    expect((await call('GET', `/providers/${by.id}/profile`, commissioner)).status).toBe(403);
    // Two at once: the second is told.
    const both = await Promise.all([profile(by, { people: 4 }, told.revision), profile(by, { people: 5 }, told.revision)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const process = await tender(buyer);
    const openers = await keyed(process);
    const bid = await written(process, by);
    await submit(bid, by);
    await open(process, openers);
    expect((await call('GET', `/bids/${bid.id}/opened`, commissioner)).body).toMatchObject({ profile: { about: 'We walk <i>every</i> path.', turnoverPence: 12_000_000 } });
  });

  it.each([
    [{ areas: ['atlantis'] }],
    [{ parts: ['visit.nothing'] }],
    [{ companyNumber: '1' }],
    [{ charityNumbers: ['XX1'] }],
    [{ turnoverPence: -1 }],
    [{ insurances: [{ kind: 'public-liability', coverPence: 1, validUntil: 'tomorrow' }] }],
    [{ policies: [{ kind: 'quality', title: 'Ours', date: '2026-01-01', document: '00000000-0000-4000-8000-00000000ffff' }] }],
    [{ policies: [{ kind: 'quality', title: 'Ours', date: '2090-01-01' }] }],
    [{ policies: [{ kind: 'quality', title: 'Ours', date: '2026-01-01', reviewBy: '2025-01-01' }] }],
    [{ about: 'x'.repeat(1501) }],
  ])('as %j is refused', async (change) => {
    const by = await bidder();
    expect((await profile(by, change)).status).toBe(400);
  });

  it('brings a letter for each lot that fits, once, and a list that says why', async () => {
    const by = await bidder('Told Trails');
    await profile(by, fits);
    const off = await bidder('Quiet Trails');
    await profile(off, { ...fits, alerts: false });
    const process = await tender(buyer, { title: 'A tender to be told of' });
    await tender(buyer, { lots: [{ ...aLot, areas: ['belfast'] }], title: 'Elsewhere' });
    const told = telling((id) => (id === by.id || id === off.id ? [`${id}@provider.example`] : []));
    await told.tellOfTenders();
    await told.tellOfTenders();
    const letters = (await lettersTo(`${by.id}@provider.example`)).filter(({ subject }) => subject.includes('A tender to be told of'));
    expect(letters).toHaveLength(1);
    expect(letters[0]!.body).toContain(`/commissioning/processes/${process.id}`);
    expect((await lettersTo(`${by.id}@provider.example`)).some(({ subject }) => subject.includes('Elsewhere'))).toBe(false);
    expect(await lettersTo(`${off.id}@provider.example`)).toEqual([]);
    const listed = (await call('GET', `/providers/${by.id}/lots`, by.headers)).body as { items: { process: { id: string }; fit: object }[] };
    expect(listed.items.find((each) => each.process.id === process.id)!.fit).toMatchObject({ how: 'alone', areasCovered: 1 });
  });

  it('whoever has begun a bid hears that the tender was amended, once', async () => {
    const process = await tender(buyer, { title: 'A tender that changes' });
    await keyed(process);
    const [drafts, handsIn, other] = [await bidder('Drafts'), await bidder('Hands in'), await bidder('Neither')];
    await written(process, drafts);
    await submit(await written(process, handsIn), handsIn);
    const { content } = await ask<{ content: { deadline: string } }>('GET', `/api/commissioning/processes/${process.id}`, undefined, 200);
    const later = Temporal.Instant.from(content.deadline).add({ hours: 24 }).toString();
    const amended = await call('POST', `/processes/${process.id}/amendments`, { ...commissioner, 'if-match': `"${process.revision}"` }, { description: 'A day more.', content: { ...content, deadline: later } });
    expect([amended.status, amended.text]).toEqual([200, amended.text]);
    const told = telling((id) => ([drafts.id, handsIn.id, other.id].includes(id) ? [`${id}@amended.example`] : []));
    await Promise.all([told.tellOfTenders(), told.tellOfTenders()]);
    const letters = await Promise.all([drafts, handsIn, other].map(({ id }) => lettersTo(`${id}@amended.example`)));
    expect(letters.map((each) => each.filter(({ subject }) => subject === 'Amended: A tender that changes').length)).toEqual([1, 1, 0]);
    expect(letters[0]![0]!.body).toContain('A day more.');
  });

  it('openers hear that the deadline has passed, and bidders that their bids are open, once each', async () => {
    const process = await tender(buyer, { title: 'A tender that ends' });
    const openers = await keyed(process);
    const by = await bidder();
    await submit(await written(process, by), by);
    await passDeadline(process);
    const told = telling((id) => (id === by.id ? ['bidder@provider.example'] : []));
    await told.tellOfTenders();
    await told.tellOfTenders();
    const rows = await asOwner<{ body: string; recipient: string }>("select body, recipient from platform.mail where subject = 'The bids can be opened now: A tender that ends'");
    expect(rows).toHaveLength(3);
    // The link that was sent first does not work any more; the codes do.
    expect((await give(openers[0]!)).status).toBe(404);
    for (const [index, opener] of openers.slice(0, 2).entries()) {
      const row = rows.find(({ recipient }) => recipient.startsWith(['first', 'second'][index]!))!;
      expect((await give({ ...opener, token: /opening\/([\w-]{32})/.exec(row.body)![1]! })).status).toBe(200);
    }
    await told.tellOfTenders();
    await told.tellOfTenders();
    expect((await lettersTo('bidder@provider.example')).filter(({ subject }) => subject === 'Your bid is open: A tender that ends')).toHaveLength(1);
  });
});
