import { error, redirect } from '@sveltejs/kit';
import type { Home } from '@drystone/home';
import { m } from '@drystone/messages';
import { signedInOrAway, orRefused } from '#lib/accounts/session.ts';
import type { FormError } from '#lib/form-error.ts';
import { orNull, refusedForm, textIn, wrongForm } from '#lib/home/form-answer.ts';
import { keyholderNames, personFieldNames } from '#lib/home/field-names.ts';
import { suspensionWords, usualLanguages } from '#lib/home/people-words.ts';
import { namedError, type NamedField, type NameOf } from '#lib/refused-form.ts';
import { isId } from '#lib/is-id.ts';
import type { Actions, PageServerLoad } from './$types';

type Caller = Parameters<Home['serviceUser']>[0];

/** Each a page of its own: of the person, of their home, or of neither. */
const sections = { person: 'serviceUser', health: 'serviceUser', moving: 'serviceUser', home: 'dwelling', access: 'dwelling', keyholders: 'dwelling', suspend: 'nothing', leave: 'nothing' } as const;
type Section = keyof typeof sections;

const sectionOf = (name: string): Section => (Object.hasOwn(sections, name) ? (name as Section) : error(404));

export const load: PageServerLoad = async ({ locals: { accounts, home, visit }, params: { id, section: name }, request: { headers } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  const section = sectionOf(name);
  if (!isId(id)) error(404);
  const of = sections[section];
  // Only what this page shows is read: each look is in the log.
  return {
    id,
    section,
    serviceUser: of === 'serviceUser' ? await orRefused(home.serviceUser(caller, id)) : undefined,
    dwelling: of === 'dwelling' ? await orRefused(home.dwellingOfServiceUser(caller, id)) : undefined,
    areas: section === 'home' ? (await visit.areas()).map(({ slug, name: title }) => ({ slug, name: title })) : [],
    languages: usualLanguages,
    suspensions: Object.keys(suspensionWords) as (keyof typeof suspensionWords)[],
  };
};

/** What was typed as a number: null where nothing was, and noted where it is none. */
function numberIn(data: FormData, named: NamedField, errors: FormError[], whole: boolean, typed = textIn(data, named.id)): number | null {
  if (typed === '') return null;
  if ((whole ? /^\d{1,4}$/ : /^-?\d{1,3}(\.\d{1,9})?$/).test(typed)) return Number(typed);
  errors.push(namedError(named, whole ? m.people_whole_number() : m.people_a_number()));
  return null;
}

interface Change {
  readonly change: object;
  readonly nameOf: NameOf;
}

function changeOf(section: Exclude<Section, 'suspend' | 'leave'>, data: FormData, errors: FormError[]): Change {
  const nameOf = personFieldNames(data, (field) => field.replace(/^languages\.\d+$/, 'languages'));
  switch (section) {
    case 'person':
      return { change: { name: textIn(data, 'name'), preferredName: orNull(textIn(data, 'preferredName')), bornIn: numberIn(data, nameOf('bornIn')!, errors, true), languages: data.getAll('languages').map(String), phone: orNull(textIn(data, 'phone')) }, nameOf };
    case 'health':
      return { change: { healthNotes: orNull(textIn(data, 'healthNotes')) }, nameOf };
    case 'moving':
      return { change: { dwelling: textIn(data, 'dwelling') }, nameOf };
    case 'home': {
      const lines = textIn(data, 'lines').split('\n').map((line) => line.trim()).filter((line) => line !== '');
      const postcode = textIn(data, 'postcode');
      const [latitude, longitude] = ['latitude', 'longitude'].map((field) => numberIn(data, nameOf(field)!, errors, false));
      return {
        change: { address: lines.length === 0 && postcode === '' ? null : { lines, postcode }, area: orNull(textIn(data, 'area')), position: latitude === null && longitude === null ? null : { latitude, longitude } },
        nameOf: personFieldNames(data, (field) => (field === 'address.postcode' ? 'postcode' : field.startsWith('address') ? 'lines' : field.replace('position.', ''))),
      };
    }
    case 'access': {
      const code = textIn(data, 'code');
      const keySafe = data.get('gone') === 'yes' ? { keySafe: null } : code === '' ? {} : { keySafe: { code, where: orNull(textIn(data, 'where')) } };
      return { change: { accessNotes: orNull(textIn(data, 'accessNotes')), ...keySafe }, nameOf: personFieldNames(data, (field) => field.replace('keySafe.', '')) };
    }
    case 'keyholders': {
      const typed = (name: string, index: number) => String(data.getAll(name)[index] ?? '').trim();
      const rows = data.getAll('keyholder').map((_, index) => index).filter((index) => ['keyholder', 'phone'].some((name) => typed(name, index) !== ''));
      const byRow = keyholderNames(data, (index) => index);
      return {
        change: { keyholders: rows.map((index) => ({ name: typed('keyholder', index), phone: typed('phone', index), relation: orNull(typed('relation', index)), minutesAway: numberIn(data, byRow(`keyholders.${index}.minutesAway`)!, errors, true, typed('minutes', index)) })) },
        // Rows that were left empty are not counted by the service.
        nameOf: keyholderNames(data, (index) => rows[index] ?? 0),
      };
    }
  }
}

async function carryOut(home: Home, caller: Caller, id: string, section: Section, data: FormData, change: object): Promise<void> {
  const revision = Number(data.get('revision'));
  if (section === 'suspend') await home.suspendServiceUser(caller, id, { for: data.get('for'), until: orNull(textIn(data, 'until')) });
  else if (section === 'leave') await home.serviceUserLeaves(caller, id);
  else if (sections[section] === 'dwelling') await home.changeDwellingOfServiceUser(caller, id, revision, change);
  else await home.changeServiceUser(caller, id, revision, change);
}

export const actions: Actions = {
  default: async ({ locals: { accounts, home }, params: { id, section: name }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const section = sectionOf(name);
    const data = await request.formData();
    const errors: FormError[] = [];
    const { change, nameOf }: Change = section === 'suspend' || section === 'leave' ? { change: {}, nameOf: personFieldNames(data) } : changeOf(section, data, errors);
    if (errors.length > 0) return wrongForm(data, errors);
    try {
      await carryOut(home, caller, id, section, data, change);
    } catch (caught) {
      return refusedForm(caught, data, nameOf);
    }
    redirect(303, `/home/people/${id}?done=saved`);
  },
};
