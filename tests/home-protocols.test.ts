/** An organisation's own protocols: kept in versions, followed by its operators, changed by nobody else. */

import { openDatabase, sql } from '@drystone/database';
import { builtInProtocols, protocolSubjects } from '@drystone/home';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

type Headers = Readonly<Record<string, string>>;
interface Version {
  readonly id: string;
  readonly version: number;
  readonly by: { readonly name: string | null };
  readonly text: { readonly title: string; readonly steps: readonly string[] } | null;
}
interface State {
  readonly subject: string;
  readonly latest: Version | null;
  readonly servedBy: string;
  readonly builtIn: readonly string[];
}
interface Record_ {
  readonly protocol: { readonly subject: string; readonly own: { readonly version: number; readonly approvedBy: string; readonly organisation: { readonly id: string; readonly name: string } } | null; readonly isOvertaken: boolean };
  readonly steps: readonly { readonly step: string; readonly text: string | null; readonly done: object | null }[];
  readonly events: readonly { readonly type: string; readonly data: object; readonly stepText: string | null }[];
}

let server: TestServer;
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
});

const text = { title: 'A fall', steps: ['Say the name of the service.', 'Ask whether they are hurt.'], approvedBy: 'Dr Ann Lee, clinical lead', approvedOn: '2026-03-02' };
/** A centre that answers alarms, with who leads it and who answers. */
async function centre(): Promise<{ readonly id: string; readonly lead: Headers; readonly olive: Headers }> {
  const id = await organisations.organisation('provider', 'Hearth of the Tests');
  return { id, lead: await organisations.keyFor(id, ['editor']), olive: await organisations.keyFor(id, ['operator']) };
}
const put = (id: string, subject: string, body: unknown, headers: Headers, after = 0) => server.call('PUT', `/api/home/protocols/${id}/${subject}`, body, { ...headers, 'if-match': `"${after}"` });
const versions = async (id: string, subject: string, headers: Headers, query = '') => (await server.call('GET', `/api/home/protocols/${id}/${subject}${query}`, undefined, headers)).body as { items: Version[]; next: string | null };
const state = async (id: string, subject: string, headers: Headers) => ((await server.call('GET', `/api/home/protocols/${id}`, undefined, headers)).body as { items: State[] }).items.find((each) => each.subject === subject)!;
const record = async (caseId: string, headers: Headers) => (await server.call('GET', `/api/home/cases/${caseId}/record`, undefined, headers)).body as Record_;
const step = (caseId: string, to: object, headers: Headers) => server.call('POST', `/api/home/cases/${caseId}/steps`, to, headers);
const mark = (caseId: string, name: string, headers: Headers) => server.call('PUT', `/api/home/cases/${caseId}/protocol/${name}`, { done: true }, headers);

