import { placeOfPage } from '#lib/place.ts';
import type { RequestHandler } from './$types';

const ofPlaces = ['/', '/explore', '/about'];
const ofAll = ['/accessibility', '/api-docs'];

export const GET: RequestHandler = async ({ locals: { visit, places }, url, setHeaders }) => {
  const now = Temporal.Now.instant();
  const attractions = await Promise.all(places.map(({ slug }) => visit.attractionMap({ place: slug, limit: 100 }, now)));
  const paths = [
    ...places.flatMap((place) => ofPlaces.map((path) => path + placeOfPage(place, places).query)),
    ...ofAll,
    ...attractions.flat().map(({ slug }) => `/attractions/${slug}`),
  ];
  setHeaders({ 'cache-control': 'public, max-age=3600' });
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${paths.map((path) => `<url><loc>${url.origin}${path}</loc></url>`).join('\n')}\n</urlset>\n`,
    { headers: { 'content-type': 'application/xml; charset=utf-8' } },
  );
};
