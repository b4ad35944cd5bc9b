import { redirect } from '@sveltejs/kit';
import { maySomewhere } from '@drystone/access';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import { statusWords } from '#lib/home/people-words.ts';
import { isId } from '#lib/is-id.ts';
import type { PageServerLoad } from './$types';

const pageLength = 50;
const statuses = Object.keys(statusWords) as (keyof typeof statusWords)[];

export const load: PageServerLoad = async ({ locals: { accounts, home }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  // Whoever leads and answers no alarms is told who looked, and nothing more.
  if (!maySomewhere(caller, 'person.read') && maySomewhere(caller, 'disclosure.read')) redirect(303, '/home/people/disclosures');
  const choice = await chosenOrganisation(accounts, caller, 'person.read', searchParams.get('organisation'), m.people_none());
  const q = (searchParams.get('q') ?? '').trim().slice(0, 200);
  const status = statuses.find((each) => each === searchParams.get('status'));
  const asked = q !== '' || status !== undefined || searchParams.has('all');
  // Nobody's name is looked at before somebody asks for it.
  if (!asked) return { ...choice, q, status, statuses, found: undefined, next: undefined, paged: false };
  const from = searchParams.get('after');
  const after = from !== null && isId(from) ? from : undefined;
  const some = await orRefused(home.serviceUsers(caller, { organisation: choice.chosen.id, q, status, after, limit: pageLength + 1 }));
  const found = some.slice(0, pageLength).map(({ id, name, preferredName, dwelling, postcode, status: stands }) => ({ id, name, preferredName, dwelling, postcode, status: stands }));
  const more = new URLSearchParams(searchParams);
  more.set('after', found.at(-1)?.id ?? '');
  return { ...choice, q, status, statuses, found, next: some.length > pageLength ? `?${more}` : undefined, paged: after !== undefined };
};
