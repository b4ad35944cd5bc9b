/** What is known of a place, kept on the device so that plans can be made there. Also read by the planning worker. */

const store = 'drystone-places';
const addressOf = (place: string): string => `/api/visit/places/${place}`;

/** Of the device where it is kept, or else of the network. */
export async function placeDataOn(place: string): Promise<unknown> {
  const kept = await (await caches.open(store)).match(addressOf(place));
  const response = kept ?? (await fetch(addressOf(place)));
  if (!response.ok) throw new Error(`${response.status} for ${addressOf(place)}`);
  return response.json();
}

/** Fetches what is newer than what is kept, and nothing where nothing is. */
export async function keepPlace(place: string): Promise<void> {
  const cache = await caches.open(store);
  const etag = (await cache.match(addressOf(place)))?.headers.get('etag');
  const response = await fetch(addressOf(place), { cache: 'no-store', ...(etag && { headers: { 'if-none-match': etag } }) });
  if (response.status === 304) return;
  if (!response.ok) throw new Error(`${response.status} for ${addressOf(place)}`);
  await cache.put(addressOf(place), response);
}

export async function forgetPlace(place: string): Promise<void> {
  await (await caches.open(store)).delete(addressOf(place));
}

/** Bytes that the place takes on the device; undefined where it is not kept. */
export async function sizeOfPlace(place: string): Promise<number | undefined> {
  const kept = await (await caches.open(store)).match(addressOf(place));
  return kept && (await kept.blob()).size;
}
