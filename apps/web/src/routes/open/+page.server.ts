import { openData, openLicence } from '#lib/open-data.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url: { pathname } }) => ({ sets: openData(pathname), licence: openLicence });
