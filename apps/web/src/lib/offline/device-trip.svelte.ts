/**
 * A trip's page without a network: keeps the trip on the device, changes it there, and sends what was changed once
 * there is a network again. Where a browser lacks what this needs, the page is as it was without it.
 */

import { m } from '@drystone/messages';
import type { ChangedTrip, Trip, TripChange } from '@drystone/visit';
import { createContext } from 'svelte';
import { sentence } from '../words/sentence.ts';
import { asideOf, sayingOf, whatElse } from '../trips/sayings.ts';
import type { TripView } from '../trips/trip-view.ts';
import type { FoundAttraction, PlannedHere, NotPlannedHere } from './planning.ts';
import { reachable } from './reachable.ts';
import type { TripOnDevice } from './trips-on-device.ts';

export interface DeviceTripOptions {
  readonly id: string;
  /** After what was kept here has become, or was found to be, the newest there is. */
  readonly onSent: (id: string) => Promise<void> | void;
}

/** The most that the service takes at once. */
const mostChanges = 10;
/** How long after a look for the network the next one follows: longer each time. */
const firstLookMs = 4_000;
const lastLookMs = 60_000;

export class DeviceTrip {
  readonly #id: string;
  readonly #onSent: DeviceTripOptions['onSent'];
  #looking: ReturnType<typeof setTimeout> | undefined;
  #kept = $state.raw<TripOnDevice>();
  /** What the device shows in place of the page's own. */
  view = $state.raw<TripView>();
  said = $state<string>();
  refused = $state<string>();
  online = $state(true);
  busy = $state(false);
  /** Whether a change can be made here: the trip is the visitor's own, and what is known of its place is kept. */
  changeable = $state(false);
  /** Somebody else changed the trip before what was changed here could be sent. */
  overtaken = $state(false);
  found = $state.raw<{ readonly text: string; readonly items: readonly FoundAttraction[] }>();

  constructor({ id, onSent }: DeviceTripOptions) {
    this.#id = id;
    this.#onSent = onSent;
  }

