import { fail } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { textIn } from '#lib/home/form-answer.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import type { Actions, PageServerLoad } from './$types';

/** In base64 it is a third longer, and has to come back with what is confirmed. */
const mostBytes = 3 * 1024 * 1024;
/** Of lines that are wrong or left out. */
const mostShown = 200;

export const load: PageServerLoad = async ({ locals: { accounts, home }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  return { ...(await chosenOrganisation(accounts, caller, 'person.edit', searchParams.get('organisation'), m.people_none())), columns: home.importColumns };
};

const wrongFile = (message: string) => fail(400, { errors: [{ field: 'file', message }] });

export const actions: Actions = {
  default: async ({ locals: { accounts, home }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [organisation, looked] = [textIn(data, 'organisation'), textIn(data, 'looked')];
    const chosen = data.get('file');
    if (looked === '' && (!(chosen instanceof File) || chosen.name === '')) return wrongFile(m.people_import_choose());
    const bytes = looked === '' ? new Uint8Array(await (chosen as File).arrayBuffer()) : new Uint8Array(Buffer.from(looked, 'base64'));
    if (bytes.length > mostBytes) return wrongFile(m.people_import_large());
    const { done, problem, counts, lines } = await orRefused(home.importServiceUsers(caller, organisation, bytes, data.get('commit') === 'yes'));
    if (problem !== null) return wrongFile(problem);
    const telling = lines.filter(({ fate }) => fate !== 'new').toSorted((a, b) => Number(b.fate === 'wrong') - Number(a.fate === 'wrong') || a.line - b.line);
    return { errors: [], report: { done, counts, lines: telling.slice(0, mostShown), more: Math.max(0, telling.length - mostShown), organisation, file: done ? '' : Buffer.from(bytes).toString('base64') } };
  },
};
