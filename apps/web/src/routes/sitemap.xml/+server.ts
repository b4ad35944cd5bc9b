import { placeSlug } from '#lib/place.ts';
import type { RequestHandler } from './$types';

const pages = ['/', '/explore', '/about', '/accessibility', '/api-docs'];

export const GET: RequestHandler = async ({ locals: { visit }, url, setHeaders }) => {
  const attractions = await visit.attractionMap({ place: placeSlug, limit: 100 }, Temporal.Now.instant());
  const paths = [...pages, ...attractions.map(({ slug }) => `/attractions/${slug}`)];
  setHeaders({ 'cache-control': 'public, max-age=3600' });
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${paths.map((path) => `<url><loc>${url.origin}${path}</loc></url>`).join('\n')}\n</urlset>\n`,
    { headers: { 'content-type': 'application/xml; charset=utf-8' } },
  );
};
