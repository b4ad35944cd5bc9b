import { error, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { orNull, refusedForm, textIn } from '#lib/home/form-answer.ts';
import { personFieldNames } from '#lib/home/field-names.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import { isId } from '#lib/is-id.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, places }, params: { id }, request: { headers } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  if (!isId(id)) error(404);
  await chosenOrganisation(accounts, caller, 'consent.edit', null, m.people_none());
  return { id, today: Temporal.Now.plainDateISO(places[0].timeZone).toString() };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, home }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    try {
      await home.giveConsent(caller, id, { recipientName: textIn(data, 'recipientName'), relation: orNull(textIn(data, 'relation')), email: textIn(data, 'email'), categories: data.getAll('categories'), how: data.get('how') ?? '', givenOn: textIn(data, 'givenOn'), until: orNull(textIn(data, 'until')) });
    } catch (caught) {
      return refusedForm(caught, data, personFieldNames(data));
    }
    redirect(303, `/home/people/${id}/consents?done=given`);
  },
};
