import { redirect } from '@sveltejs/kit';
import { refusal } from '#lib/refused-form.ts';
import { addressOf, protocolToChange, shownSteps } from '#lib/home/protocols.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const protocol = await protocolToChange(event);
  const { organisation, state, title } = protocol;
  event.setHeaders({ 'cache-control': 'no-store' });
  return { organisation, title, address: addressOf(protocol), after: state.latest?.version ?? 0, steps: shownSteps(null, state) };
};

export const actions: Actions = {
  default: async (event) => {
    const protocol = await protocolToChange(event);
    const data = await event.request.formData();
    try {
      await event.locals.home.putProtocol(protocol.caller, protocol.organisation.id, protocol.state.subject, Number(data.get('after')), null);
    } catch (caught) {
      return refusal(caught, () => undefined);
    }
    redirect(303, addressOf(protocol, { done: '1' }));
  },
};
