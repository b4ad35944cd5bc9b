/**
 * `npm run bench:commissioning`: 1,000 tenders with 20 bids each, a tender and a market engagement
 * with 500 questions and answers each, and how long it takes to search, to read what evaluators and
 * bidders read, to answer, and to hand out packages of open data. The goal: 95 of 100 within 200 ms.
 */

import { openedBids } from '@drystone/commissioning';
import { openDatabase, sql } from '@drystone/database';
import { startServer } from './running-server.ts';
import { percentile, report, type Row } from './table.ts';

const tenders = 1_000;
const bidsEach = 20;
const questionsEach = 500;
const warmUp = 10;
const requests = 200;
const key = 'of-the-bench-alone-and-of-nobody-else';
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

const rows: Row[] = [];
function row(what: string, times: readonly number[]): Row {
  const p95 = percentile(times, 0.95);
  return { what, p50: percentile(times, 0.5).toFixed(1), p95: p95.toFixed(1), p99: percentile(times, 0.99).toFixed(1), 'within 200 ms': p95 <= 200 ? 'yes' : 'NO' };
}

const server = await startServer({ ADMIN_API_KEY: key });
try {
  const ask = async <Answer>(method: string, path: string, body?: object, more: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(server.url + path, { method, headers: { ...headers, ...more }, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as Answer;
  };
  const organisation = async (kind: string, name: string) => (await ask<{ id: string }>('POST', '/api/accounts/organisations', { kind, name })).id;
  const buyer = await organisation('buyer', 'Council of the bench');
  const bidders = await Promise.all(Array.from({ length: bidsEach }, (_, index) => organisation('provider', `Bidder ${index}`)));

  const subjects = ['glens', 'harbours', 'castles', 'forests', 'mills', 'islands', 'loughs', 'bogs', 'caves', 'dunes'];
  const lines = 'A path that few know, and what one sees from it in spring and after rain. '.repeat(20);
  const ids: { id: string; ocid: string; lot: string }[] = [];
  const began = performance.now();
  interface Made {
    readonly id: string;
    readonly ocid: string;
    readonly revision: number;
  }
  const draft = (subject: string, title: string) =>
    ask<Made>('POST', '/api/commissioning/processes', {
      buyer,
      title,
      problem: { who: 'Visitors', today: lines, good: 'They find what few know.', measures: ['Visits to little-known places'] },
      method: 'below-threshold-quotation',
      deadline: Temporal.Now.instant().add({ hours: 24 * 40 }).toString(),
      lots: [{
        id: subject, title: `Places of the ${subject}`, description: lines, part: 'visit.content', areas: ['causeway-coast-and-glens'], term: { from: '2028-01-01', to: '2030-12-31' }, valuePence: 1_200_000, kpis: [{ metric: 'visited', target: 100 }],
        asked: [{ id: 'places', question: 'Which places would you describe, and why those?', mostWords: 500, criterion: 'quality' }],
        criteria: [{ id: 'quality', title: 'Quality', description: 'How well they know the places.', kind: 'quality', weight: 60, panel: false }, { id: 'price', title: 'Price', description: 'What it costs.', kind: 'price', weight: 40, panel: false }],
      }],
      oneLotReason: 'There is one path.',
    });
  const publish = ({ id, revision }: Made) => ask('POST', `/api/commissioning/processes/${id}/publication`, undefined, { 'if-match': `"${revision}"` });
  const one = async (index: number) => {
    const lot = subjects[index % subjects.length]!;
    const made = await draft(lot, `Words on the ${lot}, number ${index}`);
    await publish(made);
    ids.push({ id: made.id, ocid: made.ocid, lot });
  };
  for (let index = 0; index < tenders; index += 10) await Promise.all(Array.from({ length: 10 }, (_, offset) => one(index + offset)));
  console.log(`${tenders} tenders published in ${Math.round((performance.now() - began) / 1000)} s`);

  const at = await server.database();
  const database = openDatabase({ ...at, connections: 2 });
  await database.as({ actor: 'system:bench', organisations: [buyer] }, async (transaction) => {
    // Bids are opened after the deadline, by the database's own clock.
    await sql`update commissioning.process set deadline = now() - interval '1 minute', content = jsonb_set(content, '{deadline}', to_jsonb(to_char((now() - interval '1 minute') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))`.execute(transaction);
    await sql`
      insert into commissioning.opened_bid (id, process, lot, buyer, provider, provider_name, members, member_ids, answers, price_pence, social_value, documents, submitted_at)
      select gen_random_uuid(), process.id, process.content->'lots'->0->>'id', buyer, bidder.id, 'Bidder', jsonb_build_array(jsonb_build_object('id', bidder.id, 'name', 'Bidder', 'share', 100)), array[bidder.id],
        jsonb_build_object('places', repeat('We know each of these paths and walk them every week. ', 45)), 900000 + (random() * 300000)::int, '[]', '[]', now() - interval '1 day'
      from commissioning.process cross join unnest(${bidders}::uuid[]) as bidder (id)`.execute(transaction);
  });

  const acting = { actor: 'system:bench' as const, organisations: [buyer, ...bidders] };
  /** A draft that asks the market, or a tender, of which everything that can be asked is asked. */
  async function questioned(phase: 'engagement' | 'tender'): Promise<Made> {
    const made = await draft('glens', `Everything asked of the ${phase}`);
    if (phase === 'tender') await publish(made);
    else await ask('PUT', `/api/commissioning/processes/${made.id}/engagement`, { background: lines, asked: ['How would you divide it into lots?', 'What would keep you from bidding?'], openUntil: Temporal.Now.instant().add({ hours: 24 * 30 }).toString() }, { 'if-match': '"0"' });
    const asked = await database.as(acting, async (transaction) => {
      const { rows } = await sql<{ id: string }>`
        insert into commissioning.enquirer (enquiry, process, phase, organisation, name)
        select gen_random_uuid(), ${made.id}, ${phase}, (${bidders}::uuid[])[1 + number % ${bidsEach}], 'Bidder' from generate_series(1, ${questionsEach}) as number returning enquiry as id`.execute(transaction);
      await sql`
        insert into commissioning.enquiry (id, process, phase, kind, text, claimed, asked_at)
        select id, ${made.id}, ${phase}, 'question', repeat('May the path be walked in winter, and who clears it then? ', 8) || id, false, now() from unnest(${rows.map(({ id }) => id)}::uuid[]) as asked (id)`.execute(transaction);
      return rows;
    });
    const times: number[] = [];
    for (const { id } of asked) {
      const started = performance.now();
      await ask('POST', `/api/commissioning/processes/${made.id}/enquiries/${id}/decision`, { decision: 'answer', answer: 'It may, and the council clears it. '.repeat(12) }, { 'if-match': '"1"' });
      times.push(performance.now() - started);
    }
    rows.push(row(`an answer, one of ${questionsEach}, ${phase} (API)`, times));
    return made;
  }
  const [tender, market] = [await questioned('tender'), await questioned('engagement')];

  const someone = () => ids[Math.floor(Math.random() * ids.length)]!;
  const measured: Readonly<Record<string, () => string | Promise<unknown>>> = {
    'search by words (page)': () => `/commissioning/processes?q=${subjects[Math.floor(Math.random() * subjects.length)]}`,
    'search by words (API)': () => `/api/commissioning/processes?q=${subjects[Math.floor(Math.random() * subjects.length)]}&limit=20`,
    'all tenders, a late page (API)': () => '/api/commissioning/processes?limit=20&offset=900',
    'a tender (page)': () => `/commissioning/processes/${someone().id}`,
    'all bids of a tender (openedBids)': () => database.as({ actor: 'system:bench', organisations: [buyer] }, (transaction) => openedBids(transaction, someone().id)),
    'evaluation of a tender (API)': () => `/api/commissioning/processes/${someone().id}/evaluation`,
    'its moderation, all bids (API)': () => {
      const { id, lot } = someone();
      return `/api/commissioning/processes/${id}/evaluation/lots/${lot}/moderation`;
    },
    'release package of 100 (OCDS)': () => `/open/ocds/releases?limit=100`,
    'record package (OCDS)': () => `/open/ocds/records/${someone().ocid}`,
    'contracts (page)': () => '/commissioning/contracts',
    ...Object.fromEntries(
      Object.entries({ tender, engagement: market }).flatMap(([phase, { id, ocid }]) => [
        [`${questionsEach} questions, ${phase}, first page`, () => `/commissioning/processes/${id}/questions`],
        [`${questionsEach} questions, ${phase}, last page`, () => `/commissioning/processes/${id}/questions?page=${questionsEach / 50}`],
        [`${questionsEach} questions, ${phase}, 100 of them (API)`, () => `/api/commissioning/processes/${id}/enquiries?limit=100&offset=200`],
        ...(phase === 'tender' ? [[`${questionsEach} questions, ${phase}, the tender (page)`, () => `/commissioning/processes/${id}`] as const] : []),
        [`${questionsEach} questions, ${phase}, record package (OCDS)`, () => `/open/ocds/records/${ocid}`],
      ]),
    ),
  };

  console.log(`\n${tenders} tenders, ${bidsEach} bids each; ${requests} requests one after another after ${warmUp} to warm up, milliseconds\n`);
  for (const [what, path] of Object.entries(measured)) {
    const times: number[] = [];
    for (let index = 0; index < warmUp + requests; index++) {
      const started = performance.now();
      const asked = path();
      if (typeof asked !== 'string') await asked;
      else {
        const response = await fetch(server.url + asked, { headers, redirect: 'error' });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${asked} answered ${response.status}`);
      }
      if (index >= warmUp) times.push(performance.now() - started);
    }
    rows.push(row(what, times));
  }
  await report('commissioning', rows);
  await database.close();
} finally {
  await server.stop();
}
