import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { Profile } from '@drystone/commissioning';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { penceOf, poundsOf } from '#lib/bids/bid-page.ts';
import { profileFieldNames } from '#lib/bids/field-names.ts';
import { sectionWords } from '#lib/bids/words.ts';
import type { FormError } from '#lib/form-error.ts';
import { isBlank, namedError, refusal } from '#lib/refused-form.ts';
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
const at = (data: Data, name: string, index: number): string => String(data.getAll(name)[index] ?? '').trim();

/** By a list of the profile: the input of a row that begins it, and those of which one at least is filled in where there is a row. */
const rowInputs: { readonly [Name in Section]?: readonly [first: string, ...filled: string[]] } = { insurance: ['kind', 'cover', 'validUntil', 'insurer'], policies: ['kind', 'title', 'date', 'reviewBy', 'file'], references: ['title', 'title', 'client', 'from', 'to', 'value', 'description'] };
/** The rows that were filled in: a row left empty is none. */
function rowsIn(section: Section, data: Data): readonly number[] {
  const [first, ...filled] = rowInputs[section] ?? [];
  return first === undefined ? [] : data.getAll(first).flatMap((_, row) => (filled.some((input) => !isBlank(data, input, row)) ? [row] : []));
}

/** What the form says, as the profile takes it. */
function changeOf(section: Section, data: Data, rows: readonly number[]): { readonly change: object; readonly errors: readonly FormError[] } {
  const errors: FormError[] = [];
  const nameOf = profileFieldNames(data, (row) => row);
  const wrong = (field: string, message: string) => void errors.push(namedError(nameOf(field)!, message));
  const pounds = (field: string, typed: string): number | null => {
    const pence = penceOf(typed);
    if (!Number.isNaN(pence)) return pence;
    wrong(field, m.bid_price_wrong());
    return null;
  };
  const whole = (field: string, typed: string): number | null => {
    if (typed === '' || /^\d{1,7}$/.test(typed)) return typed === '' ? null : Number(typed);
    wrong(field, m.profile_people_wrong());
    return null;
  };
  const forms: Readonly<Record<Section, () => object>> = {
    about: () => ({ about: text(data, 'about'), website: orNull(text(data, 'website')), legalForm: orNull(text(data, 'legalForm')), companyNumber: orNull(text(data, 'companyNumber')), charityNumbers: text(data, 'charityNumbers').split(/[,;\n]/).map((each) => each.trim()).filter((each) => each !== ''), socialEnterprise: data.get('socialEnterprise') === 'on', voluntary: data.get('voluntary') === 'on' }),
    size: () => ({ people: whole('people', text(data, 'people')), turnoverPence: pounds('turnoverPence', text(data, 'turnover')) }),
    work: () => ({ parts: data.getAll('parts').map(String), areas: data.getAll('areas').map(String) }),
    insurance: () => ({ insurances: rows.map((index) => ({ kind: at(data, 'kind', index), coverPence: pounds(`insurances.${index}.coverPence`, at(data, 'cover', index)) ?? 0, validUntil: at(data, 'validUntil', index), ...(at(data, 'insurer', index) === '' ? {} : { insurer: at(data, 'insurer', index) }) })) }),
    accessibility: () => ({ accessibility: text(data, 'accessibility') }),
    policies: () => ({ policies: rows.map((index) => ({ kind: at(data, 'kind', index), title: at(data, 'title', index), date: at(data, 'date', index), ...(at(data, 'reviewBy', index) === '' ? {} : { reviewBy: at(data, 'reviewBy', index) }), ...(at(data, 'document', index) === '' ? {} : { document: at(data, 'document', index) }) })) }),
    references: () => ({ references: rows.map((index) => ({ title: at(data, 'title', index), client: at(data, 'client', index), from: at(data, 'from', index), to: orNull(at(data, 'to', index)), valuePence: pounds(`references.${index}.valuePence`, at(data, 'value', index)), description: at(data, 'description', index) })) }),
  };
  return { change: forms[section](), errors };
}

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params: { id, section: name }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const section = sectionOf(name);
    const data = await request.formData();
    const rows = rowsIn(section, data);
    const { change, errors } = changeOf(section, data, rows);
    const typed = Object.fromEntries([...new Set(data.keys())].map((key) => [key, data.getAll(key).filter((value) => typeof value === 'string')])) as Record<string, string[]>;
    if (errors.length > 0) return fail(400, { typed, errors });
    let adding = 0;
    try {
      const given: Partial<Profile> = change;
      const policies = given.policies && [...given.policies];
      for (const [index, row] of rows.entries()) {
        const file = data.getAll('file')[row];
        if (!(file instanceof File) || file.size === 0 || policies?.[index] === undefined) continue;
        adding = index;
        const { id: document } = await commissioning.addProviderDocument(caller, id, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
        policies[index] = { ...policies[index], document };
      }
      await commissioning.editProfile(caller, id, Number(data.get('revision')), policies ? { policies } : change);
    } catch (caught) {
      const nameOf = profileFieldNames(data, (index) => rows[index] ?? 0);
      return refusal(caught, (field) => nameOf(field === 'file' ? `file.${adding}` : field), { typed });
    }
    redirect(303, `/account/organisations/${id}/profile?done=saved`);
  },
};
