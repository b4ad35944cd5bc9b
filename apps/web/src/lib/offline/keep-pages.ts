/** Keeps what a trip's page needs, for the service worker to show without a network. */

const store = 'drystone-pages';

/** The trip's own page, as it is now, with its data and pictures. What cannot be fetched is left for the next time, here and below. */
export async function keepTripPage(tripId: string): Promise<void> {
  await keep(await caches.open(store), `/trips/${tripId}`, true);
}

/** The pages of attractions, where they are not kept yet. */
export async function keepAttractionPages(slugs: readonly string[]): Promise<void> {
  const cache = await caches.open(store);
  // One after the other: nothing here is in a hurry, and the visitor's own requests are.
  for (const slug of slugs) await keep(cache, `/attractions/${slug}`, false);
}

export async function forgetPages(tripId: string): Promise<void> {
  const cache = await caches.open(store);
  for (const address of addressesOf(`/trips/${tripId}`)) await cache.delete(address, { ignoreVary: true });
}

const addressesOf = (page: string): readonly string[] => [page, `${page}/__data.json`];

async function keep(cache: Cache, page: string, anew: boolean): Promise<void> {
  for (const address of addressesOf(page)) {
    if (!anew && (await cache.match(address, { ignoreVary: true }))) continue;
    const response = await fetch(address, { headers: { accept: address === page ? 'text/html' : 'application/json' } }).catch(() => undefined);
    if (!response?.ok) return;
    await cache.put(address, response.clone());
    if (address !== page) continue;
    const pictures = new Set((await response.text()).match(/\/(?:illustrations|map)\/[\w/-]+\.svg|\/pictures\/[\w-]+\/960\.webp/g));
    for (const picture of pictures) {
      if (!(await cache.match(picture))) await cache.add(picture).catch(() => undefined);
    }
  }
}
