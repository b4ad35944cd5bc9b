import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import { isId } from '#lib/is-id.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

const pageLength = 50;
const mostNamed = 3;

export const load: PageServerLoad = async ({ locals: { accounts, home, places }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  const choice = await chosenOrganisation(accounts, caller, 'disclosure.read', searchParams.get('organisation'), m.people_none());
  const idIn = (name: string) => {
    const given = searchParams.get(name);
    return given !== null && isId(given) ? given : undefined;
  };
  const about = idIn('about');
  const some = await orRefused(home.disclosures(caller, { organisation: choice.chosen.id, about, before: idIn('before'), limit: pageLength + 1 }));
  const looks = some.slice(0, pageLength).map(({ id, at, what, actor, name, case: of, dwelling, serviceUsers }) => ({ id, at: localTime(at, places[0].timeZone), what, byPlatform: actor.startsWith('system:'), name, forCase: of !== null, dwelling, people: serviceUsers.slice(0, mostNamed), more: Math.max(0, serviceUsers.length - mostNamed) }));
  const older = new URLSearchParams(searchParams);
  older.set('before', looks.at(-1)?.id ?? '');
  return { ...choice, about, looks, older: some.length > pageLength ? `?${older}` : undefined };
};
