/** Made-up processes, lots and awards, put in through the API as an administrator. */

import { expect } from 'vitest';
import type { TestServer } from './server.ts';

export const administratorKey = 'a-key-of-the-tests-that-nobody-else-has';
export const asAdministrator = { authorization: `Bearer ${administratorKey}` };

export const aProblem = {
  who: 'Visitors who stay for more than a day, and the small places they never hear of.',
  today: 'Everybody goes to the same three sights; the glens are empty.',
  good: 'A visitor finds a waterfall that nobody told them of.',
  measures: ['Share of visits to little-known places'],
};

export const aLot = {
  id: 'glens',
  title: 'Places of the glens',
  description: 'Descriptions, hours and pictures of at least twelve little-known places.',
  part: 'visit.content',
  areas: ['causeway-coast-and-glens'],
  term: { from: '2026-01-01', to: '2036-12-31' },
  valuePence: 1_200_000,
  kpis: [{ metric: 'visited', target: 100 }],
  asked: [{ id: 'places', question: 'Which places would you describe, and why those?', mostWords: 500, criterion: 'places' }],
  criteria: [
    { id: 'places', title: 'Places nobody else shows', description: 'A good answer names places that are in no guide, and says who keeps them.', kind: 'quality', weight: 60, panel: false },
    { id: 'price', title: 'Price', description: '', kind: 'price', weight: 30, panel: false },
    { id: 'social-value', title: 'Social value', description: 'A good answer says who here gets work and skills through this contract, and how it is counted.', kind: 'social-value', weight: 10, panel: false },
  ],
};

export const aProcess = { title: 'The glens in the visitor guide', problem: aProblem, method: 'direct-award', methodReason: 'Nobody else walks there every week.' };

/** A made-up waterfall at the head of Glendun, for tests alone. */
export const aPlace = {
  slug: 'hidden-waterfall-of-the-tests',
  name: 'Hidden Waterfall of the Tests',
  kind: 'glen',
  interests: { nature: 1, walks: 0.8 },
  area: 'causeway-coast-and-glens',
  town: 'cushendun',
  position: { lat: 55.1156, lon: -6.1136, basis: 'unverified' },
  hours: { opening: '24/7', basis: 'unverified' },
  dwellMinutes: { short: 20, usual: 40, long: 90 },
  price: { adult: 0, child: 0, concession: 0, year: 2026, basis: 'unverified' },
  setting: 'outdoor',
  terrain: 'upland',
  accessibility: { stepFree: 'no', accessibleToilet: 'no', hearingLoop: 'unknown', quietHours: 'unknown', parking: 'limited' },
  renown: 0.02,
  summary: 'A waterfall that only the tests have ever seen. Take the path by the stream and listen for it.',
};

export const anObligation = { kind: 'social-value', title: 'Hours of guided walks with schools', unit: 'hours', quantity: 40, due: '2036-06-30' };

export const today = () => Temporal.Now.zonedDateTimeISO('Europe/London').toPlainDate().toString();

export const aClaim = (form: object = {}) => ({ quantity: 4, doneOn: today(), evidence: 'Twelve pupils of Cushendall walked Glenariff with us.', ...form });

let invoices = 0;
/** With a number of its own. */
export const anInvoice = (form: object = {}) => ({ number: `INV ${++invoices}`, dated: today(), netPence: 10_000, vatPence: 2_000, ...form });

export interface MadeProcess {
  readonly id: string;
  readonly ocid: string;
  readonly revision: number;
}

export function commissioningOn(server: () => TestServer) {
  async function ask<Answer>(method: string, path: string, body: unknown, expected: number, headers: Record<string, string> = {}): Promise<Answer> {
    const { status, body: answer, text } = await server().call(method, path, body, { ...asAdministrator, ...headers });
    expect([status, text]).toEqual([expected, text]);
    return answer as Answer;
  }
  return {
    ask,
    organisation: async (kind: 'buyer' | 'provider' | 'community', name = `The ${kind}`) => (await ask<{ id: string }>('POST', '/api/accounts/organisations', { kind, name }, 201)).id,
    keyFor: async (organisation: string, roles: readonly string[]) => ({ authorization: `Bearer ${(await ask<{ key: string }>('POST', `/api/accounts/organisations/${organisation}/keys`, { name: 'A program', roles }, 201)).key}` }),
    draft: (buyer: string, form: object = {}) => ask<MadeProcess>('POST', '/api/commissioning/processes', { buyer, ...aProcess, lots: [aLot], ...form }, 201),
    publish: ({ id, revision }: MadeProcess) => ask<MadeProcess>('POST', `/api/commissioning/processes/${id}/publication`, undefined, 200, { 'if-match': `"${revision}"` }),
    submit: (provider: string, place: object = aPlace, expected = 202) => ask<{ id: string; number: number; state: string }>('PUT', `/api/provider/${provider}/content/${(place as typeof aPlace).slug}`, place, expected),
    award: ({ id }: MadeProcess, provider: string, form: object = {}) => ask<{ id: string; startsAt: string; state: string }>('POST', `/api/commissioning/processes/${id}/awards`, { lot: aLot.id, provider, reason: 'It knows every path.', ...form }, 201),
  };
}