describe('an own protocol', () => {
  it('is kept in versions, each with who and when; the built-in text can be gone back to, and nothing is overwritten', async () => {
    const { id, lead, olive } = await centre();
    expect(await state(id, 'fall', olive)).toEqual({ subject: 'fall', group: 'fall', latest: null, servedBy: 'fall', builtIn: builtInProtocols.fall });
    const first = await put(id, 'fall', { text }, lead);
    expect([first.status, first.headers.get('etag'), first.body]).toMatchObject([200, '"1"', { organisation: id, subject: 'fall', version: 1, by: { actor: expect.stringMatching(/^key:/), name: expect.any(String) }, text }]);
    // Sent twice, it is one version.
    expect((await put(id, 'fall', { text }, lead)).body).toMatchObject({ version: 1 });
    expect((await put(id, 'fall', { text: null }, lead, 1)).body).toMatchObject({ version: 2, text: null });
    expect((await put(id, 'fall', { text: { ...text, title: 'Fallen' } }, lead, 2)).status).toBe(200);
    const all = await versions(id, 'fall', olive);
    expect(all.items.map(({ version, text: said }) => [version, said?.title ?? null])).toEqual([[3, 'Fallen'], [2, null], [1, 'A fall']]);
    const page = await versions(id, 'fall', olive, '?limit=2');
    expect([page.items.length, (await server.call('GET', page.next!, undefined, olive)).body]).toMatchObject([2, { items: [{ version: 1 }], next: null }]);
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ data: object }>`select data from platform.event where type = 'protocol.changed' and subject = ${id} order by transaction_id, id`.execute(transaction));
    expect(rows.map(({ data }) => data)).toEqual([{ of: 'fall', version: 1, isBuiltIn: false }, { of: 'fall', version: 2, isBuiltIn: true }, { of: 'fall', version: 3, isBuiltIn: false }]);
  });

  it('is for a group and what has none of its own in it; what is said of one kind goes before', async () => {
    const { id, lead } = await centre();
    await put(id, 'fire', { text }, lead);
    expect(await Promise.all(['fire', 'smoke', 'gas'].map(async (subject) => (await state(id, subject, lead)).servedBy))).toEqual(['fire', 'fire', 'gas']);
    await put(id, 'smoke', { text }, lead);
    expect((await state(id, 'smoke', lead)).servedBy).toBe('smoke');
    await put(id, 'smoke', { text: null }, lead, 1);
    expect((await state(id, 'smoke', lead)).servedBy).toBe('fire');
    // Those who wrote about a call for help did not mean a call under duress.
    await put(id, 'help', { text }, lead);
    expect(await Promise.all(['medical', 'duress'].map(async (subject) => (await state(id, subject, lead)).servedBy))).toEqual(['help', 'duress']);
    expect(protocolSubjects.filter((subject) => ['test-call', 'heartbeat', 'information'].includes(subject))).toEqual([]);
  });

  it('is changed by one of two at once, and the other is told', async () => {
    const { id, lead } = await centre();
    const answers = await Promise.all(['One', 'Two', 'Three'].map((title) => put(id, 'gas', { text: { ...text, title } }, lead)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await versions(id, 'gas', lead)).items.length).toBe(1);
    for (const after of ['"0"', '"7"', 'x', '"-1"', '*']) expect([after, (await server.call('PUT', `/api/home/protocols/${id}/gas`, { text }, { ...lead, 'if-match': after })).status]).toEqual([after, 412]);
  });

  const line = (length: number) => 'x'.repeat(length);
  it.each<[RegExp, unknown]>([
    [/text/, {}],
    [/text.steps: say at least one step/, { text: { ...text, steps: [] } }],
    [/text.steps: use 20 steps at most/, { text: { ...text, steps: Array.from({ length: 21 }, () => 'Ask.') } }],
    [/text.steps.1: say what is to be done/, { text: { ...text, steps: ['Ask.', '  '] } }],
    [/text.steps.0: use 300 characters at most/, { text: { ...text, steps: [line(301)] } }],
    [/text.steps.0: holds a character/, { text: { ...text, steps: ['Ask.\u0000'] } }],
    [/text.steps/, { text: { ...text, steps: 'Ask.' } }],
    [/text.title: use 80 characters at most/, { text: { ...text, title: line(81) } }],
    [/text.approvedBy: say who approved it/, { text: { ...text, approvedBy: ' ' } }],
    [/text.approvedOn: give the day/, { text: { ...text, approvedOn: '2026-02-30' } }],
    [/approvedOn: this day is still to come/, { text: { ...text, approvedOn: '2999-01-01' } }],
    [/text.approvedBy/, { text: { ...text, approvedBy: undefined } }],
    [/more: is not a field/, { text, more: 1 }],
  ])('is refused where %s', async (message, body) => {
    const { id, lead } = await centre();
    const refused = await put(id, 'fall', body, lead);
    expect([refused.status, refused.text]).toEqual([400, expect.stringMatching(message)]);
    expect((await versions(id, 'fall', lead)).items).toEqual([]);
  });

  it('is kept as it was written, whatever it holds', async () => {
    const { id, lead } = await centre();
    const steps = ['{"a", \\ b}', '<script>alert(1)</script>', "'; drop table home.protocol; --", 'NULL', '家に電話する 🧯', line(300)];
    await put(id, 'incident', { text: { ...text, steps } }, lead);
    expect((await versions(id, 'incident', lead)).items[0]!.text!.steps).toEqual(steps);
  });

  it('is of kinds that there are, of organisations that there are, and of nobody else', async () => {
    const [{ id, lead, olive }, other] = [await centre(), await centre()];
    for (const subject of ['heartbeat', 'toString', 'Fall', 'intrusion', '%00', line(65)]) expect([subject, [400, 404].includes((await put(id, subject, { text }, lead)).status)]).toEqual([subject, true]);
    const community = await organisations.organisation('community', 'Friends of the shore');
    for (const nowhere of ['00000000-0000-4000-8000-00000000ffff', community]) expect((await put(nowhere, 'fall', { text }, asAdministrator)).status).toBe(404);
    expect((await put(id, 'fall', { text: null }, lead)).status).toBe(404);
    // Operators follow it and do not write it; others do not even read it.
    expect([(await put(id, 'fall', { text }, olive)).status, (await put(id, 'fall', { text }, other.lead)).status, (await put(id, 'fall', { text }, {})).status]).toEqual([403, 403, 401]);
    expect((await server.call('GET', `/api/home/protocols/${id}/fall`, undefined, other.olive)).status).toBe(403);
    expect((await server.call('PUT', `/api/home/protocols/${id}/fall`, { text }, lead)).status).toBe(400);
  });

  it('cannot be changed or taken away by whoever has the database’s rights of the product', async () => {
    const { id, lead } = await centre();
    await put(id, 'fall', { text }, lead);
    const product = openDatabase({ ...server.prepared, connections: 1 });
    try {
      for (const change of [sql`update home.protocol set title = 'x'`, sql`delete from home.protocol`]) {
        await expect(product.as({ actor: 'account:00000000-0000-4000-8000-000000000abc', organisations: [id] }, (transaction) => change.execute(transaction))).rejects.toThrow(/permission denied/);
      }
      const seen = (as: string) => product.as({ actor: 'account:00000000-0000-4000-8000-000000000abc', organisations: [as] }, async (transaction) => (await sql`select from home.protocol where organisation = ${id}`.execute(transaction)).rows.length);
      expect([await seen(id), await seen((await centre()).id)]).toEqual([1, 0]);
    } finally {
      await product.close();
    }
  });
});

