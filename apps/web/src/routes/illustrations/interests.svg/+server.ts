import { interestSprite } from '#lib/illustrations/interest-sprite.ts';
import { svgResponse } from '#lib/svg-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ setHeaders }) => svgResponse(interestSprite(), setHeaders);
