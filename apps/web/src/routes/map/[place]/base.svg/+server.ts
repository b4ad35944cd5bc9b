import { baseMapSvg } from '#lib/map/base-map-svg.ts';
import { placeNamed } from '#lib/place.ts';
import { svgResponse } from '#lib/svg-response.ts';
import type { RequestHandler } from './$types';
import type { BaseMap } from '../../../../page-services.ts';

const drawn = new WeakMap<BaseMap, string>();

export const GET: RequestHandler = ({ params, locals: { places }, setHeaders }) => {
  const { baseMap } = placeNamed(places, params.place);
  let svg = drawn.get(baseMap);
  if (svg === undefined) drawn.set(baseMap, (svg = baseMapSvg(baseMap)));
  return svgResponse(svg, setHeaders);
};