describe('a case', () => {
  it('follows the version that was in force when its operator took it, and says where there is another', async () => {
    const { id, lead, olive } = await centre();
    await put(id, 'fall', { text }, lead);
    const { caseId } = await insertedAlarm(server, id);
    // While nobody has it, what is in force is what its operator will follow.
    await put(id, 'fall', { text: { ...text, steps: ['Say who you are.', 'Ask.'] } }, lead, 1);
    expect(await record(caseId, olive)).toMatchObject({ protocol: { subject: 'fall', own: { version: 2, approvedBy: text.approvedBy, approvedOn: text.approvedOn, title: 'A fall', organisation: { id, name: expect.stringContaining('Hearth') } }, isOvertaken: false }, steps: [{ step: '1', text: 'Say who you are.' }, { step: '2', text: 'Ask.' }] });
    expect((await step(caseId, { to: 'acknowledged' }, olive)).status).toBe(200);
    expect((await mark(caseId, '2', olive)).status).toBe(200);
    expect([(await mark(caseId, '3', olive)).status, (await mark(caseId, '0', olive)).status, (await mark(caseId, 'speak', olive)).status]).toEqual([404, 404, 404]);
    await put(id, 'fall', { text: { ...text, steps: ['Only this.'] } }, lead, 2);
    const mid = await record(caseId, olive);
    expect(mid).toMatchObject({ protocol: { own: { version: 2 }, isOvertaken: true }, steps: [{ done: null }, { text: 'Ask.', done: { by: {} } }] });
    expect(mid.events.find(({ type }) => type === 'case.step_done')).toMatchObject({ data: { step: '2', protocol: expect.any(String) }, stepText: 'Ask.' });
    // Given back and taken anew, its operator begins with what is in force; what was done stays in the record, in its own words.
    await step(caseId, { to: 'handed-back' }, olive);
    await step(caseId, { to: 'acknowledged' }, olive);
    const after = await record(caseId, olive);
    expect(after).toMatchObject({ protocol: { own: { version: 3 }, isOvertaken: false }, steps: [{ text: 'Only this.', done: null }] });
    expect(after.events.filter(({ stepText }) => stepText === 'Ask.').length).toBe(1);
    await step(caseId, { to: 'closed', outcome: 'advice', cause: 'fall' }, olive);
    await put(id, 'fall', { text: null }, lead, 3);
    expect(await record(caseId, olive)).toMatchObject({ protocol: { own: { version: 3 }, isOvertaken: false } });
  });

  it('says plainly that a built-in text is one, also of a case that began with it', async () => {
    const { id, lead, olive } = await centre();
    const { caseId } = await insertedAlarm(server, id);
    await step(caseId, { to: 'acknowledged' }, olive);
    await mark(caseId, 'speak', olive);
    await put(id, 'fall', { text }, lead);
    expect(await record(caseId, olive)).toMatchObject({ protocol: { subject: 'fall', own: null, isOvertaken: true }, steps: [{ step: 'speak', text: null, done: {} }, ...builtInProtocols.fall!.slice(1).map((each) => ({ step: each, done: null }))] });
  });

  it('that is with a provider follows the provider’s, else that of those who answer for the home; the duty team that takes it follows its own', async () => {
    const [council, hearth] = [await centre(), await centre()];
    const withProvider = async () => {
      const { caseId } = await insertedAlarm(server, council.id);
      await server.database.as('system:home', (transaction) => sql`update home.alarm_case set responder = ${hearth.id}, award = ${hearth.id} where id = ${caseId}`.execute(transaction));
      return caseId;
    };
    await put(council.id, 'fall', { text: { ...text, title: 'As the council says' } }, council.lead);
    const first = await withProvider();
    expect((await record(first, hearth.olive)).protocol.own).toMatchObject({ title: 'As the council says', organisation: { id: council.id } });
    await put(hearth.id, 'fall', { text: { ...text, title: 'As the provider says' } }, hearth.lead);
    expect((await record(first, hearth.olive)).protocol.own).toMatchObject({ title: 'As the provider says', organisation: { id: hearth.id } });
    expect((await step(first, { to: 'acknowledged' }, council.olive)).status).toBe(200);
    expect((await record(first, council.olive)).protocol).toMatchObject({ own: { title: 'As the council says' }, isOvertaken: false });
    const second = await withProvider();
    expect((await step(second, { to: 'acknowledged' }, hearth.olive)).status).toBe(200);
    expect((await record(second, hearth.olive)).protocol).toMatchObject({ own: { title: 'As the provider says' }, isOvertaken: false });
  });
});
