/** What a refused form says: each error names its field, and the summary leads to it. */

import { beforeAll, describe, expect, it } from 'vitest';
import { bidsOn } from './support/bids.ts';
import { joined } from './support/citizens.ts';
import { administratorKey, aLot, commissioningOn } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
const { organisation } = commissioningOn(() => server);
const { tender, keyed, bidder, written, lettersTo, passDeadline } = bidsOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
});

const plain = (html: string): string => html.replace(/<[^>]*>/g, '').replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim();
/** What the service says of a field without naming it. */
const bare = /^(Is|Are|Has|Have|Holds|Names|Use|Write|Give|Say) /;

/** Posts a form; what its summary says, after having looked that all of it is named and leads somewhere. */
async function refused(path: string, cookie: string, form: Record<string, string | File> | URLSearchParams, action = ''): Promise<readonly string[]> {
  const hasFile = !(form instanceof URLSearchParams) && Object.values(form).some((value) => value instanceof File);
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of form instanceof URLSearchParams ? form : Object.entries(form)) (body as FormData).append(name, value as string);
  const answer = await fetch(`${server.url}${path}${action}`, { method: 'POST', body, headers: { cookie, origin: server.url, accept: 'text/html' }, redirect: 'manual' });
  const page = await answer.text();
  expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
  const summary = /<div class="summary[\s\S]*?<\/ul>/.exec(page)?.[0] ?? '';
  const lines = [...summary.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, line = '']) => ({ text: plain(line), href: /href="([^"]+)"/.exec(line)?.[1] }));
  expect(lines).not.toEqual([]);
  for (const { text, href } of lines) {
    expect(text).not.toMatch(bare);
    expect(text).toMatch(/[.?]$/);
    if (href?.startsWith('#')) expect([text, page.includes(`id="${href.slice(1)}"`)]).toEqual([text, true]);
    else expect([text, href]).toEqual([text, expect.stringMatching(/^\/commissioning\//)]);
    if (href?.startsWith('#')) expect(page).toContain(`id="${href.slice(1)}-error"`);
  }
  return lines.map(({ text }) => text);
}

describe('a form that is refused names what is wrong', () => {
  let buyer: string;
  let commissioner: string;
  let firm: Awaited<ReturnType<typeof bidder>>;
  let editor: string;
  beforeAll(async () => {
    buyer = await organisation('buyer', 'Carrickmore Borough Council');
    commissioner = (await joined(server, buyer, 'commissioner@forms.example', ['commissioner'])).cookie;
    firm = await bidder();
    editor = (await joined(server, firm.id, 'editor@forms.example', ['editor'])).cookie;
  });

  it('in each section of a profile, in the row that it is about', async () => {
    const profile = (section: string, form: Record<string, string | File> | URLSearchParams) => refused(`/account/organisations/${firm.id}/profile/${section}`, editor, form instanceof URLSearchParams ? form : { revision: '0', ...form });
    expect(await profile('about', { about: 'x'.repeat(2_000), website: 'example', companyNumber: '1', charityNumbers: '12, 1234567' })).toEqual([
      expect.stringMatching(/^What you say of yourselves is too long\. /),
      'The address of your website is not a web address. Use one such as https://www.example.org.',
      expect.stringMatching(/^Your company number/),
      expect.stringMatching(/^Charity number 1/),
    ]);
    expect(await profile('size', { people: 'many', turnover: 'a lot' })).toEqual(['The number of people who work there: write a whole number.', expect.stringMatching(/^Your turnover: write an amount in pounds/)]);
    expect(await profile('work', new URLSearchParams([['revision', '0'], ['areas', 'atlantis']]))).toEqual([expect.stringMatching(/^Where you work: "atlantis" is not an area there is\. /)]);
    // The first row is empty, so that the service is sent the second as its first.
    const rows = (columns: Record<string, readonly string[]>) => new URLSearchParams([['revision', '0'], ...Object.entries(columns).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))]);
    expect(await profile('insurance', rows({ kind: ['cyber', 'cyber'], cover: ['', ''], validUntil: ['', '2036-01-01'], insurer: ['', ''] }))).toEqual(['Enter the cover of insurance 2.']);
    expect(await profile('insurance', rows({ kind: ['cyber'], cover: ['much'], validUntil: [''], insurer: [''] }))).toEqual([expect.stringMatching(/^The cover of insurance 1: write an amount in pounds/)]);
    expect(await profile('policies', rows({ kind: ['quality', 'quality'], title: ['', ''], date: ['', '2020-01-01'], reviewBy: ['', ''], document: ['', ''] }))).toEqual(['Enter the title of policy 2.']);
    expect(await profile('references', rows({ title: ['', 'Walks'], client: ['', ''], from: ['', ''], to: ['', ''], value: ['', ''], description: ['', ''] }))).toEqual(['Enter the client of work 2.', 'Enter the first day of work 2.', 'Enter the description of work 2.']);
    expect(await profile('references', rows({ title: ['Walks'], client: ['The parish'], from: ['2024-01-02'], to: ['2024-01-01'], value: [''], description: ['Led walks.'] }))).toEqual(['The last day of work 1 is before its beginning.']);
    expect(await profile('policies', { kind: 'quality', title: 'Quality', date: '2020-01-01', reviewBy: '', document: '', file: new File(['MZ'], 'policy.exe') })).toEqual([expect.stringMatching(/^The file of policy 1/)]);
  });

  it('in each task of a bid, and from its check to the task', async () => {
    const process = await tender(buyer, { lots: [{ ...aLot, socialValue: [{ measure: 'local-jobs' }] }] });
    await keyed(process);
    expect(await refused(`/commissioning/processes/${process.id}/bid`, editor, { organisation: firm.id })).toEqual(['Choose the lot you bid for.']);
    const bid = await written(process, firm, { answers: {}, pricePence: null });
    const cookie = `${editor}; drystone.bid_code.${firm.id}=${firm.headers['x-bid-code']}`;
    const task = (name: string, action: string, form: Record<string, string | File>) => refused(`/commissioning/bids/${bid.id}/${name}`, cookie, { revision: String(bid.revision), ...form }, `?/${action}`);
    expect(await task('price', 'save', { price: 'cheap' })).toEqual([expect.stringMatching(/^Your price: write an amount in pounds/)]);
    expect(await task('question-places', 'save', { answer: 'x'.repeat(60_001) })).toEqual([expect.stringMatching(/^Your answer to “Which places would you describe, and why those\?” is too long/)]);
    expect(await task('promises', 'save', { 'promise-local-jobs': 'many' })).toEqual([expect.stringMatching(/^Your promise of “.+”: write a number of 0 or more/)]);
    expect(await task('proof', 'save', { report: new File(['{}'], 'report.json') })).toEqual([expect.stringMatching(/^The signed report is no report whose signature holds/)]);
    expect(await task('documents', 'add', { file: new File(['MZ'], 'method.exe'), for: '' })).toEqual([expect.stringMatching(/^The document/)]);
    expect(await task('check', 'submit', {})).toEqual([expect.stringMatching(/^Your answer to “Which places/), expect.stringMatching(/^Enter your price/), expect.stringMatching(/^Your promise of /)]);
  });

  it('of the openers, and where one of them keeps or gives a code', async () => {
    const process = await tender(buyer);
    const page = `/commissioning/processes/${process.id}/openers`;
    const given = { 'name-0': 'Ann', 'email-0': 'ann@openers.example', 'name-1': 'Ben', 'email-1': 'ann@openers.example', 'name-2': 'Cat', 'email-2': 'cat@openers.example' };
    expect(await refused(page, commissioner, { ...given, 'name-0': '', 'email-1': '', 'email-2': 'cat' }, '?/name')).toEqual(['Enter the name of opener 1.', 'Enter the e-mail address of opener 2.', 'The e-mail address of opener 3 is not an e-mail address. Use one such as name@example.org.']);
    expect(await refused(page, commissioner, given, '?/name')).toEqual([expect.stringMatching(/^The openers: three different addresses are needed/)]);
    const named = { ...given, 'email-1': 'ben@openers.example' };
    await fetch(`${server.url}${page}?/name`, { method: 'POST', body: new URLSearchParams(named), headers: { cookie: commissioner, origin: server.url }, redirect: 'manual' });
    const [letter] = await lettersTo('ann@openers.example');
    const own = /\/commissioning\/opening\/[\w-]{32}/.exec(letter!.body)![0];
    await server.call('POST', `/api${own}/code`);
    expect(await refused(own, '', {}, '?/confirm')).toEqual(['Enter the last two groups of your code.']);
    expect(await refused(own, '', { part: 'XXXX-XXXX' }, '?/confirm')).toEqual(['What you typed is not the end of your code. Type its last two groups, as you have kept them.']);
    const other = await tender(buyer);
    const [opener] = await keyed(other);
    await passDeadline(other);
    expect(await refused(`/commissioning/opening/${opener!.token}`, '', {}, '?/share')).toEqual(['Enter your code.']);
  });

  it('where partners are looked for, and where one is asked', async () => {
    const process = await tender(buyer);
    const page = `/commissioning/processes/${process.id}/partners`;
    expect(await refused(page, editor, { organisation: firm.id, lot: aLot.id, offers: '', lacks: ' ' }, '?/seek')).toEqual(['Enter what you offer.', 'Enter what you lack.']);
    const seeker = await bidder('Nine Glens Walks');
    const note = await server.call('POST', `/api/commissioning/processes/${process.id}/partners`, { organisation: seeker.id, lot: aLot.id, offers: 'Walks.', lacks: 'Pictures.' }, seeker.headers);
    expect(note.status).toBe(201);
    expect(await refused(page, editor, { organisation: firm.id, note: (note.body as { id: string }).id, message: '' }, '?/ask')).toEqual(['Enter your message.']);
  });
});