  get unsent(): number {
    return this.#kept?.changes.length ?? 0;
  }
  /** Whether the next change is made here and not by the service. */
  get alone(): boolean {
    return this.#kept !== undefined && (!this.online || this.unsent > 0 || this.#onlyHere);
  }
  get #onlyHere(): boolean {
    return this.#id.startsWith('device-');
  }

  /** Shows what is kept, and sends it where there is a network. */
  async open(): Promise<void> {
    const { tripsOnDevice } = await import('./trips-on-device.ts');
    this.#kept = await tripsOnDevice.get(this.#id);
    if (this.#kept === undefined) return;
    this.online = await reachable();
    await this.#seeWhetherChangeable();
    // Without the place nothing is planned here, and the page shows the trip as it was kept.
    if (this.#kept.planned || this.#onlyHere || (!this.online && this.changeable)) await this.#show();
    if (this.online) await this.#sendWhatWaits();
    else this.#lookAgain(firstLookMs);
  }

  /** Looks for the network no more. */
  close(): void {
    clearTimeout(this.#looking);
  }

  /** Keeps the trip as the service tells it, with its pages. */
  async keep(mine: boolean): Promise<void> {
    if (this.unsent > 0 || this.#onlyHere) return;
    const response = await fetch(`/api/visit/trips/${this.#id}`).catch(() => undefined);
    if (!response?.ok) return;
    const trip = (await response.json()) as Trip;
    await this.#put({ id: this.#id, trip, mine, changes: [], openedAt: new Date().toISOString() });
    if (savesData()) return;
    const [{ keepAttractionPages, keepTripPage }, { keepPlace }] = await Promise.all([import('./keep-pages.ts'), import('./place-on-device.ts')]);
    await keepTripPage(this.#id);
    // Before the pages of its stops: with it the plan can be changed here.
    if (mine) await keepPlace(trip.place).catch(() => undefined);
    await this.#seeWhetherChangeable();
    await keepAttractionPages(trip.days.flatMap(({ stops }) => stops.flatMap(({ slug, appointment }) => (appointment ? [] : [slug]))));
  }

  async #seeWhetherChangeable(): Promise<void> {
    const { sizeOfPlace } = await import('./place-on-device.ts');
    this.changeable = this.#kept?.mine === true && (await sizeOfPlace(this.#kept.trip.place)) !== undefined;
  }

  /** What the browser says of the network: that there is none is so, that there is one is looked at. */
  async network(said: boolean, againMs = firstLookMs): Promise<void> {
    clearTimeout(this.#looking);
    this.online = said && (await reachable());
    if (this.online) await this.#sendWhatWaits();
    else this.#lookAgain(againMs);
  }

  #lookAgain(afterMs: number): void {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => void this.network(true, Math.min(2 * afterMs, lastLookMs)), afterMs);
  }

  async #sendWhatWaits(): Promise<void> {
    if (this.#kept && (this.unsent > 0 || this.#onlyHere)) await this.send();
  }

  /** Changes the plan here. */
  async change(change: TripChange): Promise<void> {
    const kept = this.#kept;
    if (kept === undefined || !kept.mine) {
      this.refused = m.offline_cannot();
      return;
    }
    const timed = { ...change, at: new Date().toISOString() };
    const made = await this.#plan(() => import('./planning.ts').then(({ planHere }) => planHere({ kind: 'change', trip: kept.planned ?? kept.trip, changes: [timed] })));
    if (made === undefined) return;
    // What cannot be kept has not been done.
    await this.#put({ ...kept, planned: made.trip, changes: [...kept.changes, timed] });
    this.view = made.view;
    this.found = undefined;
    this.said = [sayingOf(change.op), ...whatElse(asideOf(made.changed, change), made.trip)].join(' ');
  }

  async find(text: string): Promise<void> {
    const kept = this.#kept;
    if (kept === undefined) return;
    const { planHere } = await import('./planning.ts');
    const answer = await planHere({ kind: 'find', trip: kept.planned ?? kept.trip, text });
    if (answer.ok) this.found = { text, items: answer.found };
    else this.refused = refusalOf(answer);
  }

  /** @param onNewest makes the changes on whatever the trip is by now. */
  async send(onNewest = false): Promise<void> {
    if (this.busy || this.#kept === undefined) return;
    this.busy = true;
    this.refused = undefined;
    try {
      if (this.#onlyHere) await this.#sendStay(this.#kept);
      else await this.#sendChanges(this.#kept, onNewest);
    } catch {
      // No network after all: what is kept stays kept.
      this.online = false;
      this.#lookAgain(firstLookMs);
    } finally {
      this.busy = false;
    }
  }

  /** Lets go of what was changed here. */
  async drop(): Promise<void> {
    const { tripsOnDevice } = await import('./trips-on-device.ts');
    await tripsOnDevice.delete(this.#id);
    this.#kept = undefined;
    this.view = undefined;
    this.overtaken = false;
    this.said = undefined;
    await this.#onSent(this.#id);
  }

  async #sendStay(kept: TripOnDevice): Promise<void> {
    const response = await ask('POST', '/trips', kept.trip.request);
    if (!response.ok) return this.#refuse(response);
    const trip = (await response.json()) as Trip;
    const { tripsOnDevice } = await import('./trips-on-device.ts');
    await tripsOnDevice.put({ id: trip.id, trip, mine: true, changes: kept.changes, ...(kept.planned && { planned: { ...kept.planned, id: trip.id, url: trip.url, revision: trip.revision } }), openedAt: kept.openedAt });
    await tripsOnDevice.delete(kept.id);
    await this.#onSent(trip.id);
  }

  async #sendChanges(kept: TripOnDevice, onNewest: boolean): Promise<void> {
    let { trip, changes } = kept;
    const shown = kept.planned;
    while (changes.length > 0) {
      const batch = changes.slice(0, mostChanges);
      const response = await ask('PATCH', `/trips/${this.#id}`, { ...(!onNewest && { revision: trip.revision }), changes: batch });
      if (response.status === 412) {
        this.overtaken = true;
        return;
      }
      if (!response.ok) return this.#refuse(response);
      const { changed: _, ...newest } = (await response.json()) as ChangedTrip;
      changes = changes.slice(batch.length);
      trip = newest;
      await this.#put({ ...kept, trip, changes, ...(changes.length === 0 && { planned: undefined as never }) });
    }
    this.overtaken = false;
    this.said = shown && sameStops(shown, trip) ? m.offline_sent() : m.offline_sent_otherwise();
    await this.#onSent(this.#id);
    this.view = undefined;
  }

  async #refuse(response: Response): Promise<void> {
    const { message, errors = [] } = (await response.json().catch(() => ({ message: '' }))) as { message: string; errors?: readonly { message: string; mend?: string }[] };
    this.refused = [m.offline_refused(), ...(errors.length > 0 ? errors : [{ message }]).flatMap(({ message: what, mend }) => [what, ...(mend ? [mend] : [])]).filter(Boolean).map(sentence)].join(' ');
  }

  async #show(): Promise<void> {
    const { planned, trip } = this.#kept!;
    const made = await this.#plan(() => import('./planning.ts').then(({ planHere }) => planHere({ kind: 'view', trip: planned ?? trip })));
    this.view = made?.view;
  }

  async #plan(work: () => Promise<PlannedHere | NotPlannedHere>): Promise<PlannedHere | undefined> {
    this.busy = true;
    this.refused = undefined;
    try {
      const answer = await work();
      if (answer.ok) return answer;
      this.refused = refusalOf(answer);
    } catch {
      this.refused = m.offline_cannot();
    } finally {
      this.busy = false;
    }
    return undefined;
  }

  async #put(trip: TripOnDevice): Promise<void> {
    const { tripsOnDevice } = await import('./trips-on-device.ts');
    await tripsOnDevice.put(trip);
    this.#kept = trip;
  }
}

export const [deviceTrip, giveDeviceTrip] = createContext<DeviceTrip>();

const ask = (method: string, address: string, body: unknown): Promise<Response> => fetch(address, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const refusalOf = ({ errors, failure }: NotPlannedHere): string =>
  failure === undefined ? errors.flatMap(({ message, mend }) => [message, ...(mend ? [mend] : [])]).map(sentence).join(' ') : m.offline_cannot();

const stopsOf = ({ days }: Trip): string => JSON.stringify(days.map(({ date, stops }) => [date, stops.map(({ slug, arrive }) => [slug, arrive])]));
const sameStops = (a: Trip, b: Trip): boolean => stopsOf(a) === stopsOf(b);

const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
