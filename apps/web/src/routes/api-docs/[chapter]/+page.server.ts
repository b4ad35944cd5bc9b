import { error } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { outlineOf } from '#lib/openapi-outline.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { openapi }, params }) => {
  const chapter = outlineOf(openapi()).chapters.find(({ slug }) => slug === params.chapter);
  if (chapter === undefined) error(404, m.api_no_chapter());
  return { chapter };
};
