/** A drawn file: the same for everyone, kept for a day and renewed behind the visitor's back. */
export function svgResponse(svg: string, setHeaders: (headers: Record<string, string>) => void): Response {
  setHeaders({ 'cache-control': 'public, max-age=86400, stale-while-revalidate=604800' });
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml; charset=utf-8' } });
}
