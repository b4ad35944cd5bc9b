import { redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { refusedForm, textIn } from '#lib/home/form-answer.ts';
import { personFieldNames } from '#lib/home/field-names.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  return chosenOrganisation(accounts, caller, 'person.edit', searchParams.get('organisation'), m.people_none());
};

export const actions: Actions = {
  default: async ({ locals: { accounts, home }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    let id: string;
    try {
      ({ id } = await home.registerServiceUser(caller, textIn(data, 'organisation'), { name: textIn(data, 'name'), dwelling: textIn(data, 'dwelling') }));
    } catch (caught) {
      return refusedForm(caught, data, personFieldNames(data));
    }
    redirect(303, `/home/people/${id}?done=registered`);
  },
};
