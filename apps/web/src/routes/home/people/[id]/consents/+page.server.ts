import { redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { refusedForm, textIn } from '#lib/home/form-answer.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home, places }, params: { id }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  const consents = await orRefused(home.consents(caller, id));
  return {
    id,
    done: searchParams.get('done'),
    consents: consents.map(({ id: consent, recipientName, relation, email, categories, how, givenOn, until, state, withdrawnAt, withdrawnHow }) => ({ id: consent, recipientName, relation, email, categories, how, givenOn, until, state, withdrawnHow, withdrawnOn: withdrawnAt && localTime(withdrawnAt, places[0].timeZone).date })),
  };
};

export const actions: Actions = {
  withdraw: async ({ locals: { accounts, home }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    try {
      await home.withdrawConsent(caller, textIn(data, 'consent'), { how: data.get('how') });
    } catch (caught) {
      return refusedForm(caught, data, (field) => (field === 'how' ? { id: `how-${textIn(data, 'consent')}`, name: m.field_consent_withdrawn_how(), isChosen: true } : undefined));
    }
    redirect(303, `/home/people/${id}/consents?done=withdrawn`);
  },
};
