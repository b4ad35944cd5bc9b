import { error } from '@sveltejs/kit';
import { illustration, isKind, isTerrain } from '#lib/illustrations/illustration.ts';
import { svgResponse } from '#lib/svg-response.ts';
import type { RequestHandler } from './$types';

const seedPattern = /^[a-z0-9-]{1,80}$/;

export const GET: RequestHandler = ({ params: { light, kind, terrain, seed }, setHeaders }) => {
  if ((light !== 'day' && light !== 'night') || !isKind(kind) || !isTerrain(terrain) || !seedPattern.test(seed)) error(404);
  return svgResponse(illustration(kind, terrain, seed, light), setHeaders);
};
