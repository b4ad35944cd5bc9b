import type { RequestHandler } from './$types';

/** Trips are private by their address; their pages say noindex as well. */
export const GET: RequestHandler = ({ url }) =>
  new Response(`User-agent: *\nDisallow: /api/\nDisallow: /trips/\nSitemap: ${url.origin}/sitemap.xml\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
