/** The guide without a network: its shell from when it was built, and the pages that the visitor's own pages have put aside. */

import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import isGuideFile from 'virtual:guide-files';

const shell = `drystone-shell-${version}`;
const pages = 'drystone-pages';
const addressOf = ({ path }: { readonly path: string }): string => (path.startsWith('/') ? path : `/${path}`);
/** Threads, fonts and pictures belong to nobody's page: they are the guide's, or small. */
const isOfNobody = (path: string): boolean => !/\.(js|css)$/.test(path) || path.includes('/workers/');
const files = new Set([...immutable.map(addressOf).filter((path) => isOfNobody(path) || isGuideFile(path)), ...assets.map(addressOf)]);
const doors = ['/', '/offline', '/offline/trip'];
/** A network that is there and does not answer is none, where the page is at hand. */
const patienceMs = 4_000;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll([...files, ...doors])));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('drystone-shell-') && name !== shell) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && request.mode === 'navigate' && url.pathname === '/') event.respondWith(planHereIfNeeded(request));
  if (request.method !== 'GET') return;
  if (files.has(url.pathname)) event.respondWith(fromDevice(request));
  else if (/^\/(illustrations|map)\//.test(url.pathname)) event.respondWith(fromDevice(request));
  else if (/^\/pictures\//.test(url.pathname)) event.respondWith(photograph(request, url));
  else if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (url.pathname.endsWith('/__data.json')) event.respondWith(fromNetwork(request).catch(async () => (await kept(request)) ?? Response.error()));
});

/** What never changes at its address. */
async function fromDevice(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request);
}

/** Of a photograph one width is kept: better than none where there is no network. */
async function photograph(request: Request, { pathname }: URL): Promise<Response> {
  return (await kept(request)) ?? fetch(request).catch(async () => (await kept(new Request(pathname.replace(/\d+\.webp$/, '960.webp')))) ?? Response.error());
}

/** Pages are kept by their address alone: what is asked of one without a network is answered by its script. */
async function kept(request: Request): Promise<Response | undefined> {
  for (const name of [shell, pages]) {
    const found = await (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

async function fromNetwork(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status === 502 || response.status === 504) throw new Error(`${response.status}`);
  return response;
}

async function page(request: Request, { pathname, search }: URL): Promise<Response> {
  const ours = await kept(request);
  const network = fromNetwork(request);
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs));
  try {
    return (await (ours ? Promise.race([network, late]) : network)) ?? ours!;
  } catch {
    return ours ?? Response.redirect(`/offline?from=${encodeURIComponent(pathname + search)}`, 302);
  }
}

/** A stay that was asked for without a network is planned on the device. */
async function planHereIfNeeded(request: Request): Promise<Response> {
  const form = await request.clone().formData();
  try {
    return await fromNetwork(request);
  } catch {
    const fields = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]));
    const place = new URL(request.url).searchParams.get('place');
    if (place !== null) fields.set('place', place);
    return Response.redirect(`/offline/trip?${fields}`, 303);
  }
}
