import { error, redirect } from '@sveltejs/kit';
import { orRefused } from '#lib/accounts/session.ts';
import { protocolFieldNames } from '#lib/home/field-names.ts';
import { textIn, typedIn } from '#lib/home/form-answer.ts';
import { addressOf, builtInText, protocolToChange, shownSteps } from '#lib/home/protocols.server.ts';
import { refusal } from '#lib/refused-form.ts';
import { dateName } from '#lib/words/figures.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** What there is to begin from: a version that was asked for, what operators see now, the built-in text. */
export const load: PageServerLoad = async (event) => {
  const { locals, url: { searchParams }, setHeaders } = event;
  setHeaders({ 'cache-control': 'no-store' });
  const protocol = await protocolToChange(event);
  const { caller, organisation, state, served, title } = protocol;
  const from = searchParams.get('from');
  const version = from === null ? undefined : /^[1-9]\d{0,8}$/.test(from) ? Number(from) : error(404);
  const earlier = version === undefined ? undefined : (await orRefused(locals.home.protocolVersions(caller, organisation.id, state.subject, { before: version + 1, limit: 1 }))).find((each) => each.version === version);
  const { title: heading, steps } = earlier?.text ?? served.latest?.text ?? builtInText(protocol);
  return { organisation, title, subject: state.subject, address: addressOf(protocol), after: state.latest?.version ?? 0, heading, steps: steps.join('\n') };
};

/** One step a line; numbers that were pasted along are not part of what it says. */
const stepsIn = (data: FormData): readonly string[] => textIn(data, 'steps').split('\n').map((line) => line.replace(/^\s*\d{1,2}[.)]\s+/, '').trim()).filter(Boolean);
const formIn = (data: FormData) => ({ title: textIn(data, 'title'), steps: stepsIn(data), approvedBy: textIn(data, 'approvedBy'), approvedOn: textIn(data, 'approvedOn') });

const refused = (caught: unknown, data: FormData) => refusal(caught, protocolFieldNames(data), { typed: typedIn(data), check: undefined });

async function posted(event: RequestEvent) {
  const protocol = await protocolToChange(event);
  return { ...protocol, protocol, data: await event.request.formData(), home: event.locals.home };
}

export const actions: Actions = {
  preview: async (event) => {
    const { caller, organisation, state, data, home } = await posted(event);
    try {
      const text = await home.checkProtocol(caller, organisation.id, formIn(data));
      return { typed: typedIn(data), errors: [], check: { title: text.title, by: text.approvedBy, day: dateName(text.approvedOn), steps: shownSteps(text, state) } };
    } catch (caught) {
      return refused(caught, data);
    }
  },
  change: async ({ request }) => ({ typed: typedIn(await request.formData()), errors: [], check: undefined }),
  keep: async (event) => {
    const { caller, organisation, state, protocol, data, home } = await posted(event);
    try {
      await home.putProtocol(caller, organisation.id, state.subject, Number(data.get('after')), formIn(data));
    } catch (caught) {
      return refused(caught, data);
    }
    redirect(303, addressOf(protocol, { done: '1' }));
  },
};
