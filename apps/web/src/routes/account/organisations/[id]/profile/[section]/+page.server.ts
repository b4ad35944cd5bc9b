import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { Profile } from '@drystone/commissioning';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { penceOf, poundsOf, refusedFields } from '#lib/bids/bid-page.ts';
import { sectionWords } from '#lib/bids/words.ts';
import type { FormError } from '#lib/form-error.ts';
import type { Actions, PageServerLoad } from './$types';

type Section = keyof typeof sectionWords;
const sectionOf = (name: string): Section => (Object.hasOwn(sectionWords, name) ? (name as Section) : error(404, m.bid_no_task()));

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, visit }, params: { id, section }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { organisation, content, revision } = await orRefused(commissioning.profile(caller, id));
  setHeaders({ 'cache-control': 'no-store' });
  return {
    section: sectionOf(section),
    organisation,
    revision,
    content,
    turnover: poundsOf(content.turnoverPence),
    covers: content.insurances.map(({ coverPence }) => poundsOf(coverPence)),
    values: content.references.map(({ valuePence }) => poundsOf(valuePence)),
    parts: commissioning.parts.map(({ id: part, name }) => ({ id: part, name })),
    areas: (await visit.areas()).map(({ slug, name }) => ({ slug, name })),
    scans: commissioning.scansForMalware,
  };
};

type Data = FormData;
const text = (data: Data, name: string): string => String(data.get(name) ?? '').trim().replaceAll('\r\n', '\n');
const orNull = (typed: string): string | null => (typed === '' ? null : typed);
const rowsOf = <Row>(data: Data, first: string, read: (index: number) => Row | undefined): Row[] => data.getAll(first).flatMap((_, index) => read(index) ?? []);
const at = (data: Data, name: string, index: number): string => String(data.getAll(name)[index] ?? '').trim();

/** What the form says, as the profile takes it; a row left empty is none. */
function changeOf(section: Section, data: Data): { readonly change: object; readonly errors: readonly FormError[] } {
  const errors: FormError[] = [];
  const pounds = (field: string, typed: string): number | null => {
    const pence = penceOf(typed);
    if (!Number.isNaN(pence)) return pence;
    errors.push({ field, message: m.bid_price_wrong() });
    return null;
  };
  const whole = (field: string, typed: string): number | null => {
    if (typed === '' || /^\d{1,7}$/.test(typed)) return typed === '' ? null : Number(typed);
    errors.push({ field, message: m.profile_people_wrong() });
    return null;
  };
  const forms: Readonly<Record<Section, () => object>> = {
    about: () => ({ about: text(data, 'about'), website: orNull(text(data, 'website')), legalForm: orNull(text(data, 'legalForm')), companyNumber: orNull(text(data, 'companyNumber')), charityNumbers: text(data, 'charityNumbers').split(/[,;\n]/).map((each) => each.trim()).filter((each) => each !== ''), socialEnterprise: data.get('socialEnterprise') === 'on', voluntary: data.get('voluntary') === 'on' }),
    size: () => ({ people: whole('people', text(data, 'people')), turnoverPence: pounds('turnoverPence', text(data, 'turnover')) }),
    work: () => ({ parts: data.getAll('parts').map(String), areas: data.getAll('areas').map(String) }),
    insurance: () => ({ insurances: rowsOf(data, 'kind', (index) => (at(data, 'cover', index) === '' && at(data, 'validUntil', index) === '' ? undefined : { kind: at(data, 'kind', index), coverPence: pounds(`insurances-${index}-coverPence`, at(data, 'cover', index)) ?? 0, validUntil: at(data, 'validUntil', index), ...(at(data, 'insurer', index) === '' ? {} : { insurer: at(data, 'insurer', index) }) })) }),
    accessibility: () => ({ accessibility: text(data, 'accessibility') }),
    policies: () => ({ policies: rowsOf(data, 'kind', (index) => (at(data, 'title', index) === '' ? undefined : { kind: at(data, 'kind', index), title: at(data, 'title', index), date: at(data, 'date', index), ...(at(data, 'reviewBy', index) === '' ? {} : { reviewBy: at(data, 'reviewBy', index) }), ...(at(data, 'document', index) === '' ? {} : { document: at(data, 'document', index) }) })) }),
    references: () => ({ references: rowsOf(data, 'title', (index) => (at(data, 'title', index) === '' ? undefined : { title: at(data, 'title', index), client: at(data, 'client', index), from: at(data, 'from', index), to: orNull(at(data, 'to', index)), valuePence: pounds(`references-${index}-valuePence`, at(data, 'value', index)), description: at(data, 'description', index) })) }),
  };
  return { change: forms[section](), errors };
}

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params: { id, section: name }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const section = sectionOf(name);
    const data = await request.formData();
    const { change, errors } = changeOf(section, data);
    const typed = Object.fromEntries([...new Set(data.keys())].map((key) => [key, data.getAll(key).filter((value) => typeof value === 'string')])) as Record<string, string[]>;
    if (errors.length > 0) return fail(400, { typed, errors });
    try {
      const given: Partial<Profile> = change;
      const policies = given.policies && [...given.policies];
      if (policies) {
        for (const [index, file] of data.getAll('file').entries()) {
          if (!(file instanceof File) || file.size === 0 || policies[index] === undefined) continue;
          const { id: document } = await commissioning.addProviderDocument(caller, id, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
          policies[index] = { ...policies[index], document };
        }
      }
      await commissioning.editProfile(caller, id, Number(data.get('revision')), policies ? { policies } : change);
    } catch (caught) {
      const refused = refusedFields(caught);
      if (refused === undefined) throw caught;
      return fail(refused.status, { typed, errors: refused.errors.map(({ field, ...rest }) => ({ ...rest, field: field.replace(/^charityNumbers-\d$/, 'charityNumbers') })) });
    }
    redirect(303, `/account/organisations/${id}/profile?done=saved`);
  },
};
