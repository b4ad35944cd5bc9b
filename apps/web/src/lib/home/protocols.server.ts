/** What every page of a protocol begins with. */

import { error } from '@sveltejs/kit';
import { may } from '@drystone/access';
import type { ProtocolState, ProtocolText } from '@drystone/home';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '../accounts/session.ts';
import { localTime } from '../problem/local-time.ts';
import { stepWords, subjectWords, wordOf } from './case-words.ts';
import { chosenOrganisation } from './organisations.ts';

interface ProtocolEvent {
  readonly locals: App.Locals;
  readonly params: { readonly subject: string };
  readonly request: Request;
  readonly url: URL;
}

export async function protocolOfPage({ locals: { accounts, home }, params, request: { headers }, url: { searchParams } }: ProtocolEvent) {
  const { caller } = await signedInOrAway(accounts, headers);
  const { chosen } = await chosenOrganisation(accounts, caller, 'protocol.read', searchParams.get('organisation'), m.protocols_none());
  const states = await orRefused(home.protocols(caller, chosen.id));
  const state = states.find(({ subject }) => subject === params.subject) ?? error(404);
  const served = states.find(({ subject }) => subject === state.servedBy)!;
  return { caller, organisation: chosen, state, served, edits: may(caller, 'protocol.edit', chosen.id), title: wordOf(subjectWords, state.subject) };
}
export type ProtocolOfPage = Awaited<ReturnType<typeof protocolOfPage>>;

/** For those who change it. @throws 403. */
export async function protocolToChange(event: ProtocolEvent): Promise<ProtocolOfPage> {
  const found = await protocolOfPage(event);
  return found.edits ? found : error(403, m.protocols_not_yours());
}

export const addressOf = ({ organisation, state }: Pick<ProtocolOfPage, 'organisation' | 'state'>, more: Readonly<Record<string, string>> = {}): string => `/home/protocols/${state.subject}?${new URLSearchParams({ organisation: organisation.id, ...more })}`;

/** The steps of a text as operators see them; of the built-in text where there is none. */
export function shownSteps(text: Pick<ProtocolText, 'steps'> | null, { builtIn }: Pick<ProtocolState, 'builtIn'>) {
  const steps: readonly { readonly step: string; readonly text: string | null }[] = text === null ? builtIn.map((step) => ({ step, text: null })) : text.steps.map((said, index) => ({ step: String(index + 1), text: said }));
  return steps.map((step) => ({ ...step, done: null }));
}

/** The built-in text, to begin an own one from. */
export const builtInText = ({ state, title }: Pick<ProtocolOfPage, 'state' | 'title'>) => ({ title, steps: state.builtIn.map((step) => wordOf(stepWords, step)) });

export const momentIn = ({ places }: App.Locals, at: string) => localTime(at, places[0].timeZone);
