import { outlineOf } from '#lib/openapi-outline.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { openapi, problems } }) => ({ outline: outlineOf(openapi()), problems });
